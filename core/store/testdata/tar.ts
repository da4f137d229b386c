/** Hand-made tars: whatever a hostile archive may say. */
export interface RawEntry {
  readonly name: string;
  readonly type?: string;
  readonly body?: string | Uint8Array;
  readonly link?: string;
  readonly mode?: number;
  /** What the header says of the size, if it is not the body's: a number, or the field's raw 12 bytes. */
  readonly size?: number | string;
}

const encoder = new TextEncoder();

/** One header block and its padded body. */
export function block(entry: RawEntry): Uint8Array<ArrayBuffer> {
  const body = typeof entry.body === "string"
    ? encoder.encode(entry.body)
    : entry.body ?? new Uint8Array();
  const bytes = new Uint8Array(512 + Math.ceil(body.length / 512) * 512);
  const put = (at: number, text: string) => bytes.set(encoder.encode(text), at);
  put(0, entry.name.slice(0, 100));
  put(100, (entry.mode ?? 0o644).toString(8).padStart(7, "0"));
  put(108, "0000000");
  put(116, "0000000");
  const size = entry.size ?? body.length;
  put(124, typeof size === "string" ? size : size.toString(8).padStart(11, "0"));
  put(136, "00000000000");
  put(156, entry.type ?? "0");
  put(157, entry.link ?? "");
  put(257, "ustar\0" + "00");
  bytes.fill(32, 148, 156);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  put(148, sum.toString(8).padStart(6, "0") + "\0 ");
  bytes.set(body, 512);
  return bytes;
}

/** A tar of the entries, with the two empty blocks at its end. */
export function tar(entries: readonly RawEntry[]): Uint8Array<ArrayBuffer> {
  return join([...entries.map(block), new Uint8Array(1024)]);
}

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The body of a PAX header. */
export function pax(records: Record<string, string>): string {
  return Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`, bytes = encoder.encode(rest).length;
    let length = bytes + 1;
    while (String(length).length + bytes !== length) length++;
    return `${length}${rest}`;
  }).join("");
}
