import { Kind, type Node, scalarNode } from "contract/yaml";
import type { Image } from "../config/types.ts";
import { expectKind, field, isNull, setScalar } from "../model/fields.ts";
import { applyFieldSpecs, type FieldSpec } from "../model/field_spec.ts";
import { type Matcher, searchMatcher } from "../model/pattern.ts";
import type { Transform } from "./context.ts";

/** The parts of an image's name. */
export interface ImageName {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/** `registry:5000/app:1.2@sha256:…` in its parts. */
export function splitImage(text: string): ImageName {
  const slash = Math.max(text.indexOf("/"), 0);
  const at = text.indexOf("@", slash);
  const colon = text.indexOf(":", slash);
  if (at >= 0 && (colon < 0 || at < colon)) {
    return { name: text.slice(0, at), tag: "", digest: text.slice(at + 1) };
  }
  if (colon < 0) return { name: text, tag: "", digest: "" };
  const end = at < 0 ? text.length : at;
  return {
    name: text.slice(0, colon),
    tag: text.slice(colon + 1, end),
    digest: text.slice(end + 1),
  };
}

/** Whether an image is the one that `name` means, which upstream takes for a pattern. */
export function imageMatcher(name: string): Matcher {
  return searchMatcher(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
}

/** What becomes of an image that matches. */
export function renameImage(text: string, image: Image): string {
  const old = splitImage(text);
  const name = image.newName || old.name;
  let { tag, digest } = old;
  if (image.newTag !== "" || image.digest !== "") {
    tag = image.newTag;
    digest = image.digest;
  } else if (image.tagSuffix !== "") {
    tag += image.tagSuffix;
    digest = "";
  }
  return name + (tag && `:${tag}`) + (digest && `@${digest}`);
}

/** Changes the images that match, wherever containers are and wherever the specifications lead. */
export function imageTransform(image: Image, specs: readonly FieldSpec[]): Transform {
  const matches = imageMatcher(image.name);
  const set = (node: Node) => {
    expectKind(node, Kind.scalar);
    if (matches(node.value)) setScalar(node, scalarNode(renameImage(node.value, image)));
  };
  const ofBodies = specs.every(({ path }) => !/^(?:metadata|kind|apiVersion)/.test(path));
  return (map) => {
    for (const { node, isStub } of map.list) {
      if (isStub && ofBodies) continue;
      if (!node || field(node, "kind")?.value === "CustomResourceDefinition") continue;
      walkContainers(node, set);
      applyFieldSpecs(node, specs, { set });
    }
    map.touch();
  };
}

/** Visits the image of every container, however deep its list stands. */
function walkContainers(node: Node, set: (node: Node) => void): void {
  const { content } = node;
  if (node.kind === Kind.sequence) {
    for (const item of content) if (item.kind !== Kind.scalar) walkContainers(item, set);
    return;
  }
  for (let i = 0; i + 1 < content.length; i += 2) {
    const value = content[i + 1]!;
    if (value.kind === Kind.scalar) continue;
    walkContainers(value, set);
    const key = content[i]!.value;
    if (value.kind !== Kind.sequence || (key !== "containers" && key !== "initContainers")) {
      continue;
    }
    for (const item of value.content) {
      if (isNull(item)) continue;
      expectKind(item, Kind.mapping);
      const image = field(item, "image");
      if (image !== undefined && !isNull(image)) set(image);
    }
  }
}
