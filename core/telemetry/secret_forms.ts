import { Buffer } from "node:buffer";

/** Below this a mask would garble ordinary text, and guessing is as easy as reading. */
export const shortest = 4;

/** A longer value is known by its pieces, so that what is left of it after a cut is hidden too. */
const piece = 256;

/** How many words of a document (a kubeconfig, a docker config) are known by themselves. */
const mostWords = 256;

/** What stands in secrets and in every second line of a log as well; masked, it would garble what the system says of itself. */
const ordinary = new Set([
  ...["true", "false", "null", "none", "default", "main", "master", "test", "admin", "user"],
  ...["username", "pass", "password", "secret", "token", "flux", "kubernetes", "ready"],
]);

/** Why a value cannot be masked; undefined if it can. */
export function unmaskable(value: string): string | undefined {
  if (value.length < shortest) return `shorter than ${shortest} characters`;
  return ordinary.has(value.toLowerCase()) ? "an ordinary word" : undefined;
}

/**
 * Every way in which a secret may stand in a text: as it is, escaped as in JSON, URL-encoded, in hex,
 * and in base64 and base64url, also within a longer text that was encoded (as in `user:password`);
 * with and without the white space around it; and of a document the words that look like keys.
 */
export function formsOf(secret: string | Uint8Array): Set<string> {
  const bytes = Buffer.from(secret as Uint8Array);
  const text = typeof secret === "string" ? secret : bytes.toString("utf8");
  const isText = typeof secret === "string" || !text.includes("\ufffd");
  const forms = [...byteForms(bytes), ...(isText ? textForms(text) : [])];
  const trimmed = text.trim();
  if (isText && trimmed !== text) {
    forms.push(...byteForms(Buffer.from(trimmed)), ...textForms(trimmed));
  }
  return new Set(forms.filter((form) => unmaskable(form) === undefined));
}

function textForms(text: string): string[] {
  const words = (text.match(/[\w+/=.~-]{20,4096}/g) ?? []).filter((word) => /\d/.test(word));
  const parts = [...pieces(text), ...words.slice(0, mostWords).flatMap((word) => pieces(word))];
  return parts.flatMap((part) => [part, JSON.stringify(part).slice(1, -1), ...urlForms(part)]);
}

function byteForms(bytes: Buffer): string[] {
  return pieces(bytes).flatMap((part) => {
    const hex = part.toString("hex");
    return [hex, hex.toUpperCase(), ...base64Forms(part)];
  });
}

/** The whole, or pieces that cover it, the last of which may overlap the one before. */
function pieces<T extends { readonly length: number; slice(from: number, to?: number): T }>(
  whole: T,
): T[] {
  if (whole.length <= piece) return [whole];
  const found = [whole.slice(-piece)];
  for (let at = 0; at + piece <= whole.length; at += piece) found.push(whole.slice(at, at + piece));
  return found;
}

function urlForms(text: string): string[] {
  const encoded = encodeURIComponent(text.toWellFormed());
  // RFC 3986 reserves these, and encoders differ about them.
  const strict = encoded.replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const spaced = strict.replaceAll("%20", "+");
  return [encoded, strict, spaced].flatMap((
    form,
  ) => [form, form.replace(/%../g, (code) => code.toLowerCase())]);
}

/** The characters that the bytes alone decide, for each of the three places they can begin at. */
function base64Forms(bytes: Buffer): string[] {
  const plain = bytes.toString("base64").replace(/=+$/, "");
  const inside = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const sure = Math.floor((offset + bytes.length) * 8 / 6);
    return encoded.slice(offset && offset + 1, sure);
  });
  const forms = [plain, ...inside];
  return [...forms, ...forms.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}
