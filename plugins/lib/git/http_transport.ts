/** Smart HTTP (gitprotocol-http). Its failures are worded as go-git words them. */
import { type Cx, Failure, type HttpRequest } from "contract";
import { GitError } from "./errors.ts";
import type { Question, Transport } from "./transport.ts";

export interface HttpTransportOptions {
  readonly url: string;
  readonly cx: Cx;
  readonly auth: HttpRequest["auth"];
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds that are left of the object's timeout. */
  readonly secondsLeft: () => number;
}

const service = "git-upload-pack";
const MAX_ADVERTISED_BYTES = 64 * 1024 ** 2;
const encoder = new TextEncoder();

export function httpTransport(options: HttpTransportOptions): Transport {
  let base = options.url.replace(/\/+$/, "");
  return {
    isEager: true,
    async advertisement() {
      const { bytes, url } = await advertised(options, base);
      base = url;
      return bytes;
    },
    ask: (question) => ask(options, base, question),
    close: () => {},
  };
}

async function advertised(options: HttpTransportOptions, base: string) {
  const url = `${base}/info/refs?service=${service}`;
  const shown = `Get "${withoutPassword(url)}"`;
  const request = requestOf(options, { headers: { "git-protocol": "version=2" } });
  const answer = await inMemory(options, url, { ...request, maxBytes: MAX_ADVERTISED_BYTES })
    .catch((error) => {
      const words = wordsOf(error);
      // A client that cannot be made asks nothing.
      throw new GitError(words.startsWith("tls: failed to find") ? words : `${shown}: ${words}`);
    });
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    const at = answer.url.indexOf(`/info/refs?`);
    return {
      bytes: body,
      url: at < 0 ? base : moved(base, answer.url.slice(0, at)),
    };
  }
  throw refusal(status, textOf(body), url);
}

/** What the server says, for people: lines and all, but not for ever. */
function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body.subarray(0, 4096)).replace(/[^\P{Cc}\n\t]/gu, "");
}

/** Where a redirect led, with the credentials that the URL held if it is still the same place. */
function moved(from: string, to: string): string {
  const before = URL.parse(from), after = URL.parse(to);
  return before && after && before.host === after.host && before.pathname === after.pathname
    ? from
    : to;
}

/** Answers that are short as a rule cross as they are; those that do not fit an answer in memory go through a file. */
async function inMemory({ cx }: HttpTransportOptions, url: string, request: HttpRequest) {
  const { maxBytes: _, ...short } = request;
  try {
    const found = await cx.http.fetch(url, short);
    return { ...found, body: new Uint8Array(found.body) };
  } catch (error) {
    if (!(error instanceof Failure && error.reason === "TooLarge")) throw error;
    return await inFile({ cx }, url, request);
  }
}

/** Names of answers: several questions of one call may be under way, and share its scratch folder. */
let answers = 0;

async function inFile(
  { cx }: Pick<HttpTransportOptions, "cx">,
  url: string,
  request: HttpRequest,
) {
  const name = `answer-${answers++}`, path = `${cx.scratch}/${name}`;
  const found = await cx.http.download(url, name, request);
  const isWhole = found.status >= 200 && found.status < 300;
  const body = isWhole ? await Deno.readFile(path) : encoder.encode("");
  if (isWhole) await Deno.remove(path);
  return { ...found, body };
}

async function ask(
  options: HttpTransportOptions,
  base: string,
  { body, maxBytes, isShort = false }: Question,
): Promise<Uint8Array<ArrayBuffer>> {
  const url = `${base}/${service}`;
  const headers = {
    "git-protocol": "version=2",
    "content-type": `application/x-${service}-request`,
    "accept": `application/x-${service}-result`,
  };
  const request = requestOf(options, { method: "POST", body, maxBytes, headers });
  const answer = await (isShort ? inMemory : inFile)(options, url, request).catch((error) => {
    throw new GitError(`Post "${withoutPassword(url)}": ${wordsOf(error)}`);
  });
  if (answer.status < 200 || answer.status >= 300) throw refusal(answer.status, "", url);
  return answer.body;
}

function requestOf(
  { auth, headers, secondsLeft }: HttpTransportOptions,
  request: HttpRequest,
): HttpRequest {
  return {
    ...request,
    headers: { ...request.headers, ...headers },
    timeoutSeconds: secondsLeft(),
    ...auth === undefined || auth.length === 0 ? {} : { auth },
  };
}

const refusals: Readonly<Record<number, string>> = {
  401: "authentication required",
  403: "authorization failed",
  404: "repository not found",
};

function refusal(status: number, said: string, url: string): GitError {
  const refused = refusals[status];
  if (refused !== undefined) return new GitError(`${refused}: ${said}`);
  return new GitError(
    `unexpected client error: unexpected requesting "${
      withoutPassword(url)
    }" status code: ${status}`,
  );
}

/** As Go shows a URL in an error. */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^/?#@:]*):[^/?#@]*@/, "$1:***@");
}

/** What stands behind the colon of a failure of the kernel: it words the network's failures as Go does. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Failure)) return error instanceof Error ? error.message : String(error);
  if (error.reason === "TimedOut") return "context deadline exceeded";
  if (error.reason === "ProxyFailed") return `proxyconnect tcp: ${saidIn(error)}`;
  const said = saidIn(error);
  return goWords.get(said) ?? said;
}

/** What Go says of what the kernel has words of its own for. */
const goWords: ReadonlyMap<string, string> = new Map([
  ["it broke off", "EOF"],
  ["it is no PEM", "tls: failed to find any PEM data in certificate input"],
]);

function saidIn({ message }: Failure): string {
  return /^Cannot .*?: (.*)$/s.exec(message)?.[1] ?? message;
}
