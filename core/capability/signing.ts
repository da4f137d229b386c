import { createHash, createHmac, createPrivateKey, sign, timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { terminal } from "../contract/errors.ts";
import type { Hash } from "../contract/capabilities.ts";
import { readOpenSshKey } from "./openssh_key.ts";
import { HASHES, SIGNATURE_ALGORITHMS, USUAL_ALGORITHM } from "./tables/signature_algorithms.ts";

/**
 * Signs with a private key: PEM (PKCS #8, PKCS #1, SEC 1) or OpenSSH's form, unencrypted. Throws `SecretUnusable`
 * (terminal) where the key cannot be read or does not fit the algorithm.
 */
export async function signWith(
  key: Uint8Array,
  data: Uint8Array<ArrayBuffer>,
  algorithm?: string,
): Promise<Uint8Array> {
  const held = readKey(new TextDecoder().decode(key));
  const type = held.asymmetricKeyType ?? "";
  const chosen = SIGNATURE_ALGORITHMS.get(algorithm ?? USUAL_ALGORITHM.get(type) ?? "");
  if (chosen?.type !== type) throw unusable(`it does not fit the algorithm ${algorithm ?? ""}`);
  if (type === "rsa") return await signElsewhere(held, data, chosen.hash!);
  const dsaEncoding = chosen.sideBySide ? "ieee-p1363" : "der";
  return new Uint8Array(sign(chosen.hash, data, { key: held, dsaEncoding }));
}

/** RSA takes tens of milliseconds: WebCrypto does it on another thread. */
async function signElsewhere(key: KeyObject, data: Uint8Array<ArrayBuffer>, hash: string) {
  const how = { name: "RSASSA-PKCS1-v1_5", hash: hash.replace("sha", "SHA-") };
  const bytes = new Uint8Array(key.export({ type: "pkcs8", format: "der" }));
  const own = await crypto.subtle.importKey("pkcs8", bytes, how, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign(how, own, data));
}

/** Whether `signature` (hex) is the HMAC of what `body` gives, in constant time. */
export async function verifyHmac(
  key: Uint8Array,
  hash: Hash,
  body: AsyncIterable<Uint8Array>,
  signature: string,
): Promise<boolean> {
  const hmac = createHmac(HASHES[hash], key);
  for await (const piece of body) hmac.update(piece);
  return sameBytes(hmac.digest(), Buffer.from(hexOrEmpty(signature), "hex"));
}

/** Compares in constant time, whatever the lengths: `timingSafeEqual` throws where they differ, so hashes are compared. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function hexOrEmpty(text: string): string {
  return /^([0-9a-f]{2})+$/i.test(text) ? text : "";
}

function readKey(text: string): KeyObject {
  try {
    return text.includes("BEGIN OPENSSH PRIVATE KEY")
      ? readOpenSshKey(text)
      : createPrivateKey(text);
  } catch {
    throw unusable("it is no unencrypted private key of a known form");
  }
}

function unusable(why: string): Error {
  return terminal("SecretUnusable", `Cannot sign with the secret's key: ${why}`);
}
