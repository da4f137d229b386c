/** What every Provider of Flux's API says of the way to it. */
import { type Cx, type SecretUse, type SendRequest, terminal } from "contract";

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
  const auth: SecretUse[] = [];
  if (spec.certSecretRef) {
    const path = `${object.metadata.namespace}/${spec.certSecretRef.name}`;
    auth.push(tlsFrom(await cx.secret(certificates).keys(), path, cx));
  }
  if (spec.proxySecretRef) auth.push(cx.secret("/spec/proxySecretRef").proxy());
  // A Secret's own `proxy` is an address alone: its user name and password are for the provider.
  else if (keys.has("proxy")) {
    const only = { address: "proxy", username: "-", password: "-" };
    auth.push({ ...cx.secret(secret).proxy(), keys: only });
  }
  const proxied = auth.some(({ use }) => use === "proxy");
  if (keys.has("address")) auth.push(cx.secret(secret).url("address"));
  return {
    address: keys.has("address") ? "" : spec.address ?? "",
    auth,
    keys,
    ...(spec.proxy === undefined || proxied ? {} : { proxy: spec.proxy }),
  };
}

/** The keys by which Flux knows a certificate, its key and an authority, the older ones last. */
const names = {
  certificate: ["tls.crt", "certFile"],
  key: ["tls.key", "keyFile"],
  authority: ["ca.crt", "caFile"],
} as const;

function tlsFrom(held: readonly string[], path: string, cx: Cx): SecretUse {
  const found = Object.entries(names).flatMap(([use, keys]) => {
    const key = keys.find((one) => held.includes(one));
    return key === undefined ? [] : [[use, key] as const];
  });
  const has = (use: string) => found.some(([one]) => one === use);
  const fail = (why: string) => invalid(`failed to get TLS config: secret '${path}' ${why}`);
  if (has("certificate") && !has("key")) throw fail("contains 'tls.crt' but missing 'tls.key'");
  if (has("key") && !has("certificate")) throw fail("contains 'tls.key' but missing 'tls.crt'");
  if (found.length === 0) {
    throw fail("must contain either 'ca.crt' or both 'tls.crt' and 'tls.key'");
  }
  return cx.secret(certificates).tls(Object.fromEntries(found));
}

/** Why Go's `url.ParseRequestURI` refuses an address; `undefined` where it takes it. */
export function whyNoUrl({ address, keys }: Way): string | undefined {
  if (keys.has("address")) return undefined;
  if (address === "") return 'parse "": empty url';
  const parsed = /^[a-z][a-z0-9+.-]*:\/\/|^\//i.test(address);
  return parsed ? undefined : `parse ${JSON.stringify(address)}: invalid URI for request`;
}
