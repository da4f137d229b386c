import { createHash, createHmac, createPrivateKey, sign, timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { terminal } from "../contract/errors.ts";
import type { Hash } from "../contract/capabilities.ts";
import { readOpenSshKey } from "./openssh_key.ts";
import { HASHES } from "./secret_uses.ts";

interface Algorithm {
  /** What node:crypto calls the key's type. */
  readonly type: string;
  readonly hash: string | null;
  /** JOSE writes an ECDSA signature as r and s side by side (RFC 7518 §3.4); everyone else as DER. */
  readonly sideBySide?: boolean;
}

const algorithms = new Map<string, Algorithm>([
  ["RS256", { type: "rsa", hash: "sha256" }],
  ["RS384", { type: "rsa", hash: "sha384" }],
  ["RS512", { type: "rsa", hash: "sha512" }],
  ["ES256", { type: "ec", hash: "sha256", sideBySide: true }],
  ["ES384", { type: "ec", hash: "sha384", sideBySide: true }],
  ["ES512", { type: "ec", hash: "sha512", sideBySide: true }],
  ["EdDSA", { type: "ed25519", hash: null }],
  ["ssh-ed25519", { type: "ed25519", hash: null }],
  ["rsa-sha2-256", { type: "rsa", hash: "sha256" }],
  ["rsa-sha2-512", { type: "rsa", hash: "sha512" }],
  ["ecdsa-sha2-nistp256", { type: "ec", hash: "sha256" }],
  ["ecdsa-sha2-nistp384", { type: "ec", hash: "sha384" }],
  ["ecdsa-sha2-nistp521", { type: "ec", hash: "sha512" }],
]);

/** The names of the signature algorithms: those of JOSE, and those of SSH. */
export const SIGNATURE_ALGORITHMS: readonly string[] = [...algorithms.keys()];

const usual = new Map([["rsa", "rsa-sha2-256"], ["ec", "ecdsa-sha2-nistp256"], [
  "ed25519",
  "ssh-ed25519",
]]);

/**
 * Signs with a private key: PEM (PKCS #8, PKCS #1, SEC 1) or OpenSSH's form, unencrypted. Throws `SecretUnusable`
 * (terminal) where the key cannot be read or does not fit the algorithm.
 */
export function signWith(key: Uint8Array, data: Uint8Array, algorithm?: string): Buffer {
  const held = readKey(new TextDecoder().decode(key));
  const type = held.asymmetricKeyType ?? "";
  const chosen = algorithms.get(algorithm ?? usual.get(type) ?? "");
  if (chosen?.type !== type) throw unusable(`it does not fit the algorithm ${algorithm ?? ""}`);
  const dsaEncoding = chosen.sideBySide ? "ieee-p1363" : "der";
  return sign(chosen.hash, data, { key: held, dsaEncoding });
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
