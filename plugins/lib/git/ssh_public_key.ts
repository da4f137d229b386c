/** A public key as SSH sends it. */
import { createPublicKey } from "node:crypto";
import { Buffer } from "node:buffer";
import { writeBlob } from "./ssh_blob.ts";

/** Curves by their names in JOSE. */
const curves: Readonly<Record<string, string>> = {
  "P-256": "nistp256",
  "P-384": "nistp384",
  "P-521": "nistp521",
};

/** The key of a SubjectPublicKeyInfo (DER) in SSH's form (RFC 4253, RFC 5656, RFC 8709). Throws Go's words for one of another type. */
export function sshPublicKey(spki: Uint8Array): Uint8Array<ArrayBuffer> {
  const key = createPublicKey({ key: Buffer.from(spki), type: "spki", format: "der" });
  const { kty, crv = "", x = "", y = "", n = "", e = "" } = jwkOf(key);
  if (kty === "RSA") return writeBlob("ssh-rsa", integer(bytesOf(e)), integer(bytesOf(n)));
  if (kty === "OKP" && crv === "Ed25519") return writeBlob("ssh-ed25519", bytesOf(x));
  const curve = curves[crv];
  if (kty !== "EC" || curve === undefined) throw new Error("ssh: unsupported key type");
  const point = new Uint8Array([4, ...bytesOf(x), ...bytesOf(y)]);
  return writeBlob(`ecdsa-sha2-${curve}`, curve, point);
}

/** Of a type that JOSE does not know, none. */
function jwkOf(key: ReturnType<typeof createPublicKey>): JsonWebKey {
  try {
    return key.export({ format: "jwk" });
  } catch {
    return {};
  }
}

function bytesOf(base64url: string): Uint8Array {
  return Uint8Array.fromBase64(base64url, { alphabet: "base64url" });
}

/** An unsigned number: one that begins with its highest bit has a zero before it. */
function integer(bytes: Uint8Array): Uint8Array {
  return bytes[0]! & 0x80 ? new Uint8Array([0, ...bytes]) : bytes;
}
