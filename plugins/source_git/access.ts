/** How an object's repository is reached: credentials, authorities and the proxy, from what its Secrets hold. */
import { type Cx, Failure, type Secret, type SecretUse, terminal, transient } from "contract";
import { whyNoProxy } from "../lib/proxy/mod.ts";
import { githubLogin } from "./github_app.ts";
import { problemOf } from "./go_url.ts";
import { type GitRepositorySpec, type Request, secretName } from "./spec.ts";

export interface Access {
  readonly auth: readonly SecretUse[];
  /** A login that a provider gave for a short time. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly ssh?: SshAccess;
}

export interface SshAccess {
  readonly user: string;
  readonly secret: Secret;
  readonly knownHosts: string;
}

/** Throws Failures with Flux's reasons: the object's owner has something to mend. */
export async function accessTo(request: Request, cx: Cx): Promise<Access> {
  const { spec } = request;
  const proxy = await proxyOf(request, cx);
  const problem = problemOf(spec.url);
  if (problem !== undefined) {
    throw terminal("URLInvalid", `failed to parse url '${spec.url}': ${problem}`);
  }
  const secret = spec.secretRef && cx.secret("/spec/secretRef");
  const keys = secret && await filled(secret);
  if (secret && !keys) {
    const name = secretName(request.object, spec.secretRef!);
    const shown = `failed to get secret '${name}'`;
    throw unauthenticated(`${shown}: ${shown}: secrets "${spec.secretRef!.name}" not found`);
  }
  const access = /^ssh:/i.test(spec.url)
    ? await sshAccess(request, secret, keys ?? new Set())
    : httpAccess(spec, secret, keys ?? new Set());
  const login = await providerLogin(request, cx, keys);
  return { ...access, ...login, auth: [...login?.auth ?? access.auth, ...proxy] };
}

/** Names of the keys that hold something; undefined where there is no such Secret. */
export async function filled(secret: Secret): Promise<ReadonlySet<string> | undefined> {
  const keys = await secret.keys();
  if (keys.length === 0 && await isAbsent(secret)) return undefined;
  const empty = await Promise.all(keys.map((key) => secret.equals(key, "")));
  return new Set(keys.filter((_, i) => !empty[i]));
}

async function isAbsent(secret: Secret): Promise<boolean> {
  return await secret.equals("-", "").then(() => false, (error) => {
    if (error instanceof Failure) return error.reason === "SecretNotFound";
    throw error;
  });
}

async function proxyOf({ spec, object }: Request, cx: Cx): Promise<readonly SecretUse[]> {
  if (!spec.proxySecretRef) return [];
  const secret = cx.secret("/spec/proxySecretRef");
  const name = secretName(object, spec.proxySecretRef);
  const refuse = (why: string) => unauthenticated(`failed to configure proxy options: ${why}`);
  const keys = await secret.keys();
  if (keys.length === 0 && await isAbsent(secret)) throw refuse(`secret '${name}' not found`);
  if (!keys.includes("address")) throw refuse(`secret '${name}': key 'address' not found`);
  const address = new TextDecoder().decode(await secret.value("address"));
  const problem = whyNoProxy(address);
  if (problem !== undefined) throw refuse(`secret '${name}': ${problem}`);
  return [secret.proxy()];
}

function httpAccess(
  { url }: GitRepositorySpec,
  secret: Secret | undefined,
  keys: ReadonlySet<string>,
): Access {
  const inUrl = URL.parse(url);
  const scheme = url.slice(0, url.indexOf(":")).toLowerCase();
  const isBearer = keys.has("bearerToken");
  const hasUser = (!isBearer && keys.has("username")) || (inUrl?.username ?? "") !== "";
  const hasPassword = (!isBearer && keys.has("password")) || (inUrl?.password ?? "") !== "";
  if (hasPassword && !hasUser) {
    throw misconfigured(
      `invalid '${scheme}' auth option: 'password' requires 'username' to be set`,
    );
  }
  if (!secret) return { auth: [] };
  if (isBearer && hasUser) {
    throw transient(
      "GitOperationFailed",
      "failed to checkout and determine revision: basic auth and bearer token cannot be set at the same time",
    );
  }
  const login = isBearer
    ? [secret.bearer("bearerToken")]
    : keys.has("username")
    ? [secret.basic()]
    : [];
  return { auth: [...login, ...tlsOf(secret, keys)] };
}

/** `ca.crt`, or else the older `caFile`; half of a client certificate is left out, as in Flux. */
function tlsOf(secret: Secret, keys: ReadonlySet<string>): readonly SecretUse[] {
  const authority = ["ca.crt", "caFile"].find((key) => keys.has(key));
  const hasPair = keys.has("tls.crt") && keys.has("tls.key");
  if (authority === undefined && !hasPair) return [];
  const pair = hasPair ? { certificate: "tls.crt", key: "tls.key" } : {};
  return [secret.tls({ ...pair, ...(authority !== undefined && { authority }) })];
}

async function sshAccess(
  { spec, object }: Request,
  secret: Secret | undefined,
  keys: ReadonlySet<string>,
): Promise<Access> {
  for (const key of ["identity", "known_hosts"]) {
    if (!keys.has(key)) throw misconfigured(`invalid 'ssh' auth option: '${key}' is required`);
  }
  const [held, name] = [secret!, secretName(object, spec.secretRef!)];
  if (!keys.has("password") && await isLocked(held)) {
    throw unauthenticated(
      `SSH identity key is encrypted but no 'password' field was provided in the secret '${name}'`,
    );
  }
  const user = decodeURIComponent(URL.parse(spec.url)?.username ?? "") || "git";
  const knownHosts = new TextDecoder().decode(await held.value("known_hosts"));
  return { auth: [], ssh: { user, secret: held, knownHosts } };
}

async function isLocked(secret: Secret): Promise<boolean> {
  return await secret.publicKey("identity").then(() => false, (error) => {
    if (error instanceof Failure) return /passphrase protected/.test(error.message);
    throw error;
  });
}

const githubData =
  "secretRef with github app data must be specified when provider is set to github";

/** A login of the provider in place of the Secret's own. */
async function providerLogin(
  request: Request,
  cx: Cx,
  keys: ReadonlySet<string> | undefined,
): Promise<Partial<Access> | undefined> {
  const { spec, object } = request;
  const { provider = "generic", serviceAccountName, secretRef } = spec;
  if (provider === "github") {
    if (!secretRef) throw terminal("InvalidProviderConfiguration", githubData);
    if (!keys?.has("githubAppID")) throw transient("InvalidProviderConfiguration", githubData);
    return { headers: { authorization: await githubLogin(request, cx, keys) } };
  }
  if (provider === "generic") {
    if (!keys?.has("githubAppID")) return undefined;
    const name = secretName(object, secretRef!);
    throw transient(
      "InvalidProviderConfiguration",
      `secretRef '${name}' has github app data but provider is not set to github`,
    );
  }
  if (serviceAccountName) {
    throw terminal(
      "FeatureGateDisabled",
      "to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller",
    );
  }
  throw misconfigured(`no plugin gives credentials of provider '${provider}'`);
}

function misconfigured(why: string): Failure {
  return unauthenticated(`failed to configure authentication options: ${why}`);
}

function unauthenticated(message: string): Failure {
  return transient("AuthenticationFailed", message);
}
