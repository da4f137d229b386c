import { Buffer } from "node:buffer";

/** The first lines of an HTTP/1 message, as far as a proxy must know them. */
export interface Head {
  /** Request line or status line, split at spaces into at most three parts. */
  readonly start: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Bytes that came after the head in the same read. */
  readonly rest: Uint8Array<ArrayBuffer>;
}

/** Reads up to the empty line. `undefined` where the peer left, sent more than `limit` bytes, or no HTTP. */
export async function readHead(conn: Deno.Conn, limit: number): Promise<Head | undefined> {
  const held = Buffer.alloc(limit);
  let length = 0;
  while (length < limit) {
    const count = await conn.read(held.subarray(length));
    if (count === null) return undefined;
    const from = Math.max(0, length - 3);
    length += count;
    const end = held.subarray(0, length).indexOf("\r\n\r\n", from);
    if (end < 0) continue;
    return parseHead(
      held.toString("latin1", 0, end),
      new Uint8Array(held.subarray(end + 4, length)),
    );
  }
  return undefined;
}

/** The value of a header, by its lower-case name; `undefined` where it stands not once. */
export function headerOf({ headers }: Head, name: string): string | undefined {
  const found = headers.filter(([one]) => one.toLowerCase() === name);
  return found.length === 1 ? found[0]![1] : undefined;
}

/** The bytes of a head. Throws where a part holds a line break. */
export function writeHead(start: string, headers: Head["headers"]): Uint8Array<ArrayBuffer> {
  const lines = [start, ...headers.map(([name, value]) => `${name}: ${value}`)];
  if (lines.some((line) => /[\r\n\0]/.test(line))) {
    throw new TypeError("Cannot write the head: a line holds a break");
  }
  return Uint8Array.from(`${lines.join("\r\n")}\r\n\r\n`, (char) => char.charCodeAt(0));
}

/** Writes all of `bytes`. */
export async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await conn.write(bytes.subarray(sent));
}

/** Closes a connection, however it stands. */
export function close(conn: Pick<Deno.Conn, "close">): void {
  try {
    conn.close();
  } catch { /* consumed by TLS, or closed before */ }
}

/** A peer that says nothing must not outlive the one who asked: the signal closes it, until this is disposed. */
export function closedBy(signal: AbortSignal, conn: Deno.Conn): Disposable {
  const end = () => close(conn);
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener("abort", end) };
}

function parseHead(text: string, rest: Uint8Array<ArrayBuffer>): Head | undefined {
  const [first, ...lines] = text.split("\r\n");
  const headers = lines.map((line): [string, string] | undefined => {
    const [name] = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+(?=:)/.exec(line) ?? [];
    return name === undefined ? undefined : [name, line.slice(name.length + 1).trim()];
  });
  if (headers.some((header) => header === undefined)) return undefined;
  const start = /^(\S+) (\S+)(?: (.*))?$/.exec(first!)?.slice(1).map((part) => part ?? "");
  return start && { start, headers: headers as [string, string][], rest };
}
