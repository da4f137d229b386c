/** Signatures in OpenSSH's form (its PROTOCOL.sshsig), as git makes them. */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { GitError } from "./errors.ts";
import { readBlob, writeBlob } from "./ssh_blob.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const MAGIC = new TextEncoder().encode("SSHSIG");
const NAMESPACE = "git";
const hashes = ["sha256", "sha512"];

/** The fingerprint of the key that signed. Throws GitError where none of those in the `authorized_keys` texts did. */
export async function verifySsh(
  armoured: string,
  payload: Bytes,
  authorized: readonly string[],
): Promise<string> {
  const signature = unarmour(armoured);
  let isRead = false, unread: string | undefined;
  const problems = new Set<string>();
  for (const text of authorized) {
    const keys = keysIn(text);
    if (keys instanceof GitError) {
      unread ??= `unable to parse authorized keys: ${keys.message}`;
      continue;
    }
    isRead = true;
    for (const key of keys) {
      const problem = problemOf(signature, payload, key);
      if (problem === undefined) return await fingerprint(key);
      problems.add(problem);
    }
  }
  if (!isRead && unread !== undefined) throw new GitError(unread);
  const why = ["no matching key", ...problems].join("\n");
  throw new GitError(`unable to verify payload with any of the given authorized keys: ${why}`);
}

interface Signature {
  readonly key: Uint8Array;
  readonly namespace: string;
  readonly reserved: Uint8Array;
  readonly hash: string;
  readonly format: string;
  readonly bytes: Uint8Array;
  /** Of a security key: what it signed besides. */
  readonly rest: Uint8Array;
}

function unarmour(armoured: string): Signature {
  try {
    const base64 = armoured.replace(/-----(BEGIN|END) SSH SIGNATURE-----|\s/g, "");
    const whole = Uint8Array.fromBase64(base64);
    const blob = readBlob(whole);
    if (!same(blob.take(MAGIC.length), MAGIC) || blob.number() !== 1) throw new RangeError();
    const key = blob.field(), namespace = blob.text(), reserved = blob.field(), hash = blob.text();
    const held = blob.field(), inner = readBlob(held);
    const format = inner.text(), bytes = inner.field();
    const rest = held.slice(8 + format.length + bytes.length);
    return { key, namespace, reserved, hash, format, bytes, rest };
  } catch {
    throw new GitError("unable to unarmor SSH signature: invalid format");
  }
}

/** Why the signature is none of this key's; undefined where it is. */
function problemOf(signature: Signature, payload: Bytes, key: Uint8Array): string | undefined {
  const { namespace, reserved, hash } = signature;
  if (!same(signature.key, key)) return "public key does not match";
  if (namespace !== NAMESPACE) return "namespace does not match";
  if (!hashes.includes(hash)) return `unsupported hash algorithm "${hash}"`;
  const digest = createHash(hash).update(payload).digest();
  const fields = writeBlob(namespace, reserved, hash, new Uint8Array(digest));
  const signed = new Uint8Array([...MAGIC, ...fields]);
  return holds(signature, signed) ? undefined : "ssh: signature did not verify";
}

function holds({ key, format, bytes, rest }: Signature, signed: Bytes): boolean {
  const blob = readBlob(key);
  const type = blob.text();
  const hash = algorithms.get(format);
  if (hash === undefined || (format !== type && !format.startsWith("rsa-sha2-"))) return false;
  try {
    const made = publicKey(type, blob);
    const message = type.startsWith("sk-")
      ? throughSecurityKey(made.application, rest, signed)
      : signed;
    const written = type.includes("ecdsa") ? derOf(bytes) : bytes;
    return verify(hash, message, made.key, written);
  } catch {
    return false;
  }
}

/** Hash by signature format; `null`: the key's own. SHA-1 is none that still proves anything. */
const algorithms: ReadonlyMap<string, string | null> = new Map([
  ["ssh-ed25519", null],
  ["sk-ssh-ed25519@openssh.com", null],
  ["rsa-sha2-256", "sha256"],
  ["rsa-sha2-512", "sha512"],
  ["ecdsa-sha2-nistp256", "sha256"],
  ["sk-ecdsa-sha2-nistp256@openssh.com", "sha256"],
  ["ecdsa-sha2-nistp384", "sha384"],
  ["ecdsa-sha2-nistp521", "sha512"],
]);

const curves: Readonly<Record<string, readonly [crv: string, size: number]>> = {
  nistp256: ["P-256", 32],
  nistp384: ["P-384", 48],
  nistp521: ["P-521", 66],
};

function publicKey(
  type: string,
  blob: ReturnType<typeof readBlob>,
): { key: KeyObject; application: string } {
  const jwk = (key: Record<string, string>) => createPublicKey({ key, format: "jwk" });
  if (type === "ssh-rsa") {
    const e = base64url(blob.field()), n = base64url(unsigned(blob.field()));
    return { key: jwk({ kty: "RSA", n, e }), application: "" };
  }
  const isSecurityKey = type.startsWith("sk-");
  if (type.includes("ed25519")) {
    const x = base64url(blob.field());
    const key = jwk({ kty: "OKP", crv: "Ed25519", x });
    return { key, application: isSecurityKey ? blob.text() : "" };
  }
  const [crv, size] = curves[blob.text()]!;
  const point = blob.field();
  const x = base64url(point.slice(1, 1 + size)), y = base64url(point.slice(1 + size));
  const key = jwk({ kty: "EC", crv, x, y });
  return { key, application: isSecurityKey ? blob.text() : "" };
}

/** A security key signs hashes, with its flags and counter between them. */
function throughSecurityKey(application: string, rest: Uint8Array, signed: Bytes): Bytes {
  const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();
  return new Uint8Array([...sha256(application), ...rest.slice(0, 5), ...sha256(signed)]);
}

/** SSH writes an ECDSA signature as two numbers; everyone else as DER. */
function derOf(bytes: Uint8Array): Uint8Array {
  const blob = readBlob(bytes);
  const numbers = [blob.field(), blob.field()].flatMap((one) => [2, one.length, ...one]);
  const head = numbers.length < 128 ? [0x30, numbers.length] : [0x30, 0x81, numbers.length];
  return new Uint8Array([...head, ...numbers]);
}

const keyTypes = /^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp(256|384|521)|sk-\S+@openssh\.com)$/;

/** The keys of an `authorized_keys` text; options before a key are skipped. */
function keysIn(text: string): readonly Uint8Array[] | GitError {
  const keys: Uint8Array[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const words = line.split(/\s+/);
    const at = words.findIndex((word) => keyTypes.test(word));
    try {
      if (at < 0) throw new RangeError();
      const key = Uint8Array.fromBase64(words[at + 1] ?? "");
      if (readBlob(key).text() !== words[at]) throw new RangeError();
      keys.push(key);
    } catch {
      return new GitError("unable to parse authorized key: ssh: no key found");
    }
  }
  return keys;
}

async function fingerprint(key: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(key)));
  return `SHA256:${digest.toBase64({ omitPadding: true })}`;
}

function unsigned(integer: Uint8Array): Uint8Array {
  return integer[0] === 0 ? integer.slice(1) : integer;
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
