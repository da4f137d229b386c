import { Agent } from "node:http";
import { Failure, terminal, transient } from "../contract/errors.ts";
import type { CallContext } from "./call.ts";
import { connectTunnel } from "./connect.ts";
import { openSocket } from "./dial.ts";
import type { Egress } from "./egress.ts";
import { sendOver } from "../kube/node_http.ts";
import type { Pass } from "./proxy.ts";
import { redirected, redirectOf, type Step, targetOf } from "./steps.ts";
import { CERTIFICATE_WORDS } from "./tables/network_words.ts";
import type { Watchdog } from "./watchdog.ts";

/** A response whose body is still to be read; disposing of it ends its connection. */
export interface Exchange extends Disposable {
  readonly step: Step;
  readonly response: Response;
}

export interface ExchangeOptions {
  readonly context: CallContext;
  readonly watchdog: Watchdog;
  /** Made anew for each step that has a body. */
  readonly body: () => Promise<BodyInit> | BodyInit;
}

/** Sends a request and follows its redirects, each judged as a request of its own. */
export async function exchange(first: Step, options: ExchangeOptions): Promise<Exchange> {
  const { kernel: { limits }, grants, realms } = options.context;
  let step = first;
  for (let hops = 0;; hops++) {
    const sent = await send(step, options);
    const location = redirectOf(sent.response);
    if (location === undefined) {
      learnRealm(sent, realms);
      return sent;
    }
    sent[Symbol.dispose]();
    if (hops >= limits.redirects) {
      throw terminal(
        "RedirectRefused",
        `Cannot follow redirects of "${first.url.host}": more than ${hops}`,
      );
    }
    step = redirected(step, sent.response.status, location, grants);
  }
}

/** An error of fetch as a failure that tells the origin alone: paths and queries may hold credentials. */
export function translate(error: unknown, { url }: Step): Failure {
  if (error instanceof Failure) return error;
  const text = error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : "";
  const tls = tlsWords(text);
  if (tls !== undefined) return transient("TlsFailed", `Cannot trust "${url.origin}": ${tls}`);
  if (/port \d+ are blocked/.test(text)) {
    return terminal("UrlRefused", `Cannot fetch from "${url.origin}": fetch blocks the port`);
  }
  return transient("ConnectionFailed", `Cannot finish a request to "${url.origin}": it broke off`);
}

/** Why TLS failed, in Go's words; `undefined` where it did not. */
function tlsWords(text: string): string | undefined {
  if (/InvalidContentType/.test(text)) return "http: server gave HTTP response to HTTPS client";
  const certificate = /invalid peer certificate: ([A-Za-z]+)/.exec(text)?.[1];
  if (certificate !== undefined) {
    return CERTIFICATE_WORDS.get(certificate) ??
      `tls: failed to verify certificate: ${certificate}`;
  }
  const alert = /fatal alert: (\w+)/.exec(text)?.[1];
  return alert &&
    `remote error: tls:${alert.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
}

/** Fetch connects to no such port; whoever asks still learns whether anything answers there. */
async function askBlocked(pass: Pass, signal: AbortSignal): Promise<void> {
  const conn = await connectTunnel(pass.route, signal);
  conn.close();
}

async function send(step: Step, options: ExchangeOptions): Promise<Exchange> {
  const { context: { connect, kernel: { egress, limits } }, watchdog } = options;
  const { signal } = watchdog;
  const pass = await connect(targetOf(step.url), signal, step.proxy);
  let client: Deno.HttpClient | undefined;
  const dispose = () => {
    client?.close();
    pass.release();
  };
  try {
    client = openClient(step, pass, egress);
    const { url, method, headers } = step;
    const body = step.withBody ? await options.body() : null;
    const response = await fetch(url, {
      client,
      method,
      headers,
      body,
      redirect: "manual",
      signal,
    });
    if (pass.failure) throw pass.failure;
    watchdog.touch();
    checkHeaders(response, limits.headerBytes, step);
    return { step, response, [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    if (pass.failure) throw pass.failure;
    signal.throwIfAborted();
    if (step.tls.caCerts && isAuthority(error)) return await sendByNode(step, options);
    const failure = translate(error, step);
    if (failure.reason === "UrlRefused") await askBlocked(pass, signal);
    throw failure;
  }
}

/** Whether the server's certificate is an authority's, as a self-signed one mostly is. */
function isAuthority(error: unknown): boolean {
  return error instanceof Error && /CaUsedAsEndEntity/.test(String(error.cause ?? error.message));
}

/**
 * Once more, over TLS of node's: the first try ended before anything was sent. Fetch takes no certificate that is an authority's
 * for a server's, which is what most self-signed ones are; node's TLS takes it where it stands among the authorities itself, and
 * checks name, times and the possession of the key all the same.
 */
async function sendByNode(step: Step, options: ExchangeOptions): Promise<Exchange> {
  const { context: { connect, kernel: { egress, limits } }, watchdog: { signal } } = options;
  const target = targetOf(step.url);
  const pass = await connect(target, signal, step.proxy);
  const through = { proxyPort: egress.proxyPort, pass, signal, tls: step.tls };
  const untrusted = () => translate(new Error("invalid peer certificate: UnknownIssuer"), step);
  const { socket, end } = await openSocket(target, through).catch((error) => {
    signal.throwIfAborted();
    throw error instanceof Failure && error.reason === "TlsFailed" ? untrusted() : error;
  });
  const agent = new Agent();
  agent.createConnection = () => socket;
  const close = () => {
    end();
    agent.destroy();
  };
  try {
    const { url, method } = step;
    const body = step.withBody ? await new Response(await options.body()).bytes() : null;
    const own = { host: url.host, connection: "close" };
    const headers = { ...Object.fromEntries(step.headers), ...own };
    const response = await sendOver(agent, url, { method, headers, body, signal });
    checkHeaders(response, limits.headerBytes, step);
    return { step, response, [Symbol.dispose]: close };
  } catch (error) {
    close();
    signal.throwIfAborted();
    throw translate(error, step);
  }
}

/** A client for one step: no connection outlives it, and none is shared with other credentials. */
export function openClient(
  { tls, url }: Pick<Step, "tls" | "url">,
  pass: Pass,
  { proxyUrl }: Pick<Egress, "proxyUrl">,
): Deno.HttpClient {
  const { caCerts, cert, key } = tls;
  try {
    return Deno.createHttpClient({
      proxy: { url: proxyUrl, basicAuth: { username: pass.token, password: "" } },
      http2: false,
      poolMaxIdlePerHost: 0,
      ...(caCerts ? { caCerts: [...caCerts] } : {}),
      ...(cert !== undefined && key !== undefined ? { cert, key } : {}),
    });
  } catch {
    throw terminal("SecretUnusable", `Cannot use the TLS secret for "${url.host}": it is no PEM`);
  }
}

function checkHeaders({ headers }: Response, limit: number, { url }: Step): void {
  const bytes = [...headers].reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes > limit) {
    throw terminal(
      "TooLarge",
      `Cannot take the answer of "${url.host}": over ${limit} bytes of headers`,
    );
  }
}

/** A registry says on 401 where its tokens are; that host may then get the credentials, over https alone. */
function learnRealm({ step, response }: Exchange, realms: Set<string>): void {
  if (response.status !== 401 || step.follow !== "any" || !step.own) return;
  const realm = /\brealm="([^"]+)"/i.exec(response.headers.get("www-authenticate") ?? "")?.[1];
  const url = realm === undefined ? null : URL.parse(realm);
  if (url?.protocol === "https:") realms.add(url.origin);
}
