import { createHash } from "node:crypto";
import * as wire from "schemas/plugin/calls.ts";
import { call, type CallContext } from "../../capability/call.ts";
import type { Calls } from "../../capability/mod.ts";
import { prepare } from "../../capability/request.ts";
import type { Scratch } from "../../capability/scratch.ts";
import { terminal, transient } from "../errors.ts";
import { bytesOf, type Canned, type Sent, type World } from "./world.ts";

export interface CannedHttpOptions {
  readonly http: NonNullable<World["http"]>;
  readonly context: CallContext;
  readonly sent: Sent[];
}

const FETCH_BYTES = 256 * 1024;

/** `http.*` with the kernel's own checks of hosts, headers and secrets, and canned answers in the network's place. */
export function cannedHttp(options: CannedHttpOptions): Calls {
  const { context: { scratch } } = options;
  const whole = async (url: string, request: wire.HttpRequest, body?: Uint8Array<ArrayBuffer>) => {
    const { head, body: found } = await exchange(options, url, request, body);
    return { ...head, body: limited(found, request, FETCH_BYTES).toBase64() };
  };
  return {
    "http.fetch": call(wire.Fetch, ({ url, request }) => whole(url, request)),
    "http.upload": call(
      wire.Upload,
      async ({ url, from, request }) => await whole(url, request, await readAll(scratch, from)),
    ),
    "http.download": call(wire.Download, async ({ url, to, request }) => {
      const { head, body } = await exchange(options, url, request);
      await using landing = await scratch.land(to);
      const taken = head.status < 300 ? limited(body, request, Infinity) : new Uint8Array(0);
      if (head.status < 300) {
        await landing.write(taken);
        await landing.finish();
      }
      const sha256 = createHash("sha256").update(taken).digest("hex");
      return { ...head, bytes: taken.length, sha256 };
    }),
  };
}

async function exchange(
  { http, context, sent }: CannedHttpOptions,
  url: string,
  request: wire.HttpRequest,
  upload?: Uint8Array<ArrayBuffer>,
) {
  const body = upload ?? Uint8Array.fromBase64(request.body ?? "");
  const pieces = async function* () {
    yield body;
  };
  const { step } = await prepare(url, request, context, pieces);
  const { href } = step.url;
  const going: Sent = {
    method: step.method,
    url: href,
    headers: Object.fromEntries(step.headers),
    body,
  };
  sent.push(going);
  const found = http[href] ?? http[url];
  if (found === undefined) {
    throw transient(
      "ConnectionFailed",
      `Cannot reach "${href}": this test's world has nothing there`,
    );
  }
  const answer: Canned = typeof found === "function" ? await found(going) : found;
  const headers = Object.fromEntries(new Headers({ ...answer.headers }));
  return {
    head: { status: answer.status ?? 200, headers, url: href },
    body: bytesOf(answer.body ?? ""),
  };
}

function limited(
  body: Uint8Array<ArrayBuffer>,
  { maxBytes = Infinity }: wire.HttpRequest,
  most: number,
) {
  const limit = Math.min(maxBytes, most);
  if (body.length <= limit) return body;
  throw terminal("TooLarge", `Cannot take the answer: over ${limit} bytes`);
}

async function readAll(scratch: Scratch, name: string): Promise<Uint8Array<ArrayBuffer>> {
  await using file = await scratch.read(name);
  return await new Response(ReadableStream.from(file.pieces())).bytes();
}
