/** What a plugin is handed for one call: each handle is a call back to the kernel under the call's own token. */
import type { CallParams } from "schemas/plugin/calls.ts";
import type {
  Cache,
  Connection,
  Cx,
  Dial,
  Http,
  HttpRequest,
  HttpResponse,
  Log,
  Secret,
  SecretUse,
} from "../contract/capabilities.ts";
import { terminal } from "../contract/errors.ts";
import type { Report } from "schemas/plugin/report.ts";
import { openPack, type Pack } from "../pack/mod.ts";
import type { Channel, Serving } from "../rpc/channel.ts";

type Ask = (method: string, params: Readonly<Record<string, unknown>>) => Promise<unknown>;
type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The handles of one call, each made when the plugin first asks for it: most calls use few. What is a function stays one when it is
 * taken out of the object.
 */
export class CallContext implements Cx, Disposable {
  readonly #channel: Channel;
  readonly #params: CallParams;
  readonly #call: Serving;
  #packs: ReturnType<typeof packs> | undefined;
  #log: Log | undefined;
  #http: Http | undefined;
  #cache: Cache | undefined;

  constructor(channel: Channel, params: CallParams, serving: Serving) {
    this.#channel = channel;
    this.#params = params;
    this.#call = serving;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  get inputs(): string {
    return folderOf(this.#params, "inputs");
  }

  get scratch(): string {
    return folderOf(this.#params, "scratch");
  }

  get log(): Log {
    const { handle } = this.#params;
    return this.#log ??= logTo((level, message, fields) =>
      this.#channel.note("log", { handle, level, message, fields })
    );
  }

  get http(): Http {
    return this.#http ??= httpThrough(this.#ask);
  }

  get cache(): Cache {
    return this.#cache ??= cacheThrough(this.#ask);
  }

  readonly dial = async (to: Dial): Promise<Connection> => {
    const { stream } = await this.#ask("dial", { ...to }) as { stream: number };
    return this.#channel.attachStream(stream);
  };
  readonly secret = (pointer: string): Secret => secretAt(pointer, this.#ask);
  readonly files = (as?: string): Pack => (this.#packs ??= packs(this.#params)).get(as);
  readonly report = async (report: Report): Promise<void> =>
    void await this.#ask("report", { report });
  readonly serving = async (kubeconfig: string): Promise<void> =>
    void await this.#ask("serving", { kubeconfig });

  /** Closes what the plugin left open. */
  [Symbol.dispose](): void {
    this.#packs?.close();
  }

  readonly #ask: Ask = (method, more) =>
    this.#channel.call(method, { handle: this.#params.handle, ...more });
}

function folderOf(params: CallParams, name: "inputs" | "scratch"): string {
  const folder = params[name];
  if (folder !== undefined) return folder;
  throw terminal("NoScratch", `Cannot use ${name}: the manifest needs no scratchMiB`);
}

function packs({ packs = {}, inputs = "" }: CallParams) {
  const open = new Map<string, ReturnType<typeof openPack>>();
  return {
    get(as?: string) {
      const names = Object.keys(packs);
      const name = as ?? (names.length === 1 ? names[0] : undefined);
      if (name === undefined || !Object.hasOwn(packs, name)) {
        throw terminal(
          "NoSuchInput",
          `Cannot read files of "${as ?? ""}": the call has ${names.join(", ") || "none"}`,
        );
      }
      const held = open.get(name) ?? openPack(`${inputs}/${packs[name]}`);
      open.set(name, held);
      return held;
    },
    close: () => open.forEach((pack) => pack[Symbol.dispose]()),
  };
}

function logTo(write: (level: string, message: string, fields: unknown) => void): Log {
  const at = (level: string): Log["info"] => (message, fields = {}) =>
    write(level, String(message), fields);
  return { debug: at("debug"), info: at("info"), error: at("error") };
}

function cacheThrough(ask: Ask): Cache {
  return {
    get: async (key) => decodeOptional(await ask("cache.get", { key }) as string | null),
    put: async (key, value, { seconds }) =>
      void await ask("cache.put", { key, value: encode(value), seconds }),
  };
}

function httpThrough(ask: Ask): Http {
  const plain = ({ body, ...rest }: HttpRequest = {}) => ({
    ...rest,
    ...(body === undefined
      ? {}
      : { body: encode(typeof body === "string" ? new TextEncoder().encode(body) : body) }),
  });
  const answered = (value: unknown): HttpResponse => {
    const { body, ...rest } = value as Omit<HttpResponse, "body"> & { body: string };
    return { ...rest, body: Uint8Array.fromBase64(body) };
  };
  return {
    fetch: async (url, request) =>
      answered(await ask("http.fetch", { url, request: plain(request) })),
    download: async (url, to, request) =>
      await ask("http.download", { url, to, request: plain(request) }) as Awaited<
        ReturnType<Http["download"]>
      >,
    upload: async (url, from, request) =>
      answered(await ask("http.upload", { url, from, request: plain(request) })),
  };
}

function secretAt(pointer: string, ask: Ask): Secret {
  const use = (use: SecretUse["use"], more: Partial<SecretUse> = {}): SecretUse => ({
    secret: pointer,
    use,
    ...more,
  });
  const defined = (keys: Record<string, string | undefined>) =>
    Object.fromEntries(Object.entries(keys).filter(([, key]) => key !== undefined)) as Record<
      string,
      string
    >;
  return {
    pointer,
    keys: async () => await ask("secret.keys", { pointer }) as string[],
    value: async (key) =>
      Uint8Array.fromBase64(await ask("secret.value", { pointer, key }) as string),
    basic: (keys = {}) => use("basic", { keys: defined(keys) }),
    bearer: (key) => use("bearer", key === undefined ? {} : { keys: { token: key } }),
    header: (name, key, prefix = "") => use("header", { name, prefix, keys: { value: key } }),
    tls: (keys = {}) => use("tls", { keys: defined(keys) }),
    hmac: (name, key, { hash = "SHA-256", prefix = "" } = {}) =>
      use("hmac", { name, prefix, hash, keys: { key } }),
    url: (key, suffix) =>
      use("url", { ...key && { keys: { address: key } }, ...suffix && { suffix } }),
    proxy: () => use("proxy"),
    sign: async (key, data, algorithm, passphrase) =>
      Uint8Array.fromBase64(
        await ask("secret.sign", {
          pointer,
          key,
          data: encode(data),
          ...algorithm ? { algorithm } : {},
          ...passphrase ? { passphrase } : {},
        }) as string,
      ),
    publicKey: async (key, passphrase) =>
      Uint8Array.fromBase64(
        await ask("secret.publicKey", {
          pointer,
          key,
          ...passphrase ? { passphrase } : {},
        }) as string,
      ),
    verify: async (options) => await ask("secret.verify", { pointer, ...options }) as boolean,
    equals: async (key, value) => await ask("secret.equals", { pointer, key, value }) as boolean,
  };
}

function encode(bytes: Uint8Array): string {
  return bytes.toBase64();
}

function decodeOptional(text: string | null): Bytes | undefined {
  return text === null ? undefined : Uint8Array.fromBase64(text);
}
