import { Buffer } from "node:buffer";

/** A file on its way into an archive. */
export interface TarFile {
  readonly name: string;
  readonly data: Uint8Array;
  /** Seconds since 1970. */
  readonly modified: number;
}

const BLOCK = 512;
const LONGEST_NAME = 100;
const LONGEST_PREFIX = 155;
const encoder = new TextEncoder();

/** Where a path is cut into prefix and name; undefined where it does not fit into a header. */
function cut(path: Uint8Array): number | undefined {
  if (path.some((byte) => byte >= 0x80)) return undefined;
  if (path.length <= LONGEST_NAME) return 0;
  const slash = path.lastIndexOf(0x2f, LONGEST_PREFIX);
  return slash <= 0 || path.length - slash - 1 > LONGEST_NAME ? undefined : slash;
}

function header(name: Uint8Array, prefix: Uint8Array, fields: {
  readonly size: number;
  readonly modified: number;
  readonly mode: number;
  readonly type: string;
}): Uint8Array {
  const out = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => out.set(encoder.encode(text), at);
  const number = (at: number, digits: number, value: number) =>
    put(at, value.toString(8).padStart(digits, "0"));
  out.set(name.subarray(0, LONGEST_NAME));
  number(100, 7, fields.mode);
  number(108, 7, 0);
  number(116, 7, 0);
  number(124, 11, fields.size);
  number(136, 11, fields.modified);
  put(148, "        ");
  put(156, fields.type);
  put(257, "ustar\0" + "00");
  number(329, 7, 0);
  number(337, 7, 0);
  out.set(prefix, 345);
  const sum = out.reduce((all, byte) => all + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return out;
}

const padding = (size: number) => new Uint8Array((BLOCK - size % BLOCK) % BLOCK);

/** A record of an extended header: its length counts itself. */
function record(key: string, value: string): Uint8Array {
  const rest = encoder.encode(` ${key}=${value}\n`).length;
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return encoder.encode(`${length} ${key}=${value}\n`);
}

function extended(name: string): Uint8Array[] {
  const slash = name.lastIndexOf("/") + 1;
  const around = encoder.encode(`${name.slice(0, slash)}PaxHeaders.0/${name.slice(slash)}`)
    .filter((byte) => byte < 0x80);
  const body = record("path", name);
  const fields = { size: body.length, modified: 0, mode: 0, type: "x" };
  return [
    header(around.subarray(0, LONGEST_NAME), new Uint8Array(), fields),
    body,
    padding(body.length),
  ];
}

/** A tar archive, byte for byte as Go's archive/tar writes it for files that anyone may read. */
export function tar(files: readonly TarFile[]): Uint8Array {
  const parts = files.flatMap(({ name, data, modified }) => {
    const path = encoder.encode(name);
    const at = cut(path);
    const fields = { size: data.length, modified, mode: 0o644, type: "0" };
    const head = at === undefined
      ? [...extended(name), header(path.filter((b) => b < 0x80), new Uint8Array(), fields)]
      : at === 0
      ? [header(path, new Uint8Array(), fields)]
      : [header(path.subarray(at + 1), path.subarray(0, at), fields)];
    return [...head, data, padding(data.length)];
  });
  return Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]);
}
