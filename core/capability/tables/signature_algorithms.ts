import type { Hash } from "../../contract/capabilities.ts";

/** Names of the hashes as node:crypto has them. */
export const HASHES: Readonly<Record<Hash, string>> = {
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

export interface SignatureAlgorithm {
  /** What node:crypto calls the key's type. */
  readonly type: string;
  readonly hash: string | null;
  /** JOSE writes an ECDSA signature as r and s side by side (RFC 7518 §3.4); everyone else as DER. */
  readonly sideBySide?: boolean;
}

/** By their names in JOSE (RFC 7518, RFC 8037) and in SSH (RFC 8332, RFC 5656, RFC 8709). */
export const SIGNATURE_ALGORITHMS: ReadonlyMap<string, SignatureAlgorithm> = new Map([
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

/** What a key signs with where the plugin says nothing. */
export const USUAL_ALGORITHM: ReadonlyMap<string, string> = new Map([
  ["rsa", "rsa-sha2-256"],
  ["ec", "ecdsa-sha2-nistp256"],
  ["ed25519", "ssh-ed25519"],
]);
