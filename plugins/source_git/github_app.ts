/** A GitHub App's installation token as a login: the app's key signs on the kernel's side. */
import { type Cx, Failure, type Secret, transient } from "contract";
import { type Request, secretName } from "./spec.ts";

const API = "https://api.github.com";
const TOKEN_SECONDS = 50 * 60;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The value of an `authorization` header. Throws Failures with Flux's reason. */
export async function githubLogin(
  request: Request,
  cx: Cx,
  keys: ReadonlySet<string>,
): Promise<string> {
  const secret = cx.secret("/spec/secretRef");
  const name = secretName(request.object, request.spec.secretRef!);
  const byOwner = keys.has("githubAppInstallationOwner");
  if (!keys.has("githubAppPrivateKey")) {
    throw refuse(`secret '${name}': key 'githubAppPrivateKey' not found`);
  }
  if (byOwner === keys.has("githubAppInstallationID")) {
    throw refuse(
      `secret '${name}' must contain exactly one of 'githubAppInstallationOwner' or 'githubAppInstallationID'`,
    );
  }
  const text = async (key: string) => decoder.decode(await secret.value(key)).trim();
  const app = await text("githubAppID");
  const installation = await text(
    byOwner ? "githubAppInstallationOwner" : "githubAppInstallationID",
  );
  const base = keys.has("githubAppBaseURL") ? await apiOf(await text("githubAppBaseURL")) : API;
  const cached = `github ${base} ${app} ${installation}`;
  const held = await cx.cache.get(cached);
  if (held) return basic(decoder.decode(held));
  const jwt = await signedToken(secret, app);
  const ask = (path: string, method: "GET" | "POST") => call(cx, `${base}${path}`, method, jwt);
  const id = byOwner ? await installationOf(installation, ask) : installation;
  const { token } = await ask(`/app/installations/${id}/access_tokens`, "POST");
  if (typeof token !== "string") throw refuse("the answer of GitHub holds no token");
  await cx.cache.put(cached, encoder.encode(token), { seconds: TOKEN_SECONDS });
  return basic(token);
}

/** An enterprise server has its API below the site. */
function apiOf(base: string): string {
  const url = URL.parse(base);
  if (!url || !/^https?:$/.test(url.protocol)) throw refuse("githubAppBaseURL is no URL");
  return `${url.origin}/api/v3`;
}

async function installationOf(
  owner: string,
  ask: (path: string, method: "GET") => Promise<Record<string, unknown>>,
): Promise<string> {
  const path = encodeURIComponent(owner);
  const found = await ask(`/orgs/${path}/installation`, "GET")
    .catch(() => ask(`/users/${path}/installation`, "GET"));
  if (typeof found["id"] === "number") return String(found["id"]);
  throw refuse(`no installation found for owner '${owner}'`);
}

async function signedToken(secret: Secret, app: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown) => base64url(encoder.encode(JSON.stringify(value)));
  const claims = { iat: now - 30, exp: now + 120, iss: app };
  const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  const signature = await secret.sign("githubAppPrivateKey", encoder.encode(signed), "RS256")
    .catch((error) => {
      throw refuse(`could not parse private key: ${(error as Error).message}`);
    });
  return `${signed}.${base64url(signature)}`;
}

async function call(cx: Cx, url: string, method: "GET" | "POST", jwt: string) {
  const headers = { authorization: `Bearer ${jwt}`, accept: "application/vnd.github+json" };
  const { status, body } = await cx.http.fetch(url, { method, headers }).catch((error) => {
    throw refuse((error as Error).message);
  });
  if (status < 200 || status > 299) throw refuse(`received non 2xx response status "${status}"`);
  return JSON.parse(decoder.decode(body)) as Record<string, unknown>;
}

function basic(token: string): string {
  return `Basic ${btoa(`x-access-token:${token}`)}`;
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function refuse(why: string): Failure {
  return transient(
    "AuthenticationFailed",
    `failed to configure authentication options: ${why}`,
  );
}
