import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  timingSafeEqual,
} from "node:crypto";
import { LRUCache } from "lru-cache";
import { Failure, terminal } from "../contract/errors.ts";
import type { Hash } from "../contract/capabilities.ts";
import { KeyError, MISSING_PASSPHRASE, readOpenSshKey, WRONG_PASSPHRASE } from "./openssh_key.ts";
import { HASHES, SIGNATURE_ALGORITHMS, USUAL_ALGORITHM } from "./tables/signature_algorithms.ts";

/** A private key and, where it is encrypted, what opens it. */
export interface PrivateKey {
  readonly key: Uint8Array;
  readonly passphrase?: Uint8Array | undefined;
}

/**
 * Signs with a private key: PEM (PKCS #8, PKCS #1, SEC 1) or OpenSSH's form. Throws `SecretUnusable` (terminal) where
 * the key cannot be read or does not fit the algorithm.
 */
export async function signWith(
  key: PrivateKey,
  data: Uint8Array<ArrayBuffer>,
  algorithm?: string,
): Promise<Uint8Array> {
  const held = readKey(key);
  const type = held.asymmetricKeyType ?? "";
  const chosen = SIGNATURE_ALGORITHMS.get(algorithm ?? USUAL_ALGORITHM.get(type) ?? "");
  if (chosen?.type !== type) throw unusable(`it does not fit the algorithm ${algorithm ?? ""}`);
  if (type === "rsa") return await signElsewhere(held, data, chosen.hash!);
  const dsaEncoding = chosen.sideBySide ? "ieee-p1363" : "der";
  return new Uint8Array(sign(chosen.hash, data, { key: held, dsaEncoding }));
}

/** The public half as SubjectPublicKeyInfo (DER). Throws like {@linkcode signWith}. */
export function publicKeyOf(key: PrivateKey): Uint8Array<ArrayBuffer> {
  const half = createPublicKey(readKey(key) as never);
  return new Uint8Array(half.export({ type: "spki", format: "der" }));
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

/** Opening an encrypted key takes a quarter of a second: what became of the last ones is kept, by a hash of key and passphrase. */
const opened = new LRUCache<string, KeyObject | Failure>({ max: 64, ttl: 3_600_000 });

/** Throws `SecretUnusable` (terminal), in the words of Go's crypto/ssh, for what is no private key that can be opened. */
function readKey({ key, passphrase }: PrivateKey): KeyObject {
  const hash = createHash("sha256").update(key).update("\0").update(passphrase ?? "");
  const name = hash.digest("base64");
  const made = opened.get(name) ?? openKey(new TextDecoder().decode(key), passphrase);
  opened.set(name, made);
  if (made instanceof Failure) throw made;
  return made;
}

function openKey(text: string, passphrase: Uint8Array | undefined): KeyObject | Failure {
  try {
    if (text.includes("BEGIN OPENSSH PRIVATE KEY")) return readOpenSshKey(text, passphrase);
    const encrypted = /^Proc-Type: 4,ENCRYPTED|BEGIN ENCRYPTED PRIVATE KEY/m.test(text);
    if (!encrypted) return createPrivateKey(text);
    if (!passphrase?.length) throw new KeyError(MISSING_PASSPHRASE);
    return openPem(text, passphrase);
  } catch (error) {
    return unusable(error instanceof KeyError ? error.message : "ssh: no key found");
  }
}

/** Each takes a microsecond, and nothing else runs meanwhile: a key that asks for more would hold everyone up. */
const MOST_ITERATIONS = 600_000;
/** In DER: PBKDF2 (RFC 8018), the salt, the count of iterations. */
const derivation = /06092a864886f70d01050c30..04(?:08.{16}|10.{32}|20.{64})02(0[1-4])(.{8})/;

function iterationsOf(pem: string): number {
  const der = Uint8Array.fromBase64(pem.replace(/-----[A-Z ]+-----|\s/g, "")).toHex();
  const [, length = "00", digits = ""] = derivation.exec(der) ?? [];
  return length === "00" ? Infinity : parseInt(digits.slice(0, 2 * Number(length)), 16);
}

function openPem(text: string, passphrase: Uint8Array): KeyObject {
  if (text.includes("BEGIN ENCRYPTED") && iterationsOf(text) > MOST_ITERATIONS) {
    throw new KeyError("its key derivation takes too long, or is not PBKDF2");
  }
  try {
    return createPrivateKey({ key: text, passphrase: new TextDecoder().decode(passphrase) });
  } catch {
    throw new KeyError(WRONG_PASSPHRASE);
  }
}

function unusable(why: string): Failure {
  return terminal("SecretUnusable", `Cannot sign with the secret's key: ${why}`);
}
