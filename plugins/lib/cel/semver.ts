import { compareVersions, parseVersion, type Version } from "../semver/mod.ts";
import type { Functions } from "./environment.ts";

/** A semantic version in CEL. */
class Semver {
  constructor(readonly version: Version) {}
}

const strict = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** A version as strictness wants it: without a `v`, with all three numbers, none with a leading zero. */
function tidied(text: string): string {
  const [, core = "", rest = ""] = /^v?([\d.]*)(.*)$/.exec(text) ?? [];
  const numbers = core.split(".").map((part) => part.replace(/^0+(?=\d)/, ""));
  while (numbers.length < 3) numbers.push("0");
  return numbers.join(".") + rest;
}

function read(text: string): Semver | undefined {
  if (!strict.test(text)) return undefined;
  try {
    return new Semver(parseVersion(text));
  } catch {
    return undefined;
  }
}

function readOrThrow(text: string): Semver {
  const version = read(text);
  if (version !== undefined) return version;
  throw new Error(
    "semver parse error during conversion from string: No Major.Minor.Patch elements found",
  );
}

/** Kubernetes' functions of semantic versions. */
export function addSemver(functions: Functions): void {
  const add = functions.registerFunction.bind(functions), type = "kubernetes.Semver";
  functions.registerType(type, Semver as never);
  const tidy = (text: string, loose: boolean) => loose ? tidied(text) : text;
  const order = (a: Semver, b: Semver) => compareVersions(a.version, b.version);
  add(`semver(string): ${type}`, (text: string) => readOrThrow(text));
  add(
    `semver(string, bool): ${type}`,
    (text: string, loose: boolean) => readOrThrow(tidy(text, loose)),
  );
  add("isSemver(string): bool", (text: string) => read(text) !== undefined);
  add(
    "isSemver(string, bool): bool",
    (text: string, loose: boolean) => read(tidy(text, loose)) !== undefined,
  );
  add(`${type}.isLessThan(${type}): bool`, (a: Semver, b: Semver) => order(a, b) < 0);
  add(`${type}.isGreaterThan(${type}): bool`, (a: Semver, b: Semver) => order(a, b) > 0);
  add(`${type}.compareTo(${type}): int`, (a: Semver, b: Semver) => BigInt(order(a, b)));
  for (const part of ["major", "minor", "patch"] as const) {
    add(`${type}.${part}(): int`, ({ version }: Semver) => BigInt(version[part]));
  }
}
