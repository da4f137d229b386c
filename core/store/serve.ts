import { type Context, Hono } from "@hono/hono";
import type { StoredBlob } from "./driver.ts";
import { copies, windowed } from "./window.ts";
import { type Representation, select, type Selection } from "./range.ts";

export interface Served {
  readonly blob: StoredBlob;
  readonly digest: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface ServeOptions {
  readonly ready: () => boolean;
  /** The artifact of exactly that path, checked; undefined where there is none that may be served. */
  readonly find: (path: string) => Promise<Served | undefined>;
}

const pieceBytes = 64 << 10;
const methods = ["GET", "HEAD"];

/**
 * Serves artifacts under the paths of their URLs, and nothing else: a path is looked up as it stands,
 * and never becomes one of the file system. `/` tells whether the store is ready.
 */
export function artifactServer({ ready, find }: ServeOptions): Hono {
  const app = new Hono();
  app.all("*", async (context) => {
    const path = pathOf(context.req.url);
    if (!methods.includes(context.req.method)) {
      return plain(405, "Method Not Allowed", { allow: methods.join(", ") });
    }
    if (!ready()) return plain(503, "Not Ready", { "retry-after": "1" });
    if (path === "") return plain(200, "OK");
    const served = path === undefined ? undefined : await find(path);
    return served === undefined ? plain(404, "Not Found") : await answer(context, path!, served);
  });
  app.onError(() => plain(500, "Internal Server Error"));
  return app;
}

/** The path without its first slash, decoded once; undefined where it cannot be. */
function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url).pathname).slice(1);
  } catch {
    return undefined;
  }
}

function plain(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...safety, ...headers },
  });
}

const safety = { "x-content-type-options": "nosniff" };

async function answer(
  { req }: Context,
  path: string,
  { blob, digest, modified }: Served,
): Promise<Response> {
  const file: Representation = { etag: `"${digest}"`, modified, size: blob.size };
  const selection = select(req.raw.headers, file);
  const { status, from, to } = selection;
  const headers = headersFor(path, file, selection);
  if (req.method !== "HEAD" && (status === 200 || status === 206)) {
    return new Response(stream(blob, from, to), { status, headers });
  }
  await blob[Symbol.asyncDispose]();
  return new Response(null, { status, headers });
}

function headersFor(
  path: string,
  { etag, modified, size }: Representation,
  { status, from, to }: Selection,
): HeadersInit {
  if (status === 416) return { ...safety, "content-range": `bytes */${size}` };
  return {
    ...safety,
    etag,
    "last-modified": new Date(modified).toUTCString(),
    "accept-ranges": "bytes",
    ...(status !== 304 && { "content-type": typeOf(path), "content-length": String(to - from) }),
    ...(status === 206 && { "content-range": `bytes ${from}-${to - 1}/${size}` }),
  };
}

const types: readonly (readonly [suffix: string, type: string])[] = [
  [".gz", "application/gzip"],
  [".tgz", "application/gzip"],
  [".yaml", "application/yaml"],
  [".json", "application/json"],
];

function typeOf(path: string): string {
  return types.find(([suffix]) => path.endsWith(suffix))?.[1] ?? "application/octet-stream";
}

/** Bytes `from` to `to`, read as they are wanted; the blob is let go at the end, at a failure, and when nobody listens any more. */
function stream(blob: StoredBlob, from: number, to: number): ReadableStream<Uint8Array> {
  const read = pieces(blob, from, to);
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await read.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await read.return();
      await blob[Symbol.asyncDispose](); // a generator that was never begun does not end either
    },
  }, { highWaterMark: 0 });
}

async function* pieces(blob: StoredBlob, from: number, to: number) {
  await using _closing = blob;
  let rest = to - from;
  for await (const piece of copies(windowed(blob.read, blob.size, pieceBytes)(from, rest))) {
    rest -= piece.length;
    yield piece;
  }
  if (rest > 0) throw new Error("the artifact is shorter than it was");
}
