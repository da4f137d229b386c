import { createHash } from "node:crypto";
import * as wire from "schemas/plugin/calls.ts";
import type { Download, HttpResponse } from "../contract/capabilities.ts";
import { terminal } from "../contract/errors.ts";
import { call, type CallContext, type Calls } from "./call.ts";
import { type Exchange, exchange, translate } from "./exchange.ts";
import { hide, prepare } from "./request.ts";
import { plainName, type Scratch, type ScratchFile } from "./scratch.ts";
import { startWatchdog, type Watchdog } from "./watchdog.ts";

/** An answer as it crosses to the plugin: its body in base64. */
export type WireResponse = Omit<HttpResponse, "body"> & { readonly body: string };

/** A body up to this size is sent with its length, as some servers demand; a larger one in chunks. */
const WHOLE_BODY = 8 * 1024 * 1024;
const PIECE = 64 * 1024;

/** A body to be sent, read anew at each use. */
type Source = Pick<ScratchFile, "size" | "pieces">;

/** An answer that is under way, and how much of it is taken. */
interface Incoming extends Exchange {
  readonly watchdog: Watchdog;
  readonly most: number;
}

interface Job {
  readonly url: string;
  readonly request: wire.HttpRequest;
  readonly signal: AbortSignal;
  /** The longest it may take, where the request says nothing, and the most that is taken of the answer. */
  readonly ms: number;
  readonly most: number;
  readonly source?: Source | undefined;
}

/** `http.fetch`, `http.download` and `http.upload` of one call. */
export function httpCalls(context: CallContext): Calls {
  const { kernel: { limits }, scratch } = context;
  return {
    "http.fetch": call(wire.Fetch, ({ url, request }, signal) => {
      const limit = { ms: limits.fetchMs, most: limits.fetchBytes };
      const job = { url, request, signal, ...limit, source: sourceOf(request.body) };
      return run(context, job, readWhole);
    }),
    "http.download": call(wire.Download, ({ url, to, request }, signal) => {
      plainName(to); // a name that cannot be written is not asked for
      const limit = { ms: limits.transferMs, most: limits.downloadBytes };
      const job = { url, request, signal, ...limit, source: sourceOf(request.body) };
      return run(context, job, (incoming) => receive(incoming, scratch, to));
    }),
    "http.upload": call(wire.Upload, async ({ url, from, request }, signal) => {
      await using source = await scratch.read(from);
      const limit = { ms: limits.transferMs, most: limits.fetchBytes };
      return await run(context, { url, request, signal, ...limit, source }, readWhole);
    }),
  };
}

async function run<T extends { readonly url: string }>(
  context: CallContext,
  { url, request, signal, ms, most, source }: Job,
  take: (incoming: Incoming) => Promise<T>,
): Promise<T> {
  const { step, hidden } = await prepare(url, request, context, source?.pieces);
  using watchdog = startWatchdog({
    what: hidden ? "the request" : `a request to "${step.url.host}"`,
    totalMs: request.timeoutSeconds === undefined ? ms : request.timeoutSeconds * 1000,
    idleMs: context.kernel.limits.idleMs,
    signals: [signal],
  });
  try {
    const body = () => source ? bodyOf(source, watchdog) : "";
    using sent = await exchange(step, { context, watchdog, body });
    const taken = await take({ ...sent, watchdog, most: Math.min(request.maxBytes ?? most, most) });
    return hidden ? { ...taken, url: "" } : taken;
  } catch (error) {
    throw hide(error, hidden);
  }
}

function sourceOf(base64: string | undefined): Source | undefined {
  if (base64 === undefined) return undefined;
  const bytes = decode(base64);
  return {
    size: bytes.length,
    async *pieces() {
      yield bytes;
    },
  };
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    throw terminal("BodyRefused", "Cannot send the body: it is not base64");
  }
}

function bodyOf({ size, pieces }: Source, watchdog: Watchdog): BodyInit | Promise<BodyInit> {
  async function* touched() {
    for await (const piece of pieces()) {
      watchdog.touch();
      yield piece;
    }
  }
  const stream = ReadableStream.from(touched());
  return size > WHOLE_BODY ? stream : new Response(stream).bytes();
}

/** The head of an answer. What fetch decoded no longer has the encoding and the length that its headers tell. */
function headOf({ response, step }: Exchange): Omit<HttpResponse, "body"> {
  const headers = Object.fromEntries(response.headers);
  if (isDecoded(response, step.headers)) {
    delete headers["content-encoding"];
    delete headers["content-length"];
  }
  return { status: response.status, headers, url: step.url.href };
}

function isDecoded({ headers }: Response, asked: Headers): boolean {
  return !asked.has("accept-encoding") &&
    /^(gzip|br)$/i.test(headers.get("content-encoding") ?? "");
}

/** The body's pieces, each good until the next; bytes are counted after decompression, so that a bomb ends at the limit. */
async function* pieces(incoming: Incoming): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const { response, step, watchdog, most } = incoming;
  const told = isDecoded(response, step.headers) ? 0 : response.headers.get("content-length");
  if (Number(told) > most && response.body) throw tooLarge(incoming);
  let count = 0;
  try {
    for await (const piece of reused(response.body)) {
      watchdog.touch();
      count += piece.length;
      if (count > most) throw tooLarge(incoming);
      yield piece;
    }
  } catch (error) {
    watchdog.signal.throwIfAborted();
    throw translate(error, step);
  }
}

/** Reads into one buffer again and again: 100 MiB of fresh ones would grow the kernel by half of that. */
async function* reused(body: Response["body"]): AsyncIterable<Uint8Array<ArrayBuffer>> {
  if (!body) return;
  const reader = body.getReader({ mode: "byob" });
  let piece = new Uint8Array(PIECE);
  for (;;) {
    const { value, done } = await reader.read(new Uint8Array(piece.buffer));
    if (done) return;
    yield piece = value;
  }
}

async function readWhole(incoming: Incoming): Promise<WireResponse> {
  const found: BlobPart[] = [];
  for await (const piece of pieces(incoming)) found.push(piece.slice());
  const body = await new Blob(found).bytes();
  return { ...headOf(incoming), body: body.toBase64() };
}

/** Streams the body of a 2xx answer into scratch; of any other only the head is told. */
async function receive(incoming: Incoming, scratch: Scratch, to: string): Promise<Download> {
  const hash = createHash("sha256");
  let bytes = 0;
  await using landing = await scratch.land(to);
  if (incoming.response.ok) {
    for await (const piece of pieces(incoming)) {
      hash.update(piece);
      bytes += piece.length;
      await landing.write(piece);
    }
    landing.finish();
  }
  return { ...headOf(incoming), bytes, sha256: hash.digest("hex") };
}

function tooLarge({ step, most }: Incoming): Error {
  return terminal("TooLarge", `Cannot take the answer of "${step.url.host}": over ${most} bytes`);
}
