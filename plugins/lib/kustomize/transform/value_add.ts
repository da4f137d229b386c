import { Kind, scalarNode } from "contract/yaml";
import { decodeGo } from "../config/go_types.ts";
import { sigsValue } from "../config/kustomization.ts";
import { type PluginConfig, pluginConfigs } from "../config/types.ts";
import { KustomizeError } from "../errors.ts";
import { expectKind, setScalar } from "../model/fields.ts";
import { lookup } from "../model/field_path.ts";
import { select } from "../model/selector.ts";
import { loadText } from "../source/loader.ts";
import { baseName } from "../source/paths.ts";
import type { Transform, TransformContext } from "./context.ts";
import { setNamespaces } from "./namespace.ts";

type Settings = PluginConfig<"ValueAddTransformer">;

/** Sets a field, or one part of a path that stands in it, to a value; without one to the folder's name. */
export function valueAddTransform(settings: Settings, { loader }: TransformContext): Transform {
  const value = settings.value.trim() || baseName(loader.root);
  const targets = [...settings.targets ?? []];
  if (settings.targetFilePath !== "") {
    const more = sigsValue(loadText(loader, settings.targetFilePath));
    targets.push(
      ...decodeGo(pluginConfigs.ValueAddTransformer, more, { strict: false }).targets ?? [],
    );
  }
  if (targets.length === 0) throw new KustomizeError("must specify at least one target");
  for (const { fieldPath, filePathPosition } of targets) {
    if (fieldPath === "") throw new KustomizeError("fieldPath cannot be empty");
    if (filePathPosition < 0) {
      throw new KustomizeError(
        `value of FilePathPosition (${filePathPosition}) cannot be negative`,
      );
    }
  }
  return (map) => {
    for (const { selector, fieldPath, filePathPosition } of targets) {
      for (const { node } of selector === undefined ? map.list : select(map, selector)) {
        if (fieldPath === "metadata/namespace") {
          setNamespaces(node!, { namespace: value, specs: [] }, "defaultOnly");
        } else {
          const found = lookup(node, splitEscaped(fieldPath), Kind.scalar)!;
          expectKind(found, Kind.scalar);
          const text = filePathPosition > 0
            ? insertPart(found.value, filePathPosition - 1, value)
            : value;
          setScalar(found, scalarNode(text));
        }
      }
    }
    map.touch();
  };
}

function splitEscaped(path: string): string[] {
  return path.split("/").reduce((parts: string[], part) => {
    const last = parts.at(-1);
    if (last?.endsWith("\\")) return [...parts.slice(0, -1), `${last.slice(0, -1)}/${part}`];
    return [...parts, part];
  }, []);
}

/** Puts a part into a path at a position; beyond the end it becomes the last. */
export function insertPart(path: string, position: number, part: string): string {
  if (path === "") return part;
  const rooted = path.startsWith("/") ? "/" : "";
  const parts = path.slice(rooted.length).split("/");
  const at = Math.min(Math.max(position, 0), parts.length);
  return rooted + [...parts.slice(0, at), part, ...parts.slice(at)].join("/");
}
