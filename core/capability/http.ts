import { createHash } from "node:crypto";
import { terminal } from "../contract/errors.ts";
import type { Download, HttpResponse } from "../contract/capabilities.ts";
import { type Exchange, exchange, translate } from "./exchange.ts";
import type { Grant } from "./hosts.ts";
import type { KernelServices } from "./kernel.ts";
import { hide, prepare } from "./request.ts";
import { plainName, type Scratch, type ScratchFile } from "./scratch.ts";
import type { Vault } from "./secrets.ts";
import { startWatchdog, type Watchdog } from "./watchdog.ts";
import type { HttpRequest } from "./wire.ts";

/** An answer as it crosses to the plugin: its body in base64. */
export type WireResponse = Omit<HttpResponse, "body"> & { readonly body: string };

export interface HttpBrokerOptions {
  readonly kernel: KernelServices;
  readonly vault: Vault;
  readonly grants: readonly Grant[];
  readonly scratch: Scratch;
}

export interface HttpBroker {
  fetch(url: string, request: HttpRequest, signal: AbortSignal): Promise<WireResponse>;
  download(url: string, to: string, request: HttpRequest, signal: AbortSignal): Promise<Download>;
  upload(
    url: string,
    from: string,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<WireResponse>;
}

/** A file up to this size is sent with its length, as some servers demand; a larger one in chunks. */
const WHOLE_BODY = 8 * 1024 * 1024;
const PIECE = 64 * 1024;

interface Outgoing {
  pieces(): AsyncIterable<Uint8Array<ArrayBuffer>>;
  init(watchdog: Watchdog): Promise<BodyInit> | BodyInit;
}

/** `http.fetch`, `http.download` and `http.upload` of one call. */
export function createHttpBroker(options: HttpBrokerOptions): HttpBroker {
  const { kernel, scratch } = options;
  const { limits } = kernel;
  const run = createRunner(options);
  const small = async (sent: Exchange, watchdog: Watchdog, max: number) => {
    const body = await readWhole(sent, watchdog, max);
    return { ...headOf(sent), body: body.toBase64() };
  };
  const most = ({ maxBytes = Infinity }: HttpRequest, limit: number) => Math.min(maxBytes, limit);
  return {
    fetch: (url, request, signal) =>
      run(
        { url, request, signal, ms: limits.fetchMs, outgoing: bytesBody(request.body) },
        (sent, watchdog) => small(sent, watchdog, most(request, limits.fetchBytes)),
      ),
    async download(url, to, request, signal) {
      plainName(to); // a name that cannot be written is not asked for
      return await run(
        { url, request, signal, ms: limits.transferMs, outgoing: bytesBody(request.body) },
        (sent, watchdog) =>
          receive(sent, watchdog, scratch, to, most(request, limits.downloadBytes)),
      );
    },
    async upload(url, from, request, signal) {
      await using file = await scratch.read(from);
      return await run(
        { url, request, signal, ms: limits.transferMs, outgoing: fileBody(file) },
        (sent, watchdog) => small(sent, watchdog, most(request, limits.fetchBytes)),
      );
    },
  };
}

interface Job {
  readonly url: string;
  readonly request: HttpRequest;
  readonly signal: AbortSignal;
  readonly ms: number;
  readonly outgoing: Outgoing | undefined;
}

function createRunner({ kernel, vault, grants }: HttpBrokerOptions) {
  const { egress, limits } = kernel;
  const realms = new Set<string>();
  return async function run<T extends { readonly url: string }>(
    { url, request, signal, ms, outgoing }: Job,
    take: (sent: Exchange, watchdog: Watchdog) => Promise<T>,
  ): Promise<T> {
    const body = outgoing?.pieces;
    const { step, hidden } = await prepare(url, request, { vault, grants, realms, body });
    using watchdog = startWatchdog({
      what: hidden ? "the request" : `a request to "${step.url.host}"`,
      totalMs: request.timeoutSeconds === undefined ? ms : request.timeoutSeconds * 1000,
      idleMs: limits.idleMs,
      signals: [signal],
    });
    const make = () => outgoing?.init(watchdog) ?? "";
    try {
      const parts = { egress, limits, grants, realms, watchdog, body: make };
      using sent = await exchange(step, parts);
      const taken = await take(sent, watchdog);
      return hidden ? { ...taken, url: "" } : taken;
    } catch (error) {
      throw hide(error, hidden);
    }
  };
}

function bytesBody(base64: string | undefined): Outgoing | undefined {
  if (base64 === undefined) return undefined;
  const bytes = decode(base64);
  return {
    init: () => bytes,
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

function fileBody(file: ScratchFile): Outgoing {
  async function* touched(watchdog: Watchdog) {
    for await (const piece of file.pieces()) {
      watchdog.touch();
      yield piece;
    }
  }
  return {
    pieces: () => file.pieces(),
    init: (watchdog) =>
      file.size > WHOLE_BODY
        ? ReadableStream.from(touched(watchdog))
        : new Response(ReadableStream.from(touched(watchdog))).bytes(),
  };
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
async function* pieces(
  sent: Exchange,
  watchdog: Watchdog,
  max: number,
): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const { response, step } = sent;
  const told = isDecoded(response, step.headers)
    ? 0
    : Number(response.headers.get("content-length"));
  if (told > max && response.body) throw tooLarge(sent, max);
  let count = 0;
  try {
    for await (const piece of reused(response.body)) {
      watchdog.touch();
      count += piece.length;
      if (count > max) throw tooLarge(sent, max);
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

async function readWhole(
  sent: Exchange,
  watchdog: Watchdog,
  max: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const found: BlobPart[] = [];
  for await (const piece of pieces(sent, watchdog, max)) found.push(piece.slice());
  return await new Blob(found).bytes();
}

/** Streams the body of a 2xx answer into scratch; of any other only the head is told. */
async function receive(
  sent: Exchange,
  watchdog: Watchdog,
  scratch: Scratch,
  to: string,
  max: number,
): Promise<Download> {
  const hash = createHash("sha256");
  let bytes = 0;
  await using landing = await scratch.land(to);
  if (sent.response.ok) {
    for await (const piece of pieces(sent, watchdog, max)) {
      hash.update(piece);
      bytes += piece.length;
      await landing.write(piece);
    }
    await landing.finish();
  }
  return { ...headOf(sent), bytes, sha256: hash.digest("hex") };
}

function tooLarge({ step }: Exchange, max: number): Error {
  return terminal("TooLarge", `Cannot take the answer of "${step.url.host}": over ${max} bytes`);
}
