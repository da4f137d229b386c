import { createPublicKey } from "node:crypto";
import { type PrivateKey, readKey } from "./signing.ts";
import { terminal } from "../contract/errors.ts";
import { SSH_CURVES } from "./tables/openssh_ciphers.ts";

/** The public half of a private key as SSH sends it (RFC 4253, RFC 5656, RFC 8709). Throws `SecretUnusable` (terminal). */
export function sshPublicKey(key: PrivateKey): Uint8Array<ArrayBuffer> {
  const jwk = createPublicKey(readKey(key) as never).export({ format: "jwk" }) as Record<
    string,
    string
  >;
  const parts = partsOf(jwk);
  if (parts) return joined(parts);
  throw terminal("SecretUnusable", "Cannot use the secret's key: ssh: unsupported key type");
}

const curves = new Map([...SSH_CURVES].map(([name, crv]) => [crv, name]));

function partsOf(
  { kty, crv = "", x = "", y = "", n = "", e = "" }: Readonly<Record<string, string>>,
) {
  if (kty === "RSA") return ["ssh-rsa", integer(bytesOf(e)), integer(bytesOf(n))];
  if (kty === "OKP" && crv === "Ed25519") return ["ssh-ed25519", bytesOf(x)];
  const curve = curves.get(crv);
  if (kty !== "EC" || curve === undefined) return undefined;
  const point = new Uint8Array([4, ...bytesOf(x), ...bytesOf(y)]);
  return [`ecdsa-sha2-${curve}`, curve, point];
}

function bytesOf(base64url: string): Uint8Array {
  return Uint8Array.fromBase64(base64url, { alphabet: "base64url" });
}

/** An unsigned number: one that begins with its highest bit has a zero before it. */
function integer(bytes: Uint8Array): Uint8Array {
  return bytes[0]! & 0x80 ? new Uint8Array([0, ...bytes]) : bytes;
}

function joined(parts: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const held = parts.map((part) =>
    typeof part === "string" ? new TextEncoder().encode(part) : part
  );
  const all = new Uint8Array(held.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(all.buffer);
  let at = 0;
  for (const part of held) {
    view.setUint32(at, part.length);
    all.set(part, at + 4);
    at += 4 + part.length;
  }
  return all;
}
