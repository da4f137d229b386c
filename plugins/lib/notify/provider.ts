/** What every Provider of Flux's API says of the way to it. */
import { type Cx, type SecretUse, type SendRequest, terminal } from "contract";
import { whyNoProxy } from "../proxy/mod.ts";

export interface ProviderSpec {
  readonly type: string;
  readonly address?: string;
  readonly channel?: string;
  readonly username?: string;
  readonly proxy?: string;
  readonly serviceAccountName?: string;
  readonly secretRef?: { readonly name: string };
  readonly certSecretRef?: { readonly name: string };
  readonly proxySecretRef?: { readonly name: string };
}

/** Where requests go, and what the kernel adds to each. */
export interface Way {
  /** Empty where the kernel alone knows it: it stands in the Secret. */
  readonly address: string;
  readonly auth: readonly SecretUse[];
  readonly proxy?: string;
  /** The keys of the Secret that `spec.secretRef` names. */
  readonly keys: ReadonlySet<string>;
}

const secret = "/spec/secretRef", certificates = "/spec/certSecretRef";

/** The provider cannot be used as it is; `why` in Flux's words. */
export function invalid(why: string) {
  return terminal("ProviderInvalid", why);
}

/** Reads the way from a provider. Throws a terminal `ProviderInvalid`. */
export async function wayTo(
  { spec, object }: SendRequest<ProviderSpec>,
  cx: Cx,
): Promise<Way> {
  const keys = new Set(spec.secretRef ? await cx.secret(secret).keys() : []);
  const auth: SecretUse[] = [], { namespace } = object.metadata;
  if (spec.certSecretRef) {
    auth.push(await tlsFrom(cx, `${namespace}/${spec.certSecretRef.name}`));
  }
  if (spec.proxySecretRef) {
    auth.push(await proxyFrom(cx, `${namespace}/${spec.proxySecretRef.name}`));
  } // A Secret's own `proxy` is an address alone: its user name and password are for the provider.
  else if (keys.has("proxy")) {
    const only = { address: "proxy", username: "-", password: "-" };
    auth.push({ ...cx.secret(secret).proxy(), keys: only });
  }
  const proxied = auth.some(({ use }) => use === "proxy");
  const isHeld = keys.has("address") && !await cx.secret(secret).equals("address", "");
  if (isHeld) auth.push(cx.secret(secret).url("address"));
  return {
    address: keys.has("address") ? "" : spec.address ?? "",
    auth,
    keys,
    ...(spec.proxy === undefined || proxied ? {} : { proxy: spec.proxy }),
  };
}

async function proxyFrom(cx: Cx, path: string): Promise<SecretUse> {
  const proxy = cx.secret("/spec/proxySecretRef");
  const problem = (await proxy.keys()).includes("address")
    ? whyNoProxy(decode(await proxy.value("address")))
    : "key 'address' not found";
  if (problem !== undefined) {
    throw invalid(`failed to get proxy URL: secret '${path}': ${problem}`);
  }
  return proxy.proxy();
}

/** The keys by which Flux knows a certificate, its key and an authority, the older ones last. */
const names = {
  certificate: ["tls.crt", "certFile"],
  key: ["tls.key", "keyFile"],
  authority: ["ca.crt", "caFile"],
} as const;

async function tlsFrom(cx: Cx, path: string): Promise<SecretUse> {
  const secret = cx.secret(certificates), held = await secret.keys();
  const found = new Map(
    Object.entries(names).flatMap(([use, keys]) => {
      const key = keys.find((one) => held.includes(one));
      return key === undefined ? [] : [[use, key] as const];
    }),
  );
  const fail = (why: string) => invalid(`failed to get TLS config: ${why}`);
  if (found.size === 0) {
    throw fail(`secret '${path}' must contain either 'ca.crt' or both 'tls.crt' and 'tls.key'`);
  }
  if (found.has("certificate") !== found.has("key")) {
    const [has, lacks] = found.has("key") ? ["tls.key", "tls.crt"] : ["tls.crt", "tls.key"];
    throw fail(`secret '${path}' contains '${has}' but missing '${lacks}'`);
  }
  const authority = found.get("authority");
  if (authority !== undefined) {
    const pem = decode(await secret.value(authority));
    if (!pem.includes("-----BEGIN CERTIFICATE-----")) throw fail("failed to parse CA certificate");
  }
  const certificate = found.get("certificate");
  if (
    certificate !== undefined && !decode(await secret.value(certificate)).includes("-----BEGIN ")
  ) {
    const why = "tls: failed to find any PEM data in certificate input";
    throw fail(`failed to parse TLS certificate and key: ${why}`);
  }
  return secret.tls(Object.fromEntries(found));
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Why Go's `url.ParseRequestURI` refuses an address; `undefined` where it takes it. */
export function whyNoUrl({ address, auth }: Way): string | undefined {
  if (auth.some(({ use }) => use === "url")) return undefined;
  if (address === "") return 'parse "": empty url';
  const parsed = /^[a-z][a-z0-9+.-]*:\/\/|^\//i.test(address);
  return parsed ? undefined : `parse ${JSON.stringify(address)}: invalid URI for request`;
}
