import type { Api } from "../api.ts";
import { isTree, textAt, type Tree } from "../json/tree.ts";
import { serviceAccountUser, type User } from "./user.ts";

/** The audience and issuer of the server's own tokens. */
export const defaultAudience = "https://kubernetes.default.svc";

interface Claim {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly audiences: readonly string[];
  readonly seconds: number;
  readonly now: Date;
}

const encoder = new TextEncoder();
const issuers = new WeakMap<Api, TokenIssuer>();

/** The issuer of a server's ServiceAccount tokens. */
export function tokensOf(api: Api): TokenIssuer {
  let issuer = issuers.get(api);
  if (issuer === undefined) issuers.set(api, issuer = new TokenIssuer(api));
  return issuer;
}

/** Signs and checks tokens of ServiceAccounts with a key that lives as long as the server. */
class TokenIssuer {
  readonly #key: Promise<CryptoKey>;

  constructor(readonly api: Api) {
    this.#key = crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
      "verify",
    ]);
  }

  async issue(claim: Claim): Promise<string> {
    const seconds = Math.floor(claim.now.getTime() / 1000);
    const payload = {
      aud: claim.audiences,
      exp: seconds + claim.seconds,
      iat: seconds,
      iss: defaultAudience,
      jti: this.api.uuid(),
      "kubernetes.io": {
        namespace: claim.namespace,
        serviceaccount: { name: claim.name, uid: claim.uid },
      },
      nbf: seconds,
      sub: `system:serviceaccount:${claim.namespace}:${claim.name}`,
    };
    const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(payload)}`;
    const signature = await crypto.subtle.sign("HMAC", await this.#key, encoder.encode(text));
    return `${text}.${base64(new Uint8Array(signature))}`;
  }

  /** The user of a token for one of the audiences; undefined where it is not valid now. */
  async check(
    token: string,
    audiences: readonly string[] = [defaultAudience],
  ): Promise<User | undefined> {
    const payload = await this.#verified(token);
    if (payload === undefined) return undefined;
    const forMe = Array.isArray(payload.aud) &&
      payload.aud.some((a) => audiences.includes(String(a)));
    if (!forMe || Number(payload.exp) * 1000 <= this.api.now().getTime()) return undefined;
    const namespace = textAt(payload, "kubernetes.io", "namespace");
    const name = textAt(payload, "kubernetes.io", "serviceaccount", "name");
    const uid = textAt(payload, "kubernetes.io", "serviceaccount", "uid");
    const account = this.api.store.bucket("/serviceaccounts").objects.get(`${namespace}/${name}`);
    if (account === undefined || textAt(account, "metadata", "uid") !== uid) return undefined;
    const user = serviceAccountUser(namespace, name, uid);
    return {
      ...user,
      extra: { "authentication.kubernetes.io/credential-id": [`JTI=${payload.jti}`] },
    };
  }

  /** Whom a token of this server is for; nobody where it is none, or over. */
  async audiences(token: string): Promise<readonly string[]> {
    const payload = await this.#verified(token);
    const over = payload === undefined || Number(payload.exp) * 1000 <= this.api.now().getTime();
    return over || !Array.isArray(payload.aud) ? [] : payload.aud.map(String);
  }

  async #verified(token: string): Promise<Tree | undefined> {
    const [head, body, signature] = token.split(".");
    if (head === undefined || body === undefined || signature === undefined) return undefined;
    try {
      const bytes = Uint8Array.from(atob(plain(signature)), (c) => c.charCodeAt(0));
      const good = await crypto.subtle.verify(
        "HMAC",
        await this.#key,
        bytes,
        encoder.encode(`${head}.${body}`),
      );
      const payload: unknown = JSON.parse(atob(plain(body)));
      return good && isTree(payload) ? payload : undefined;
    } catch {
      return undefined;
    }
  }
}

const plain = (text: string) => text.replaceAll("-", "+").replaceAll("_", "/");

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(
    /=+$/,
    "",
  );
}

function encode(value: unknown): string {
  return base64(encoder.encode(JSON.stringify(value)));
}
