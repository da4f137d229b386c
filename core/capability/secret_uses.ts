import { createHmac } from "node:crypto";
import { type Failure, terminal } from "../contract/errors.ts";
import type { SecretUse } from "../contract/capabilities.ts";
import type { ProxyAddress } from "./egress.ts";
import type { Vault } from "./secrets.ts";
import { DEFAULT_KEYS } from "./tables/secret_keys.ts";
import { HASHES } from "./tables/signature_algorithms.ts";
import { canonicalHost } from "./vetting.ts";

/** What uses of secrets add to a request, on the kernel's side. */
export interface Applied {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly tls: TlsMaterial;
  /** The request's address; never told to the plugin. */
  readonly address?: URL;
  readonly proxy?: ProxyAddress;
}

/** PEM texts. */
export interface TlsMaterial {
  readonly caCerts?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
}

/** The request's body, for uses that depend on it; read anew at each call. */
export type Body = () => AsyncIterable<Uint8Array>;

type Maker = (use: SecretUse, vault: Vault, body: Body) => Promise<Partial<Applied>>;

const makers: Record<SecretUse["use"], Maker> = {
  async basic(use, vault) {
    const user = await text(use, vault, "username");
    // A token may stand in the user's place, with nothing behind it.
    const isThere = await vault.optional(use.secret, keyOf(use, "password")) !== undefined;
    const password = isThere ? await text(use, vault, "password") : "";
    return { headers: [["authorization", basicHeader(user, password, vault)]] };
  },
  bearer: async (use, vault) => ({
    headers: [["authorization", `Bearer ${await text(use, vault, "token")}`]],
  }),
  header: async (use, vault) => ({
    headers: [[nameOf(use), `${use.prefix ?? ""}${await text(use, vault, "value")}`]],
  }),
  async hmac(use, vault, body) {
    const key = await vault.value(use.secret, use.keys?.["key"] ?? "token");
    const hmac = createHmac(HASHES[use.hash ?? "SHA-256"], key);
    for await (const piece of body()) hmac.update(piece);
    return { headers: [[nameOf(use), `${use.prefix ?? ""}${hmac.digest("hex")}`]] };
  },
  async tls(use, vault) {
    const { keys = {} } = use, byDefault = Object.keys(keys).length === 0;
    const optional = async (name: string) => {
      if (!byDefault && keys[name] === undefined) return undefined;
      const read = byDefault ? vault.optional : vault.value;
      const value = await read(use.secret, keyOf(use, name));
      return value && new TextDecoder().decode(value);
    };
    const cert = await optional("certificate"), key = await optional("key");
    const authority = await optional("authority");
    if ((cert === undefined) !== (key === undefined)) {
      throw unusable(use.secret, "a certificate needs its key, and a key its certificate");
    }
    const pair = cert === undefined || key === undefined ? {} : { cert, key };
    return { tls: authority === undefined ? pair : { ...pair, caCerts: [authority] } };
  },
  async url(use, vault) {
    const address = URL.parse(await text(use, vault, "address"));
    if (!address) throw unusable(use.secret, "its address is no URL");
    const { suffix = "" } = use;
    if (!address.pathname.endsWith(suffix)) {
      address.pathname = address.pathname.replace(/\/$/, "") + suffix;
    }
    return { address };
  },
  proxy: async (use, vault) => ({ proxy: await proxyOf(use, vault) }),
};

/** Applies uses in their order; a later one wins where both give the same thing. */
export async function applyUses(
  uses: readonly SecretUse[],
  vault: Vault,
  body: Body = async function* () {},
): Promise<Applied> {
  let applied: Applied = { headers: [], tls: {} };
  for (const use of uses) {
    const more = await makers[use.use](use, vault, body);
    applied = {
      ...applied,
      ...more,
      headers: [...applied.headers, ...more.headers ?? []],
      tls: { ...applied.tls, ...more.tls },
    };
  }
  return applied;
}

async function proxyOf(use: SecretUse, vault: Vault): Promise<ProxyAddress> {
  const address = await text(use, vault, "address");
  const proxy = proxyAt(address, vault);
  if (!proxy) {
    const why = /^socks/i.test(address) ? "SOCKS proxies are not spoken" : "its address is none";
    throw unusable(use.secret, `${why}: name an http or https proxy`);
  }
  const username = await vault.optional(use.secret, keyOf(use, "username"));
  if (!username) return proxy;
  const password = await vault.optional(use.secret, keyOf(use, "password"));
  return { ...proxy, authorization: basicHeader(decode(username), decode(password), vault) };
}

/** The proxy that an http or https URL names, with the user and password in it; `undefined` for any other text. */
export function proxyAt(text: string, vault: Vault): ProxyAddress | undefined {
  const url = URL.parse(text.trim());
  const host = canonicalHost(url?.hostname ?? "");
  if (!url || host === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  const tls = url.protocol === "https:";
  const authorization = takeUserinfo(url, vault);
  const port = Number(url.port || (tls ? 443 : 80));
  return { host, port, tls, ...(authorization === undefined ? {} : { authorization }) };
}

/** Takes `user:password@` off a URL and gives the header that means the same. */
export function takeUserinfo(url: URL, vault: Vault): string | undefined {
  const { username, password } = url;
  if (username === "" && password === "") return undefined;
  [url.username, url.password] = ["", ""];
  const [user, secret] = [username, password].map(decodeURIComponentOrKeep);
  vault.learn(new TextEncoder().encode(secret || user));
  return basicHeader(user!, secret!, vault);
}

function decodeURIComponentOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The header, told to the redaction. */
function basicHeader(username: string, password: string, vault: Vault): string {
  const pair = new TextEncoder().encode(`${username}:${password}`).toBase64();
  vault.learn(new TextEncoder().encode(pair));
  return `Basic ${pair}`;
}

/** A value that goes into one line: without the line's end that editors leave. */
async function text(use: SecretUse, vault: Vault, name: string): Promise<string> {
  const value = decode(await vault.value(use.secret, keyOf(use, name)));
  vault.learn(new TextEncoder().encode(value));
  if (/[^\P{Cc}\t]/u.test(value)) {
    throw unusable(use.secret, `key "${keyOf(use, name)}" holds control characters`);
  }
  return value;
}

function decode(value: Uint8Array | undefined): string {
  return new TextDecoder().decode(value).replace(/\r?\n$/, "");
}

function keyOf({ keys }: SecretUse, name: string): string {
  return keys?.[name] ?? DEFAULT_KEYS[name] ?? name;
}

function nameOf({ name, secret }: SecretUse): string {
  if (name !== undefined) return name;
  throw unusable(secret, "the use names no header");
}

function unusable(pointer: string, why: string): Failure {
  return terminal("SecretUnusable", `Cannot use the secret at "${pointer}": ${why}`);
}
