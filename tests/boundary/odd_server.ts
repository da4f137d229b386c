import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";

const LARGE = new Uint8Array(64 * 1024 * 1024);
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } };
const encoder = new TextEncoder();
type Part = string | Uint8Array;
/** Parts go out one after the other; `...` after the last: again and again, until nobody reads any more. */
type Answer = readonly Part[];

const packed = (encoding: string, pack: (bytes: Uint8Array) => Uint8Array): Answer => {
  const body = pack(LARGE);
  const head = `content-encoding: ${encoding}\r\ncontent-length: ${body.length}`;
  return [`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`, body];
};
const ok = "HTTP/1.1 200 OK\r\n";
const drip = Symbol("drip");

/** What a server may answer to harm whoever asks, by path. */
const answers: Readonly<Record<string, () => readonly (Part | typeof drip)[]>> = {
  gzip: () => packed("gzip", gzipSync),
  gzipTwice: () => packed("gzip, gzip", (bytes) => gzipSync(gzipSync(bytes))),
  brotli: () => packed("br", (bytes) => brotliCompressSync(bytes, quick)),
  deflate: () => packed("deflate", deflateSync),
  zstd: () => packed("zstd", zstdCompressSync),
  noGzip: () => [`${ok}content-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello`],
  headers: () => [ok, ...Array<string>(100_000).fill("x-a: 1\r\n")],
  longHeader: () => [`${ok}x-a: `, ...Array<string>(1000).fill("a".repeat(10_000)), "\r\n\r\n"],
  interim: () => Array<string>(100_000).fill("HTTP/1.1 100 Continue\r\n\r\n"),
  upgrade:
    () => ["HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nhello"],
  trailers: () => [
    `${ok}transfer-encoding: chunked\r\ntrailer: x-a\r\n\r\n5\r\nhello\r\n0\r\n`,
    ...Array<string>(100_000).fill("x-a: 1\r\n"),
  ],
  chunks: () => [
    `${ok}transfer-encoding: chunked\r\n\r\n`,
    ...Array<string>(1000).fill(`1;${"e".repeat(10_000)}\r\nx\r\n`),
  ],
  chunkSize: () => [`${ok}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n`],
  negative: () => [`${ok}content-length: -1\r\n\r\nhello`],
  lengths: () => [`${ok}content-length: 5\r\ncontent-length: 6\r\n\r\nhello!`],
  both: () => [`${ok}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  short: () => [`${ok}content-length: 50\r\n\r\nhello`],
  huge: () => [`${ok}content-length: 99999999999\r\n\r\nhello`],
  status: () => ["HTTP/1.1 999 What\r\ncontent-length: 0\r\n\r\n"],
  oldest: () => ["hello\r\n"],
  split: () => [`${ok}x-a: 1\0\r\ncontent-length: 0\r\n\r\n`],
  letters: () => [`${ok}x-a: \u{1f600}\r\ncontent-length: 2\r\n\r\nok`],
  dripHead: () => [ok, drip],
  dripBody: () => [`${ok}\r\n`, drip],
  toFile: () => ["HTTP/1.1 302 Found\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n"],
  toMapped: () => [
    "HTTP/1.1 302 Found\r\nlocation: http://[::ffff:169.254.169.254]/\r\ncontent-length: 0\r\n\r\n",
  ],
  toUser: () => [
    "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1@169.254.169.254/\r\ncontent-length: 0\r\n\r\n",
  ],
  toNumber:
    () => ["HTTP/1.1 302 Found\r\nlocation: http://2852039166/\r\ncontent-length: 0\r\n\r\n"],
  toItself: () => ["HTTP/1.1 302 Found\r\nlocation: /toItself\r\ncontent-length: 0\r\n\r\n"],
};

/** A server that answers by the path of the first line, whatever else it is asked. */
export function startOddServer(): AsyncDisposable & { readonly port: number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Promise<void>>(), over = new AbortController();
  const serving = (async () => {
    for await (const connection of listener) {
      const done = serve(connection, over.signal).catch(() => {}).finally(() => open.delete(done));
      open.add(done);
    }
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      over.abort();
      listener.close();
      await Promise.all([serving, ...open]);
    },
  };
}

async function serve(connection: Deno.Conn, over: AbortSignal): Promise<void> {
  using held = connection;
  const asked = new Uint8Array(4096);
  const count = await held.read(asked) ?? 0;
  const path = /^\w+ (?:http:\/\/[^/]*)?\/(\w*)/.exec(
    new TextDecoder().decode(asked.subarray(0, count)),
  )?.[1];
  for (const part of answers[path ?? ""]?.() ?? [`${ok}content-length: 2\r\n\r\nok`]) {
    if (part === drip) await dripOn(held, over);
    else await writeAll(held, typeof part === "string" ? encoder.encode(part) : part);
  }
}

async function dripOn(connection: Deno.Conn, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await writeAll(connection, encoder.encode("x"));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}
