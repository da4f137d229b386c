import type { TreeEntry } from "./tree.ts";

export const tarBlock = 512;
const nameBytes = 100;
const encoder = new TextEncoder();

/**
 * The blocks that stand before an entry's bytes in a tar (POSIX ustar; a PAX header for a name over 100 bytes).
 * They follow from the entry alone: no owner, no times, and the modes 0600, 0700 and 0750 (reference §2.2.2).
 */
export function tarHeader({ path, type, size, executable }: TreeEntry): Uint8Array {
  const name = encoder.encode(path);
  const mode = type === "folder" ? 0o750 : executable ? 0o700 : 0o600;
  const flag = type === "folder" ? "5" : "0";
  if (name.length <= nameBytes) return block({ name, size, mode, flag });
  const record = paxRecord("path", path);
  const long = new Uint8Array(2 * tarBlock + padded(record.length));
  const pax = encoder.encode("PaxHeader");
  long.set(block({ name: pax, size: record.length, mode: 0o600, flag: "x" }));
  long.set(record, tarBlock);
  const cut = name.subarray(0, nameBytes);
  long.set(block({ name: cut, size, mode, flag }), long.length - tarBlock);
  return long;
}

/** The size in whole blocks. */
export function padded(size: number): number {
  return Math.ceil(size / tarBlock) * tarBlock;
}

interface Fields {
  readonly name: Uint8Array;
  readonly size: number;
  readonly mode: number;
  readonly flag: string;
}

/** Offsets are those of the ustar header; uid, gid and mtime are 0. */
function block({ name, size, mode, flag }: Fields): Uint8Array {
  const bytes = new Uint8Array(tarBlock);
  const text = (at: number, value: string) => bytes.set(encoder.encode(value), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  bytes.set(name, 0);
  text(100, octal(mode, 7));
  text(108, octal(0, 7));
  text(116, octal(0, 7));
  text(124, octal(size, 11));
  text(136, octal(0, 11));
  text(156, flag);
  text(257, "ustar\0" + "00");
  // The checksum counts itself as eight spaces.
  const sum = bytes.reduce((total, byte) => total + byte, 8 * 32);
  text(148, `${octal(sum, 6)}\0 `);
  return bytes;
}

/** `<length> <key>=<value>\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = encoder.encode(` ${key}=${value}\n`);
  let digits = 1;
  while (String(rest.length + digits).length !== digits) digits++;
  const record = new Uint8Array(rest.length + digits);
  record.set(encoder.encode(String(record.length)));
  record.set(rest, digits);
  return record;
}
