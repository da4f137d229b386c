import { ROOT } from "./files.ts";

/** What the API's own reader says of an object, and Flux of the build that made it. */
const unread = /^yaml: unmarshal errors:/;
const outside = /open (\/[^:'\s]*): no such file or directory/g;

/**
 * What is wrong with a build in Flux's words. Flux unpacks each artifact into a folder of its own, which events tell apart: a
 * revision stands for it here, so that a try of the same again says the same.
 */
export function worded(message: string, revision: string): string {
  const whole = unread.test(message)
    ? `kustomize build failed: map[string]interface {}(nil): ${message}`
    : message;
  return whole
    .replace(outside, (said, path: string) => isInside(path) ? said : refused(path))
    .replaceAll(ROOT, `${ROOT}-${numberOf(revision)}`);
}

function isInside(path: string): boolean {
  return `${path}/`.startsWith(`${ROOT}/`);
}

function refused(path: string): string {
  return `fs-security-constraint read ${path}: path '${path}' is not in or below '${ROOT}'`;
}

function numberOf(text: string): number {
  let hash = 5381;
  for (const character of text) hash = (Math.imul(hash, 33) ^ character.codePointAt(0)!) >>> 0;
  return hash;
}
