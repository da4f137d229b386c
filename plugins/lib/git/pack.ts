/** Reads a pack (gitformat-pack) whole into memory, with limits for hostile ones. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import { GitError } from "./errors.ts";
import { applyDelta } from "./delta.ts";

export type ObjectType = "commit" | "tree" | "blob" | "tag";

export interface GitObject {
  readonly type: ObjectType;
  readonly data: Uint8Array<ArrayBuffer>;
}

export interface PackLimits {
  readonly objects: number;
  readonly objectBytes: number;
  /** Of all objects and deltas together, inflated. */
  readonly totalBytes: number;
}

/** What a process of source-git can hold, beside the pack itself. */
export const packLimits: PackLimits = {
  objects: 1_000_000,
  objectBytes: 256 * 1024 ** 2,
  totalBytes: 1024 ** 3,
};

const types: Readonly<Record<number, ObjectType>> = { 1: "commit", 2: "tree", 3: "blob", 4: "tag" };
const OFFSET_DELTA = 6, REFERENCE_DELTA = 7;
const TRAILER = 20;

interface Entry {
  readonly type: number;
  readonly size: number;
  /** Where the compressed bytes begin. */
  readonly at: number;
  /** Position of the base in the pack, or its hash. */
  readonly base?: number | string;
}

/**
 * All objects of a pack by their hash, each hashed anew. Throws GitError where the pack is broken: a wrong checksum, a
 * base that is not there, a size that lies, or more than the limits.
 */
export function readPack(
  bytes: Uint8Array<ArrayBuffer>,
  limits: PackLimits = packLimits,
): ReadonlyMap<string, GitObject> {
  const count = readHeader(bytes, limits);
  const byPosition = new Map<number, GitObject>();
  const byHash = new Map<string, GitObject>();
  const later: {
    readonly position: number;
    readonly base: string;
    readonly delta: Uint8Array<ArrayBuffer>;
  }[] = [];
  const room = { left: limits.totalBytes, limits };
  let at = 12;
  const keep = (position: number, object: GitObject) => {
    byPosition.set(position, object);
    byHash.set(hashOf(object), object);
  };
  for (let i = 0; i < count; i++) {
    const position = at;
    const entry = readEntry(bytes, at);
    const { data, end } = inflate(bytes, entry, room);
    at = end;
    const type = types[entry.type];
    if (type !== undefined) keep(position, { type, data });
    else if (typeof entry.base === "number") {
      const base = byPosition.get(position - entry.base);
      if (!base) throw broken(`the object at ${position} is a delta of none`);
      keep(position, { type: base.type, data: patched(base, data, room) });
    } else later.push({ position, base: entry.base!, delta: data });
  }
  resolveLater(later, byHash, (position, object) => keep(position, object), room);
  return byHash;
}

/** What may still be inflated: it is taken before anything is. */
interface Room {
  left: number;
  readonly limits: PackLimits;
}

function take(room: Room, size: number): void {
  const { objectBytes, totalBytes } = room.limits;
  if (size > objectBytes) throw broken(`an object has ${size} bytes, the most is ${objectBytes}`);
  if (size > room.left) throw broken(`its objects have over ${totalBytes} bytes`);
  room.left -= size;
}

function patched(base: GitObject, delta: Uint8Array<ArrayBuffer>, room: Room) {
  const most = Math.min(room.limits.objectBytes, room.left);
  const made = applyDelta(base.data, delta, most);
  take(room, made.length);
  return made;
}

function readHeader(bytes: Uint8Array<ArrayBuffer>, limits: PackLimits): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 + TRAILER || view.getUint32(0) !== 0x5041434b) {
    throw broken("it does not begin as one");
  }
  const version = view.getUint32(4), count = view.getUint32(8);
  if (version !== 2 && version !== 3) throw broken(`its version is ${version}`);
  if (count > limits.objects) {
    throw broken(`it has ${count} objects, the most is ${limits.objects}`);
  }
  const sum = createHash("sha1").update(bytes.subarray(0, bytes.length - TRAILER)).digest();
  if (!sum.equals(Buffer.from(bytes.subarray(bytes.length - TRAILER)))) {
    throw broken("its checksum is wrong");
  }
  return count;
}

function readEntry(bytes: Uint8Array, from: number): Entry {
  let at = from;
  let byte = bytes[at++]!;
  const type = (byte >> 4) & 7;
  let size = byte & 15, scale = 16;
  while (byte & 0x80) {
    byte = bytes[at++] ?? 0;
    size += (byte & 0x7f) * scale;
    scale *= 128;
    if (scale > 2 ** 50) throw broken(`the object at ${from} has no size`);
  }
  if (type === OFFSET_DELTA) {
    const { offset, end } = readOffset(bytes, at);
    return { type, size, at: end, base: offset };
  }
  if (type === REFERENCE_DELTA) {
    return {
      type,
      size,
      at: at + 20,
      base: Buffer.from(bytes.subarray(at, at + 20)).toString("hex"),
    };
  }
  if (types[type] === undefined) throw broken(`the object at ${from} has type ${type}`);
  return { type, size, at };
}

function readOffset(bytes: Uint8Array, from: number): { offset: number; end: number } {
  let at = from;
  let byte = bytes[at++] ?? 0;
  let offset = byte & 0x7f;
  while (byte & 0x80) {
    byte = bytes[at++] ?? 0;
    offset = (offset + 1) * 128 + (byte & 0x7f);
    if (offset > 2 ** 50) throw broken(`the delta at ${from} has no base`);
  }
  return { offset, end: at };
}

function inflate(bytes: Uint8Array<ArrayBuffer>, { at, size }: Entry, room: Room) {
  take(room, size);
  try {
    const options = { info: true, maxOutputLength: Math.max(size, 1) } as const;
    const { buffer, engine } = inflateSync(bytes.subarray(at), options) as unknown as Inflated;
    if (buffer.length !== size) throw broken(`the object at ${at} has another size than it says`);
    return {
      data: new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length),
      end: at + engine.bytesWritten,
    };
  } catch (error) {
    throw broken(`the object at ${at} cannot be inflated: ${(error as Error).message}`);
  }
}

/** What `info: true` adds to zlib's answer. */
interface Inflated {
  readonly buffer: Buffer<ArrayBuffer>;
  readonly engine: { readonly bytesWritten: number };
}

/** Deltas that name their base by hash may come before it: they are applied once it is there. */
function resolveLater(
  waiting: {
    readonly position: number;
    readonly base: string;
    readonly delta: Uint8Array<ArrayBuffer>;
  }[],
  byHash: ReadonlyMap<string, GitObject>,
  keep: (position: number, object: GitObject) => void,
  room: Room,
): void {
  let left = waiting;
  while (left.length > 0) {
    const unresolved = left.filter(({ position, base, delta }) => {
      const found = byHash.get(base);
      if (found) {
        keep(position, { type: found.type, data: patched(found, delta, room) });
      }
      return !found;
    });
    if (unresolved.length === left.length) {
      throw broken(`${left.length} objects are deltas of objects that are not there`);
    }
    left = unresolved;
  }
}

function hashOf({ type, data }: GitObject): string {
  return createHash("sha1").update(`${type} ${data.length}\0`).update(data).digest("hex");
}

function broken(why: string) {
  return new GitError(`cannot read the server's pack: ${why}`);
}
