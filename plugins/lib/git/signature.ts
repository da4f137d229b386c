import { GitError } from "./errors.ts";
import { verifyPgp } from "./pgp_signature.ts";
import { verifySsh } from "./ssh_signature.ts";
import type { Signed } from "./commit.ts";

/** Public keys by the kind of signature that they verify, each text as a Secret holds it. */
export interface PublicKeys {
  readonly pgp: readonly string[];
  readonly ssh: readonly string[];
}

const armours = [
  ["-----BEGIN PGP SIGNATURE-----", "openpgp"],
  ["-----BEGIN SSH SIGNATURE-----", "ssh"],
  ["-----BEGIN SIGNED MESSAGE-----", "x509"],
] as const;

/**
 * Who signed: the id of a PGP key, or the fingerprint of an SSH key. Throws GitError where none of the keys did; `what` is "commit" or
 * "tag".
 */
export async function verifySignature(
  { signature, payload }: Signed,
  keys: PublicKeys,
  what: "commit" | "tag",
): Promise<string> {
  const armoured = signature.trim();
  const type = armours.find(([begin]) => armoured.startsWith(begin))?.[1] ??
    (signature === "" ? "empty" : "unknown");
  if (type === "openpgp") {
    mustHave(keys.pgp, "PGP", ".asc");
    return await verifyPgp(armoured, payload, keys.pgp)
      .catch(prefixed(`unable to verify Git ${what}`));
  }
  if (type === "ssh") {
    mustHave(keys.ssh, "SSH", ".sshpub");
    return await verifySsh(armoured, payload, keys.ssh)
      .catch(prefixed(`unable to verify Git ${what} SSH signature`));
  }
  throw new GitError(`unsupported signature type: ${type}`);
}

function mustHave(keys: readonly string[], name: string, suffix: string): void {
  if (keys.length > 0) return;
  throw new GitError(
    `${name} signature detected but no ${name} public keys found in secret (keys with ${suffix} suffix)`,
  );
}

function prefixed(prefix: string) {
  return (error: unknown): never => {
    throw error instanceof GitError ? new GitError(`${prefix}: ${error.message}`) : error;
  };
}
