import { decodeJson, encodeJson, type Value, type ValueMap, yamlToJson } from "contract/yaml";
import { KustomizeError, prefixed } from "../errors.ts";

/** One operation of RFC 6902, as it is written. */
type Operation = ValueMap;

/** Reads a JSON patch, in JSON or YAML. Throws KustomizeError for what is no list of operations. */
export function parseJsonPatch(source: string): Operation[] {
  if (source === "") throw new KustomizeError("empty json patch operations");
  const json = source.startsWith("[") ? source : yamlToJson(source);
  const value = decodeJson(json);
  const wrong = (found: string, type: string) =>
    new KustomizeError(`json: cannot unmarshal ${found} into Go value of type ${type}`);
  if (value === null) return [];
  if (!Array.isArray(value)) throw wrong(kindOf(value), "jsonpatch.Patch");
  return value.map((one) => {
    if (one instanceof Map) return one;
    throw wrong(kindOf(one), "jsonpatch.Operation");
  });
}

function kindOf(value: Value): string {
  if (value instanceof Map) return "object";
  if (Array.isArray(value)) return "array";
  if (typeof value === "string") return "string";
  return typeof value === "boolean" ? "bool" : "number";
}

/** Applies the operations to a copy of `document`. Throws KustomizeError with the library's texts. */
export function applyJsonPatch(document: Value, operations: readonly Operation[]): Value {
  const holder: { root: Value } = { root: copy(document) };
  for (const operation of operations) {
    const name = operation.get("op");
    const apply = typeof name === "string" && Object.hasOwn(APPLY, name) ? APPLY[name] : undefined;
    if (apply === undefined) {
      throw new KustomizeError(`Unexpected kind: ${typeof name === "string" ? name : "unknown"}`);
    }
    apply(holder, operation);
  }
  return holder.root;
}

function copy(value: Value): Value {
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, copy(item)]));
  return value;
}

type Container = Value[] | ValueMap;
interface Holder {
  root: Value;
}

const MISSING = "missing value";
/** Operations that say no more than that the path is missing. */
const BRIEF: readonly string[] = ["add", "remove", "copy"];

function textField(operation: Operation, name: "path" | "from", verb: string): string {
  const value = operation.get(name);
  if (typeof value === "string") return value;
  const missing = value === undefined || value === null;
  const detail = name === "from"
    ? `operation, missing from field: ${MISSING}`
    : `operation missing path field: ${MISSING}`;
  const unfit = `json: cannot unmarshal ${kindOf(value ?? null)} into Go value of type string`;
  const reason = name === "path" && BRIEF.includes(verb) ? MISSING : missing ? detail : unfit;
  throw new KustomizeError(`${verb} operation failed to decode ${name}: ${reason}`);
}

const unescape = (part: string) => part.replaceAll("~1", "/").replaceAll("~0", "~");

/** The container that a path ends in, and the last part of the path. */
function find(holder: Holder, path: string): { container: Container | undefined; key: string } {
  const parts = path.split("/");
  const key = unescape(parts.at(-1)!);
  let at: Value | undefined = holder.root;
  for (const part of parts.slice(1, -1)) at = child(at, unescape(part));
  const found = parts.length > 1 && (Array.isArray(at) || at instanceof Map) ? at : undefined;
  return { container: found, key };
}

function child(value: Value | undefined, key: string): Value | undefined {
  if (value instanceof Map) return value.get(key);
  if (!Array.isArray(value) || !/^-?\d+$/.test(key)) return undefined;
  const index = Number(key);
  return value[index < 0 ? index + value.length : index];
}

function index(list: readonly Value[], key: string, size: number): number {
  if (!/^[-+]?\d+$/.test(key)) {
    throw new KustomizeError(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`);
  }
  const at = Number(key);
  const invalid = () =>
    new KustomizeError(`Unable to access invalid index: ${at}: invalid index referenced`);
  if (at >= size || at < -size) throw invalid();
  return at < 0 ? at + (size > list.length ? list.length + 1 : list.length) : at;
}

function get(container: Container, key: string): Value | undefined {
  if (container instanceof Map) return container.get(key);
  return container[index(container, key, container.length)];
}

function insert(container: Container, key: string, value: Value): void {
  if (container instanceof Map) container.set(key, value);
  else if (key === "-") container.push(value);
  else {
    const at = /^[-+]?\d+$/.test(key)
      ? index(container, key, container.length + 1)
      : prefixed(() => `value was not a proper array index: '${key}'`, () =>
        index(container, key, 0));
    container.splice(at, 0, value);
  }
}

function remove(container: Container, key: string): void {
  if (container instanceof Map) {
    if (!container.delete(key)) {
      throw new KustomizeError(`Unable to remove nonexistent key: ${key}: missing value`);
    }
  } else container.splice(index(container, key, container.length), 1);
}

function add(holder: Holder, operation: Operation): void {
  const path = textField(operation, "path", "add");
  const { container, key } = find(holder, path);
  if (container === undefined) {
    throw new KustomizeError(
      `add operation does not apply: doc is missing path: ${JSON.stringify(path)}: ${MISSING}`,
    );
  }
  within("add", path, () => insert(container, key, copy(operation.get("value") ?? null)));
}

const within = (verb: string, path: string, action: () => void): void =>
  prefixed(() => `error in ${verb} for path: '${path}'`, action);

function removeAt(holder: Holder, operation: Operation): void {
  const path = textField(operation, "path", "remove");
  const { container, key } = find(holder, path);
  if (container === undefined) {
    throw new KustomizeError(
      `remove operation does not apply: doc is missing path: ${JSON.stringify(path)}: ${MISSING}`,
    );
  }
  within("remove", path, () => remove(container, key));
}

function replace(holder: Holder, operation: Operation): void {
  const path = textField(operation, "path", "replace");
  const value = copy(operation.get("value") ?? null);
  if (path === "") {
    if (!Array.isArray(value) && !(value instanceof Map)) {
      throw new KustomizeError("replace operation value must be object or array: %!w(<nil>)");
    }
    holder.root = value;
    return;
  }
  const { container, key } = find(holder, path);
  if (container === undefined) {
    throw new KustomizeError(
      `replace operation does not apply: doc is missing path: ${path}: ${MISSING}`,
    );
  }
  try {
    get(container, key);
  } catch (error) {
    throw new KustomizeError(
      `replace operation does not apply: doc is missing key: ${path}: ${MISSING}`,
      { cause: error },
    );
  }
  within("replace", path, () => {
    if (container instanceof Map) container.set(key, value);
    else container[index(container, key, container.length)] = value;
  });
}

function move(holder: Holder, operation: Operation): void {
  const from = textField(operation, "from", "move");
  const source = find(holder, from);
  if (source.container === undefined) {
    throw new KustomizeError(
      `move operation does not apply: doc is missing from path: ${from}: ${MISSING}`,
    );
  }
  let value: Value = null;
  within("move", source.key, () => {
    value = get(source.container!, source.key) ?? null;
    remove(source.container!, source.key);
  });
  const path = textField(operation, "path", "move");
  const target = find(holder, path);
  if (target.container === undefined) {
    throw new KustomizeError(
      `move operation does not apply: doc is missing destination path: ${path}: ${MISSING}`,
    );
  }
  within("move", path, () => insert(target.container!, target.key, value));
}

function copyTo(holder: Holder, operation: Operation): void {
  const from = textField(operation, "from", "copy");
  const source = find(holder, from);
  if (source.container === undefined) {
    throw new KustomizeError(
      `copy operation does not apply: doc is missing from path: ${from}: ${MISSING}`,
    );
  }
  let value: Value = null;
  prefixed(() => `error in copy for from: '${from}'`, () => {
    value = copy(get(source.container!, source.key) ?? null);
  });
  const path = textField(operation, "path", "copy");
  const target = find(holder, path);
  if (target.container === undefined) {
    throw new KustomizeError(
      `copy operation does not apply: doc is missing destination path: ${path}: ${MISSING}`,
    );
  }
  prefixed(
    () => "error while adding value during copy",
    () => insert(target.container!, target.key, value),
  );
}

function test(holder: Holder, operation: Operation): void {
  const path = textField(operation, "path", "test");
  const failed = new KustomizeError(`testing value ${path} failed: test failed`);
  const wanted = operation.get("value") ?? null;
  if (path === "") {
    if (encodeJson(holder.root) !== encodeJson(wanted)) throw failed;
    return;
  }
  const { container, key } = find(holder, path);
  if (container === undefined) {
    throw new KustomizeError(`test operation does not apply: is missing path: ${path}: ${MISSING}`);
  }
  let found: Value | undefined;
  within("test", path, () => {
    found = get(container, key);
  });
  if (encodeJson(found ?? null) !== encodeJson(wanted)) throw failed;
}

const APPLY: Readonly<Record<string, (holder: Holder, operation: Operation) => void>> = {
  add,
  remove: removeAt,
  replace,
  move,
  copy: copyTo,
  test,
};
