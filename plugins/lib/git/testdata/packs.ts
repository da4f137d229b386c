import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { pktLine } from "../pkt_line.ts";

export type Bytes = Uint8Array<ArrayBuffer>;
const numbers = { commit: 1, tree: 2, blob: 3, tag: 4 } as const;

/** An entry of a pack: an object, or a delta of another by hash or by how far back it stands. */
export type Entry =
  | { readonly type: keyof typeof numbers; readonly data: Bytes | string }
  | { readonly base: string | number; readonly delta: Bytes };

export function bytes(data: Bytes | string): Bytes {
  return typeof data === "string" ? new TextEncoder().encode(data) : data;
}

export function join(...parts: readonly (Bytes | string)[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => [...bytes(part)]));
}

export function hashOf(type: keyof typeof numbers, data: Bytes | string): string {
  const held = bytes(data);
  return createHash("sha1").update(`${type} ${held.length}\0`).update(held).digest("hex");
}

/** A pack of the entries, with a right header and checksum unless the options say otherwise. */
export function packWith(
  entries: readonly Entry[],
  { count = entries.length, version = 2, sizes = (n: number) => n } = {},
): Bytes {
  const head = new Uint8Array(12);
  const view = new DataView(head.buffer);
  view.setUint32(0, 0x5041434b);
  view.setUint32(4, version);
  view.setUint32(8, count);
  return sealed(join(head, ...entries.map((entry) => encode(entry, sizes))));
}

/** The bytes with their checksum behind them. */
export function sealed(body: Bytes): Bytes {
  return join(body, new Uint8Array(createHash("sha1").update(body).digest()));
}

function encode(entry: Entry, sizes: (size: number) => number): Bytes {
  const data = "delta" in entry ? entry.delta : bytes(entry.data);
  const type = !("delta" in entry) ? numbers[entry.type] : typeof entry.base === "number" ? 6 : 7;
  const base = !("delta" in entry)
    ? new Uint8Array(0)
    : typeof entry.base === "number"
    ? distance(entry.base)
    : Uint8Array.fromHex(entry.base);
  return join(header(type, sizes(data.length)), base, new Uint8Array(deflateSync(data)));
}

function header(type: number, size: number): Bytes {
  const found = [(type << 4) | (size & 15)];
  for (let left = Math.floor(size / 16); left > 0; left = Math.floor(left / 128)) {
    found[found.length - 1]! |= 0x80;
    found.push(left % 128);
  }
  return Uint8Array.from(found);
}

function distance(offset: number): Bytes {
  const found = [offset & 0x7f];
  for (let left = offset >> 7; left > 0; left >>= 7) found.unshift(0x80 | (--left & 0x7f));
  return Uint8Array.from(found);
}

/** A delta of commands, with the sizes of its base and its result. */
export function delta(from: number, to: number, ...commands: readonly (Bytes | string)[]): Bytes {
  return join(size(from), size(to), ...commands);
}

function size(value: number): Bytes {
  const found = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) {
    found[found.length - 1]! |= 0x80;
    found.push(left % 128);
  }
  return Uint8Array.from(found);
}

/** The command that copies `length` (up to 65,535) bytes from `offset`. */
export function copy(offset: number, length: number): Bytes {
  return Uint8Array.from([
    0x80 | 1 | 2 | 16 | 32,
    offset & 255,
    offset >> 8,
    length & 255,
    length >> 8,
  ]);
}

/** The command that puts up to 127 bytes in. */
export function insert(text: string): Bytes {
  return join(Uint8Array.from([bytes(text).length]), text);
}

export interface TreeEntry {
  readonly mode?: string;
  readonly name: string | Bytes;
  readonly hash: string;
}

export function tree(...entries: readonly TreeEntry[]): Bytes {
  return join(
    ...entries.flatMap(({ mode = "100644", name, hash }) => [
      `${mode} `,
      name,
      "\0",
      Uint8Array.fromHex(hash),
    ]),
  );
}

/** The entries of one commit with files, and commits of submodules by name, at the root; and its hash. */
export function commitOf(
  files: Readonly<Record<string, string>>,
  submodules: Readonly<Record<string, string>> = {},
): { hash: string; entries: Entry[] } {
  const blobs = Object.entries(files).map(([name, data]) => ({ name, data }));
  const root = tree(
    ...blobs.map(({ name, data }) => ({ name, hash: hashOf("blob", data) })),
    ...Object.entries(submodules).map(([name, hash]) => ({ name, mode: "160000", hash })),
  );
  const commit = `tree ${hashOf("tree", root)}\nauthor A <a@example.dev> 0 +0000\n\nm\n`;
  return {
    hash: hashOf("commit", commit),
    entries: [
      { type: "commit", data: commit },
      { type: "tree", data: root },
      ...blobs.map(({ data }): Entry => ({ type: "blob", data })),
    ],
  };
}

/** A server's answer to a fetch: the pack on the first channel of the side-band. */
export function fetchAnswer(pack: Bytes): Bytes {
  const lines: (Bytes | string)[] = [pktLine("packfile")];
  for (let at = 0; at < pack.length; at += 1000) {
    const part = pack.subarray(at, at + 1000);
    lines.push((part.length + 5).toString(16).padStart(4, "0"), Uint8Array.from([1]), part);
  }
  return join(...lines, "0000");
}
