import { type Shape, shapes } from "./tables/secret_shapes.ts";

export const mask = "***";

/** By what a shape keeps: what stands in the place of a match. */
const replacements: Readonly<
  Record<Shape["keeps"], (whole: string, ...groups: string[]) => string>
> = {
  nothing: () => mask,
  name: (_whole, name) => name + mask,
  ends: (_whole, begin, end) => begin + mask + end,
  prose: maskCredential,
  user: maskUser,
};

/**
 * Masks the credentials of URLs (before the @, and well-known parameters), values of Authorization
 * and like headers, JSON Web Tokens, and private keys in PEM or of age. Linear in the text.
 */
export function maskShapes(text: string): string {
  let masked = text;
  for (const { hint, pattern, keeps } of shapes) {
    if (hint.test(text)) masked = masked.replace(pattern, replacements[keeps]);
  }
  return masked;
}

/** A user alone is no secret for SSH (`ssh://git@host`); elsewhere it may be a token. */
function maskUser(_whole: string, ssh = "", info = ""): string {
  const [user = "", ...password] = info.split(":");
  if (!ssh && user !== "git") return `://${mask}@`;
  return `${ssh}://${user}${password.length ? `:${mask}` : ""}@`;
}

/** "Basic authentication" and "authorization: denied" are prose; a credential has digits, or is long. */
function maskCredential(whole: string, name = "", credential = ""): string {
  return /[\d=+~]/.test(credential) || credential.length > 24 ? name + mask : whole;
}
