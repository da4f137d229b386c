/** A server that speaks git's protocol as far as it takes to do harm. */
import { createHash } from "node:crypto";
import { deflateSync, gzipSync } from "node:zlib";
import { pktLine } from "../../../plugins/lib/git/pkt_line.ts";
import {
  type Bytes,
  commitOf,
  type Entry,
  fetchAnswer,
  packWith,
} from "../../../plugins/lib/git/testdata/packs.ts";

/** What a hostile repository answers; the path names it. */
export interface Hostile {
  /** To a question for references; without it, `main` at `head`. */
  readonly references?: (origin: string) => Response | Promise<Response>;
  /** The commit that `main` is said to be at. */
  readonly head?: string;
  /** To a question for objects. */
  readonly pack?: (want: string, origin: string) => Response | Promise<Response>;
}

export interface HostileServer extends AsyncDisposable {
  readonly origin: string;
  /** Requests so far, by repository. */
  readonly asked: ReadonlyMap<string, number>;
}

/** Serves each repository below a path of its name. */
export function startHostile(repositories: Readonly<Record<string, Hostile>>): HostileServer {
  const asked = new Map<string, number>();
  let origin = "";
  const serve = async (request: Request): Promise<Response> => {
    const name = new URL(request.url).pathname.split("/")[1]!;
    asked.set(name, (asked.get(name) ?? 0) + 1);
    const { references, head = good.hash, pack } = repositories[name] ?? {};
    const question = await request.text();
    if (request.method === "GET" && !references) return new Response(`${pktLine("version 2")}0000`);
    const want = /want ([0-9a-f]{40})/.exec(question)?.[1];
    if (want !== undefined) {
      return await (pack?.(want, origin) ?? new Response(fetchAnswer(goodPack)));
    }
    return await (references?.(origin) ??
      new Response(`${pktLine(`${head} refs/heads/main`)}0000`));
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, serve);
  origin = `http://127.0.0.1:${server.addr.port}`;
  return {
    origin,
    asked,
    async [Symbol.asyncDispose]() {
      await Promise.race([server.shutdown(), new Promise((resolve) => setTimeout(resolve, 500))]);
    },
  };
}

export const good = commitOf({ "app.yaml": "kind: ConfigMap\n" });
const goodPack = packWith(good.entries);

/** A pack as the side-band carries it, in lines as long as they get. */
export function carried(pack: Bytes): Response {
  const parts: Uint8Array<ArrayBuffer>[] = [new TextEncoder().encode(pktLine("packfile"))];
  for (let at = 0; at < pack.length; at += 65_000) {
    const part = pack.subarray(at, at + 65_000);
    const head = (part.length + 5).toString(16).padStart(4, "0");
    parts.push(new TextEncoder().encode(`${head}\x01`), part);
  }
  return new Response(new Blob([...parts, "0000"]));
}

/** Bytes without an end: `piece` again and again, with a pause of some ms between. */
export function endless(piece: Bytes, pauseMs = 0, first: Bytes | string = ""): Response {
  let begun = false;
  return new Response(
    new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
        if (!begun) {
          controller.enqueue(typeof first === "string" ? new TextEncoder().encode(first) : first);
        }
        begun = true;
        controller.enqueue(piece);
      },
    }, { highWaterMark: 1 }),
  );
}

/** One line of the side-band, as long as lines get. */
export function sideBandLine(): Bytes {
  const line = new Uint8Array(65_520);
  line.set(new TextEncoder().encode("fff0\x01"));
  return line;
}

/** A pack of one blob of zeros: it says how large it is, and takes a thousandth of that. */
export function bombOf(count: number, mebibytes: number): Bytes {
  const size = mebibytes * 1024 ** 2;
  const deflated = new Uint8Array(deflateSync(new Uint8Array(size)));
  const head: number[] = [0x30 | (size & 15)];
  for (let left = Math.floor(size / 16); left > 0; left = Math.floor(left / 128)) {
    head[head.length - 1]! |= 0x80;
    head.push(left % 128);
  }
  const start = new Uint8Array(12), view = new DataView(start.buffer);
  view.setUint32(0, 0x5041434b);
  view.setUint32(4, 2);
  view.setUint32(8, count);
  const whole = new Uint8Array(12 + count * (head.length + deflated.length));
  whole.set(start);
  for (let i = 0, at = 12; i < count; i++) {
    whole.set(head, at);
    whole.set(deflated, at + head.length);
    at += head.length + deflated.length;
  }
  const sum = createHash("sha1").update(whole).digest();
  const pack = new Uint8Array(whole.length + sum.length);
  pack.set(whole);
  pack.set(sum, whole.length);
  return pack;
}

/** A body that unpacks, as HTTP has it, to more than anyone would keep. */
export function zipped(mebibytes: number): Response {
  const body = new Uint8Array(gzipSync(new Uint8Array(mebibytes * 1024 ** 2)));
  return new Response(body, { headers: { "content-encoding": "gzip" } });
}

/** A commit whose tree has files and submodules; the last names where they are from. */
export function commitWith(
  files: Readonly<Record<string, string>>,
  modules: Readonly<Record<string, readonly [url: string, hash: string]>>,
): { readonly hash: string; readonly entries: readonly Entry[] } {
  const config = Object.entries(modules)
    .map(([name, [url]]) => `[submodule "${name}"]\n\tpath = ${name}\n\turl = ${url}\n`).join("");
  const hashes = Object.entries(modules).map(([name, [, hash]]) => [name, hash] as const);
  return commitOf({ ...files, ".gitmodules": config }, Object.fromEntries(hashes));
}
