import { ApiError, badRequest } from "../errors/api_error.ts";
import { jsonType } from "../json/read.ts";
import { clone, equal, isTree, type Tree } from "../json/tree.ts";

const maxOperations = 10_000;

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** A patch that does not fit its target: clients are not told why, though administrators are. */
export class PatchMismatch extends ApiError {
  constructor(readonly why: string) {
    super(422, "Invalid", "the server rejected our request due to an error in our request", {});
  }
}

const unprocessable = (message: string) => new PatchMismatch(message);

/** The target after a JSON patch (RFC 6902); the target is not changed. Throws 400, 413 or 422. */
export function jsonPatch(target: Tree, patch: unknown): Tree {
  const wrong = Array.isArray(patch) ? patch.find((item) => !isTree(item)) : patch;
  if (!Array.isArray(patch) || wrong !== undefined) {
    const type = Array.isArray(patch) ? "handlers.jsonPatchOp" : "[]handlers.jsonPatchOp";
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${
        jsonType(wrong)
      } into Go value of type ${type}`,
    );
  }
  for (const item of patch as Tree[]) checkTexts(item);
  if (patch.length > maxOperations) {
    throw new ApiError(
      413,
      "RequestEntityTooLarge",
      `Request entity too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`,
    );
  }
  let result: unknown = clone(target);
  for (const item of patch) result = apply(result, item as Operation);
  if (!isTree(result)) throw unprocessable("the document is no object");
  return result;
}

function checkTexts(operation: Tree): void {
  for (const key in operation) {
    const value = operation[key];
    if (!["op", "path", "from"].includes(key) || value === null || typeof value === "string") {
      continue;
    }
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${
        jsonType(value)
      } into Go struct field jsonPatchOp.${key} of type string`,
    );
  }
}

function apply(document: unknown, operation: Operation): unknown {
  const path = pointer(operation.path);
  switch (operation.op) {
    case "add":
      return add(document, path, operation.value ?? null);
    case "remove":
      return remove(document, path);
    case "replace":
      if (Array.isArray(parentIfAny(document, path))) read(document, path);
      return path.length === 0 ? operation.value : replace(document, path, operation.value ?? null);
    case "test":
      if (!equal(tryRead(document, path) ?? null, operation.value ?? null)) {
        throw unprocessable("test failed");
      }
      return document;
    case "copy":
      return add(document, path, clone(read(document, pointer(operation.from ?? ""))));
    case "move": {
      const from = pointer(operation.from ?? "");
      const value = read(document, from);
      return add(remove(document, from), path, value);
    }
    default:
      throw unprocessable(`unknown operation ${operation.op}`);
  }
}

function pointer(text: unknown): string[] {
  if (typeof text !== "string") throw unprocessable("a path is missing");
  if (text === "") return [];
  // Whatever stands before the first slash is dropped.
  return text.split("/").slice(1).map((p) => p.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function child(parent: unknown, key: string): unknown {
  if (Array.isArray(parent)) return /^-?\d+$/.test(key) ? parent.at(Number(key)) : undefined;
  return isTree(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined;
}

function tryRead(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const key of path) value = child(value, key);
  return value;
}

function read(document: unknown, path: readonly string[]): unknown {
  const value = tryRead(document, path);
  if (value === undefined) throw unprocessable(`the path ${path.join("/")} is not there`);
  return value;
}

function parentOf(document: unknown, path: readonly string[]): Tree | unknown[] {
  const parent = tryRead(document, path.slice(0, -1));
  if (!isTree(parent) && !Array.isArray(parent)) throw unprocessable("the parent is not there");
  return parent;
}

function parentIfAny(document: unknown, path: readonly string[]): unknown {
  return path.length === 0 ? undefined : parentOf(document, path);
}

function add(document: unknown, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  const parent = parentOf(document, path), key = path.at(-1)!;
  if (!Array.isArray(parent)) {
    parent[key] = value;
    return document;
  }
  const given = key === "-" ? parent.length : Number(key);
  const index = given < 0 ? given + parent.length + 1 : given;
  if (!Number.isInteger(index) || index < 0 || index > parent.length) {
    throw unprocessable("no such index");
  }
  parent.splice(index, 0, value);
  return document;
}

function replace(document: unknown, path: readonly string[], value: unknown): unknown {
  const parent = parentOf(document, path), key = path.at(-1)!;
  if (Array.isArray(parent)) parent[indexIn(parent, key)] = value;
  else parent[key] = value;
  return document;
}

/** Negative numbers count from the end. */
function indexIn(list: readonly unknown[], key: string): number {
  const index = Number(key);
  return index < 0 ? index + list.length : index;
}

function remove(document: unknown, path: readonly string[]): unknown {
  if (path.length === 0) throw unprocessable("the whole document cannot be removed");
  if (tryRead(document, path) === undefined) {
    const key = path.at(-1);
    throw unprocessable(
      `error in remove for path: '/${
        path.join("/")
      }': Unable to remove nonexistent key: ${key}: missing value`,
    );
  }
  const parent = parentOf(document, path), key = path.at(-1)!;
  if (Array.isArray(parent)) parent.splice(indexIn(parent, key), 1);
  else delete parent[key];
  return document;
}
