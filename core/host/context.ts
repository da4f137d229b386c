/** What a plugin is handed for one call: each handle is a call back to the kernel under the call's own token. */
import type { CallParams } from "schemas/plugin/calls.ts";
import type {
  Cache,
  Connection,
  Cx,
  Dial,
  Download,
  Http,
  HttpRequest,
  HttpResponse,
  Log,
  Secret,
  SecretUse,
} from "../contract/capabilities.ts";
import { terminal, transient } from "../contract/errors.ts";
import type { Report } from "schemas/plugin/report.ts";
import { openPack, type Pack } from "../pack/mod.ts";
import type { Channel, Serving } from "../rpc/channel.ts";

type Ask = (method: string, params: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** The handles of one call, most made when the plugin asks for them: most calls use few. */
export class CallContext implements Cx, Disposable {
  readonly #channel: Channel;
  readonly #params: CallParams;
  readonly #call: Serving;
  readonly #packs = new Map<string, ReturnType<typeof openPack>>();
  /** Whether the scratch folder was made. */
  touched = false;

  constructor(channel: Channel, params: CallParams, serving: Serving) {
    this.#channel = channel;
    this.#params = params;
    this.#call = serving;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  get inputs(): string {
    return this.#folder("inputs");
  }

  get scratch(): string {
    const folder = this.#folder("scratch");
    if (!this.touched) makeFolder(folder);
    this.touched = true;
    return folder;
  }

  get log(): Log {
    const { handle } = this.#params;
    const at = (level: string): Log["info"] => (message, fields = {}) =>
      this.#channel.note("log", { handle, level, message: String(message), fields });
    return { debug: at("debug"), info: at("info"), error: at("error") };
  }

  get http(): Http {
    return httpThrough(this.#ask);
  }

  get cache(): Cache {
    return cacheThrough(this.#ask);
  }

  readonly dial = async (to: Dial): Promise<Connection> => {
    const { stream } = await this.#ask("dial", { ...to }) as { stream: number };
    return this.#channel.attachStream(stream);
  };
  readonly secret = (pointer: string): Secret => secretAt(pointer, this.#ask);
  readonly files = (as?: string): Pack => {
    const { packs = {}, inputs } = this.#params;
    const names = Object.keys(packs);
    const name = as ?? (names.length === 1 ? names[0]! : "");
    if (!Object.hasOwn(packs, name)) {
      const known = names.join(", ") || "none";
      throw terminal("NoSuchInput", `Cannot read files of "${name}": the call has ${known}`);
    }
    const held = this.#packs.get(name) ?? openPack(`${inputs}/${packs[name]}`);
    this.#packs.set(name, held);
    return held;
  };
  readonly report = async (report: Report): Promise<void> =>
    void await this.#ask("report", { report });
  readonly serving = async (kubeconfig: string): Promise<void> =>
    void await this.#ask("serving", { kubeconfig });

  /** Closes what the plugin left open. */
  [Symbol.dispose](): void {
    this.#packs.forEach((pack) => pack[Symbol.dispose]());
  }

  #folder(name: "inputs" | "scratch"): string {
    const folder = this.#params[name];
    if (folder !== undefined) return folder;
    throw terminal("NoScratch", `Cannot use ${name}: the manifest needs no scratchMiB`);
  }

  readonly #ask: Ask = (method, more) =>
    this.#channel.call(method, { handle: this.#params.handle, ...more });
}

/** Where it fails, an earlier call of this process bent the folders: the kernel takes it for that. */
function makeFolder(folder: string): void {
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = error instanceof Error ? error.name : "it failed";
    throw transient("FoldersBroken", `Cannot make the scratch folder: ${why}`);
  }
}

function cacheThrough(ask: Ask): Cache {
  return {
    async get(key) {
      const found = await ask("cache.get", { key }) as string | null;
      return found === null ? undefined : Uint8Array.fromBase64(found);
    },
    put: async (key, value, { seconds }) =>
      void await ask("cache.put", { key, value: value.toBase64(), seconds }),
  };
}

function httpThrough(ask: Ask): Http {
  const plain = ({ body, ...rest }: HttpRequest = {}) => {
    if (body === undefined) return rest;
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
    return { ...rest, body: bytes.toBase64() };
  };
  const answered = (value: unknown): HttpResponse => {
    const { body, ...rest } = value as Omit<HttpResponse, "body"> & { body: string };
    return { ...rest, body: Uint8Array.fromBase64(body) };
  };
  return {
    fetch: async (url, request) =>
      answered(await ask("http.fetch", { url, request: plain(request) })),
    download: async (url, to, request) =>
      await ask("http.download", { url, to, request: plain(request) }) as Download,
    upload: async (url, from, request) =>
      answered(await ask("http.upload", { url, from, request: plain(request) })),
  };
}

function secretAt(pointer: string, ask: Ask): Secret {
  const use = (
    use: SecretUse["use"],
    keys: Readonly<Record<string, string | undefined>> = {},
    more: Partial<SecretUse> = {},
  ): SecretUse => {
    const named = Object.entries(keys).filter((one): one is [string, string] =>
      one[1] !== undefined
    );
    return {
      secret: pointer,
      use,
      ...named.length > 0 && { keys: Object.fromEntries(named) },
      ...more,
    };
  };
  const bytes = async (method: string, params: Readonly<Record<string, unknown>>) =>
    Uint8Array.fromBase64(await ask(method, { pointer, ...params }) as string);
  return {
    pointer,
    keys: async () => await ask("secret.keys", { pointer }) as string[],
    value: (key) => bytes("secret.value", { key }),
    basic: (keys) => use("basic", keys),
    bearer: (key) => use("bearer", { token: key }),
    header: (name, key, prefix = "") => use("header", { value: key }, { name, prefix }),
    tls: (keys) => use("tls", keys),
    hmac: (name, key, { hash = "SHA-256", prefix = "" } = {}) =>
      use("hmac", { key }, { name, prefix, hash }),
    url: (key, suffix) => use("url", { address: key }, suffix ? { suffix } : {}),
    proxy: () => use("proxy"),
    sign: (key, data, algorithm, passphrase) =>
      bytes("secret.sign", {
        key,
        data: data.toBase64(),
        ...algorithm && { algorithm },
        ...passphrase && { passphrase },
      }),
    publicKey: (key, passphrase) =>
      bytes("secret.publicKey", { key, ...passphrase && { passphrase } }),
    verify: async (options) => await ask("secret.verify", { pointer, ...options }) as boolean,
    equals: async (key, value) => await ask("secret.equals", { pointer, key, value }) as boolean,
  };
}
