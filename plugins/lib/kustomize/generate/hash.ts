import { createHash } from "node:crypto";
import { encodeJson, Kind, type Node, type Value } from "contract/yaml";
import { field, valueOf } from "../model/fields.ts";
import { objectValue } from "../model/output.ts";

const REPLACED: Readonly<Record<string, string>> = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };

/** Ten characters that stand for a text: of its SHA-256, without those that may spell something. */
export function hashText(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return hex.slice(0, 10).replace(/[013ae]/g, (c) => REPLACED[c]!);
}

/** What is hashed of an object: the content of ConfigMaps and Secrets. Upstream looks for the name where it never is. */
export function hashedText(object: Node): string {
  const kind = field(object, "kind")?.value ?? "";
  const parts = new Map<Value, Value>([["kind", kind], ["name", ""]]);
  if (kind === "ConfigMap") {
    parts.set("data", content(object, "data"));
    addMap(parts, object, "binaryData");
  } else if (kind === "Secret") {
    parts.set("type", valueOf(field(object, "type")));
    parts.set("data", content(object, "data"));
    addMap(parts, object, "stringData");
  } else return JSON.stringify(asGo(object)).replace(/[<>&]/g, escaped);
  return encodeJson(parts);
}

const escaped = (c: string): string => `\\u00${c.charCodeAt(0).toString(16)}`;

/** A node as Go's encoding/json writes the node itself: upstream takes that for the content of any other kind. */
function asGo(node: Node): unknown {
  return {
    Kind: node.kind,
    Style: node.style,
    Tag: node.tag,
    Value: node.value,
    Anchor: node.anchor,
    Alias: null,
    Content: node.content.length === 0 ? null : node.content.map(asGo),
    HeadComment: node.comments?.head ?? "",
    LineComment: node.comments?.line ?? "",
    FootComment: node.comments?.foot ?? "",
    Line: node.line,
    Column: node.column,
  };
}

function content(object: Node, name: string): Value {
  const found = field(object, name);
  if (found === undefined) return "";
  return found.kind === Kind.scalar ? found.value : objectValue(found);
}

function addMap(parts: Map<Value, Value>, object: Node, name: string): void {
  const found = field(object, name);
  if (found?.kind === Kind.mapping) parts.set(name, objectValue(found));
}
