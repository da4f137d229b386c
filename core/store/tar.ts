import type { TreeEntry } from "./tree.ts";

const blockBytes = 512;
const nameBytes = 100;
const prefixBytes = 155;
const encoder = new TextEncoder();
const beyondAscii = /[^\0-\x7f]/g;

/** What a header says of an entry. */
type Described = Omit<TreeEntry, "read">;

/** What comes before the first entry: the root. */
export const tarStart: Uint8Array = tarHeader({
  path: ".",
  type: "folder",
  size: 0,
  executable: false,
});

/** What comes after the last entry. */
export const tarEnd: Uint8Array = new Uint8Array(2 * blockBytes);

/**
 * The blocks that stand before an entry's bytes in a tar, as Go's writer makes them: POSIX ustar; a PAX header for a name that
 * fits there in no way, or is not ASCII. They follow from the entry alone: no owner, no times, and the modes 0600, 0700 and 0750
 * (reference §2.2.2). Written by hand, as a packer of streams takes a stream an entry, keeps 8 MiB, and copies all bytes once more.
 */
export function tarHeader({ path, type, size, executable }: Described): Uint8Array {
  const mode = type === "folder" ? 0o750 : executable ? 0o700 : 0o600;
  const flag = type === "folder" ? "5" : "0";
  const halves = ustarHalves(path);
  if (halves) return block({ ...halves, size, mode, flag });
  const header = block({ name: asciiOf(path), size, mode, flag });
  const record = paxRecord("path", path), length = record.length;
  const slash = path.lastIndexOf("/") + 1;
  const name = asciiOf(`${path.slice(0, slash)}PaxHeaders.0/${path.slice(slash)}`)
    .slice(0, nameBytes).replace(/\/+$/, "");
  const long = new Uint8Array(2 * blockBytes + length + tarPadding(length).length);
  long.set(block({ name, size: length, mode: 0, flag: "x" }));
  long.set(record, blockBytes);
  long.set(header, long.length - blockBytes);
  return long;
}

interface Halves {
  readonly name: string;
  readonly prefix?: string;
}

/** A name as the fields of ustar hold it; a long one is divided at a slash. Nothing where they cannot. */
function ustarHalves(path: string): Halves | undefined {
  if (asciiOf(path) !== path) return undefined;
  if (path.length <= nameBytes) return { name: path };
  const slash = path.lastIndexOf("/", prefixBytes);
  const name = path.slice(slash + 1);
  if (slash <= 0 || name === "" || name.length > nameBytes) return undefined;
  return { name, prefix: path.slice(0, slash) };
}

function asciiOf(text: string): string {
  return text.replace(beyondAscii, "");
}

/** What follows the bytes of an entry of that size, up to a whole block. */
export function tarPadding(size: number): Uint8Array {
  return tarEnd.subarray(0, Math.ceil(size / blockBytes) * blockBytes - size);
}

interface Fields extends Halves {
  readonly size: number;
  readonly mode: number;
  readonly flag: string;
}

/** Offsets are those of the ustar header; uid, gid and mtime are 0. */
function block({ name, prefix = "", size, mode, flag }: Fields): Uint8Array {
  const bytes = new Uint8Array(blockBytes);
  const text = (at: number, value: string) => bytes.set(encoder.encode(value), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  text(0, name.slice(0, nameBytes));
  text(100, octal(mode, 7));
  text(108, octal(0, 7));
  text(116, octal(0, 7));
  text(124, octal(size, 11));
  text(136, octal(0, 11));
  text(156, flag);
  text(257, "ustar\0" + "00");
  text(345, prefix);
  // The checksum counts itself as eight spaces.
  const sum = bytes.reduce((total, byte) => total + byte, 8 * 32);
  text(148, `${octal(sum, 6)}\0 `);
  return bytes;
}

/** `<length> <key>=<value>\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = ` ${key}=${value}\n`, bytes = encoder.encode(rest).length;
  let digits = 1;
  while (String(bytes + digits).length !== digits) digits++;
  return encoder.encode(`${bytes + digits}${rest}`);
}
