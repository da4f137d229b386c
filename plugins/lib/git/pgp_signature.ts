import { GitError } from "./errors.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The id (16 hex digits) of the primary key that made a detached signature over the payload. Throws GitError where no key of the
 * armoured rings did.
 */
export async function verifyPgp(
  armoured: string,
  payload: Bytes,
  rings: readonly string[],
): Promise<string> {
  const openpgp = await import("openpgp");
  const signature = await openpgp.readSignature({ armoredSignature: armoured })
    .catch(() => undefined);
  let isRead = false, unread: string | undefined;
  for (const armoredKeys of rings) {
    const keys = await openpgp.readKeys({ armoredKeys }).catch(() => undefined);
    if (!keys || keys.length === 0) {
      unread ??=
        "unable to read armored key ring: openpgp: invalid argument: no armored data found";
      continue;
    }
    isRead = true;
    if (!signature) continue;
    const message = await openpgp.createMessage({ binary: payload });
    const verified = await openpgp.verify({ message, signature, verificationKeys: keys });
    for (const { keyID, verified: holds } of verified.signatures) {
      if (!await holds.catch(() => false)) continue;
      const signer = keys.find((key) => key.getKeys(keyID).length > 0);
      if (signer) return signer.getKeyID().toHex().toUpperCase();
    }
  }
  if (!isRead && unread !== undefined) throw new GitError(unread);
  throw new GitError(
    "unable to verify payload with any of the given key rings: no matching key",
  );
}
