import { Failure, terminal, transient } from "../contract/errors.ts";
import type { Egress } from "./egress.ts";
import { openClient } from "./exchange.ts";
import { redirectOf, targetOf } from "./steps.ts";

const mostHops = 10;

export interface DownloadOptions {
  readonly egress: Pick<Egress, "open" | "proxyUrl">;
  readonly url: string;
  /** The file to write, which does not exist yet. */
  readonly to: string;
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Fetches into a file what an object's status names, for the kernel itself: every host on the way is judged as for a plugin.
 * Throws a failure: `NotFound` for a 404, `DownloadFailed` for any other answer, `TooLarge`, or why nobody was reached.
 */
export async function download(options: DownloadOptions): Promise<void> {
  let url = readUrl(options.url);
  for (let hops = 0; hops <= mostHops; hops++) {
    const next = await take(url, options);
    if (next === undefined) return;
    url = readUrl(next, url);
  }
  throw terminal(
    "RedirectRefused",
    `failed to download archive: stopped after ${mostHops} redirects`,
  );
}

/** Answers where the answer redirects to; nothing where the file is written. */
async function take(url: URL, options: DownloadOptions): Promise<string | undefined> {
  const { egress, signal } = options;
  const pass = await egress.open(targetOf(url), signal);
  using client = openClient({ tls: {}, url }, pass, egress);
  try {
    const response = await fetch(url, { client, redirect: "manual", signal });
    if (pass.failure) throw pass.failure;
    const location = redirectOf(response);
    if (location !== undefined) return await response.body?.cancel(), location;
    await keep(response, url, options);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    const failure = pass.failure ?? error;
    if (failure instanceof Failure) throw failure;
    throw transient("DownloadFailed", `failed to download archive: ${url.origin} broke off`);
  } finally {
    pass.release();
  }
}

async function keep(response: Response, url: URL, options: DownloadOptions): Promise<void> {
  const { status, statusText, body } = response;
  if (status !== 200 || !body) {
    await body?.cancel();
    if (status === 404) throw transient("NotFound", "file not found");
    const said = `failed to download archive from ${url} (status: ${status} ${statusText})`;
    throw transient("DownloadFailed", said);
  }
  const { mostBytes } = options;
  let left = mostBytes;
  const limited = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller) {
      if ((left -= piece.length) >= 0) return controller.enqueue(piece);
      const said = `artifact is greater than the max download size of ${mostBytes} bytes`;
      throw terminal("TooLarge", said);
    },
  });
  const file = await Deno.open(options.to, { write: true, createNew: true, mode: 0o600 });
  await body.pipeThrough(limited).pipeTo(file.writable);
}

function readUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (url) return url;
  throw terminal("UrlInvalid", "failed to create a new request: the artifact's URL cannot be read");
}
