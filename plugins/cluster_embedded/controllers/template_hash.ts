import { type Tree } from "../json/tree.ts";

/** A short name of a template, the same for equal ones. */
export function templateHash(template: Tree): string {
  let hash = 2166136261;
  for (const char of JSON.stringify(template)) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  }
  // As the controllers spell it: the decimal digits in letters that make no words.
  const alphabet = "bcdfghjklmnpqrstvwxz2456789";
  return [...String(hash >>> 0)].map((digit) => alphabet[digit.charCodeAt(0) % alphabet.length])
    .join("");
}
