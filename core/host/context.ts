/** What a plugin is handed for one call: each handle is a call back to the kernel under the call's own token. */
import type {
  Connection,
  Cx,
  Http,
  HttpRequest,
  HttpResponse,
  Log,
  Secret,
  SecretUse,
} from "../contract/capabilities.ts";
import { terminal } from "../contract/errors.ts";
import { openPack } from "../pack/mod.ts";
import type { Channel, Serving } from "../rpc/channel.ts";
import type { CallParams } from "./wire.ts";

type Ask = (method: string, params: Readonly<Record<string, unknown>>) => Promise<unknown>;
type Bytes = Uint8Array<ArrayBuffer>;

interface Context {
  readonly cx: Cx;
  /** Closes what the plugin left open. */
  close(): void;
}

/** The handles of one call; what costs something is made when the plugin first asks for it. */
export function context(channel: Channel, params: CallParams, serving: Serving): Context {
  const { handle } = params;
  const ask: Ask = (method, more) => channel.call(method, { handle, ...more });
  const opened = packs(params);
  const cx: Cx = {
    get signal() {
      return serving.signal;
    },
    get inputs() {
      return folderOf(params, "inputs");
    },
    get scratch() {
      return folderOf(params, "scratch");
    },
    log: logTo((level, message, fields) => channel.note("log", { handle, level, message, fields })),
    http: httpThrough(ask),
    cache: {
      get: async (key) => decodeOptional(await ask("cache.get", { key }) as string | null),
      put: async (key, value, { seconds }) =>
        void await ask("cache.put", { key, value: encode(value), seconds }),
    },
    dial: async (to) => {
      const { stream } = await ask("dial", { ...to }) as { stream: number };
      return channel.attachStream(stream) satisfies Connection;
    },
    secret: (pointer) => secretAt(pointer, ask),
    files: (as) => opened.get(as),
    report: async (report) => void await ask("report", { report }),
    serving: async (kubeconfig) => void await ask("serving", { kubeconfig }),
  };
  return { cx, close: () => opened.close() };
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
    url: (key) => use("url", key === undefined ? {} : { keys: { address: key } }),
    proxy: () => use("proxy"),
    sign: async (key, data, algorithm) =>
      Uint8Array.fromBase64(
        await ask("secret.sign", {
          pointer,
          key,
          data: encode(data),
          ...algorithm ? { algorithm } : {},
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
