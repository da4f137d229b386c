/** A broker with a kernel around it, as the tests of this folder use it. */
import { Failure } from "../../contract/errors.ts";
import type { KubeObject } from "schemas/plugin/objects.ts";
import type { Needs } from "schemas/plugin_manifest.ts";
import { checker, describe } from "schemas/check.ts";
import type { Connection, Dial, Download } from "../../contract/capabilities.ts";
import type { WireResponse } from "../http.ts";
import { openBroker } from "../broker.ts";
import { type KernelServices, type KernelServicesOptions, startKernelServices } from "../kernel.ts";
import type { Broker, Lent } from "../call.ts";
import type { LogLine } from "../log.ts";

const encoder = new TextEncoder();

export interface BenchOptions extends Partial<KernelServicesOptions> {
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly needs?: Needs;
  /** The profile's `secrets`; `/spec/secretRef` where nothing is said. */
  readonly secrets?: readonly string[];
  /** Secrets of namespace `apps`, by name. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly given?: Partial<Lent>;
  /** Addresses by name; any other is on loopback. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
}

export class Bench implements AsyncDisposable {
  readonly refused: string[] = [];
  readonly lines: LogLine[] = [];
  readonly learned: string[] = [];
  readonly reads: string[] = [];
  readonly kernel: KernelServices & AsyncDisposable;
  readonly broker: Broker;
  readonly scratch: string;
  readonly inputs: string;
  readonly #folder: string;

  constructor(options: BenchOptions = {}) {
    const { spec = {}, needs = {}, secrets = ["/spec/secretRef"], names = {}, given } = options;
    this.#folder = Deno.makeTempDirSync();
    [this.scratch, this.inputs] = [`${this.#folder}/scratch`, `${this.#folder}/inputs`];
    for (const folder of [this.scratch, this.inputs]) Deno.mkdirSync(folder);
    this.kernel = startKernelServices({
      learn: (value) => this.learned.push(new TextDecoder().decode(value)),
      log: (line) => this.lines.push(line),
      refused: (plugin, reason) => this.refused.push(`${plugin}:${reason}`),
      resolve: (host) => Promise.resolve(names[host] ?? [isFar(host) ? host : "127.0.0.1"]),
      ...options,
    });
    const kernel = this.kernel;
    const lent = { ...this.#lent(options.values ?? {}, spec), ...given };
    const { scratch, inputs: inputsFolder } = this;
    const lending = { plugin: "sample", given: lent, needs, secrets, scratch, inputsFolder };
    this.broker = openBroker(lending, kernel);
  }

  #lent(values: NonNullable<BenchOptions["values"]>, spec: BenchOptions["spec"]): Lent {
    const object: KubeObject = {
      apiVersion: "example.dev/v1",
      kind: "Sample",
      metadata: { name: "one", namespace: "apps" },
      spec,
    };
    const readSecret: Lent["readSecret"] = (namespace, name) => {
      this.reads.push(`${namespace}/${name}`);
      const found = namespace === "apps" ? values[name] : undefined;
      const entries = Object.entries(found ?? {}).map(([key, text]) => [key, encoder.encode(text)]);
      return Promise.resolve(found && Object.fromEntries(entries));
    };
    return { object, tenant: "apps", readSecret };
  }

  /** Asks as a plugin does: parameters are checked against the call's schema. */
  async ask<T = unknown>(method: string, params: unknown, signal?: AbortSignal): Promise<T> {
    const call = this.broker.calls[method]!;
    const problems = checker(call.params).problems(params);
    if (problems.length > 0) throw new Error(describe(problems));
    return await call.run(params as never, signal ?? new AbortController().signal) as T;
  }

  /** As the host does it: the connection itself does not cross. */
  dial(to: Dial, signal: AbortSignal): Promise<Connection> {
    return this.ask("dial", to, signal);
  }

  fetch(url: string, request: Readonly<Record<string, unknown>> = {}): Promise<WireResponse> {
    return this.ask("http.fetch", { url, request });
  }

  download(
    url: string,
    to: string,
    request: Readonly<Record<string, unknown>> = {},
  ): Promise<Download> {
    return this.ask("http.download", { url, to, request });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.broker.close();
    await this.kernel[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** The failure that `work` ends with. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const ended = await work.then(
    (value) => `it ended well: ${JSON.stringify(value)}`,
    (error) => error,
  );
  if (ended instanceof Failure) return ended;
  throw new Error(`Wanted a failure, but ${ended}`);
}

export function textOf(response: WireResponse): string {
  return new TextDecoder().decode(Uint8Array.fromBase64(response.body));
}

/** An HTTP server on loopback, on a port of its own. */
export function serve(handler: (request: Request, url: URL) => Response | Promise<Response>) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => new Response(null) },
    (request) => handler(request, new URL(request.url)),
  );
  return {
    port: server.addr.port,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A TCP server on loopback that hands each connection to `handler`. */
export function listen(handler: (conn: Deno.TcpConn) => Promise<void>) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const serving = (async () => {
    for await (const conn of listener) {
      open.add(conn);
      handler(conn).catch(() => {}).finally(() => {
        open.delete(conn);
        end(conn);
      });
    }
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      open.forEach(end);
      await serving;
    },
  };
}

function end(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch { /* closed before */ }
}

/** Hosts 127.0.0.2 and so on stand for names: Deno's fetch asks the system for a name even where a proxy does the work. */
function isFar(host: string): boolean {
  return host.includes(":") || /^(?!127)[\d.]+$/.test(host);
}
