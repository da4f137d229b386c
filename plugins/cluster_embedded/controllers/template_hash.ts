import { type Tree } from "../json/tree.ts";

/** A short name of a template, the same for equal ones. */
export function templateHash(template: Tree): string {
  let hash = 2166136261;
  for (const char of JSON.stringify(template)) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  }
  const alphabet = "bcdfghjklmnpqrstvwxz2456789";
  let text = "";
  for (let i = 0, rest = hash >>> 0; i < 10; i++, rest = Math.imul(rest, 31) + 7 >>> 0) {
    text += alphabet[rest % alphabet.length];
  }
  return text;
}
