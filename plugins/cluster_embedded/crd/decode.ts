import type { Body } from "../http/body.ts";
import type { Tree } from "../json/tree.ts";
import type { Resource } from "../registry/resource.ts";

export function checkCustomKind(_resource: Resource, _body: Body): void {}
export function decodeCustom(_resource: Resource, raw: Tree): { object: Tree; unknown: string[] } {
  return { object: raw, unknown: [] };
}
