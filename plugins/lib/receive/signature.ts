import type { Cx, Hash } from "contract";

const hashes: Readonly<Record<string, Hash>> = {
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha512: "SHA-512",
};

/** Whether a header such as `sha256=<hex>` is the HMAC of the call's body under the Secret's token. */
export async function isSigned(cx: Cx, header: string): Promise<boolean> {
  const [, name, signature] = /^(sha1|sha256|sha512)=([0-9a-fA-F]{40,128})$/.exec(header) ?? [];
  const hash = hashes[name ?? ""];
  if (hash === undefined || signature === undefined) return false;
  return await cx.secret("/spec/secretRef").verify({ key: "token", hash, over: "body", signature });
}
