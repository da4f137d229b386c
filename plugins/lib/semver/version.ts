/** A version. `original` is the text it was read from. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
}

/** Why a text is no version, or no constraint. */
export class VersionError extends Error {
  override readonly name = "VersionError";
}

const WORDS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const VERSION = new RegExp(
  `^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-(${WORDS}))?(?:\\+(${WORDS}))?$`,
);
const TOO_LARGE = 2n ** 64n;

function segment(text: string | undefined): bigint {
  const value = BigInt(text ?? "0");
  if (value < TOO_LARGE) return value;
  throw new VersionError(
    `error parsing version segment: strconv.ParseUint: parsing "${text}": value out of range`,
  );
}

/** Reads a version; a leading v, and missing minor and patch numbers, are allowed. Throws VersionError. */
export function parseVersion(text: string): Version {
  const match = VERSION.exec(text);
  if (!match) throw new VersionError("invalid semantic version");
  const [, major, minor, patch, prerelease = "", metadata = ""] = match;
  const version = {
    major: segment(major),
    minor: segment(minor),
    patch: segment(patch),
    prerelease,
    metadata,
    original: text,
  };
  if (prerelease.split(".").some((part) => /^0[0-9]+$/.test(part))) {
    throw new VersionError("version segment starts with 0");
  }
  return version;
}

/** The full form of a version. */
export function showVersion({ major, minor, patch, prerelease, metadata }: Version): string {
  return `${major}.${minor}.${patch}${prerelease && "-" + prerelease}${metadata && "+" + metadata}`;
}

const order = (a: bigint, b: bigint): number => a < b ? -1 : a > b ? 1 : 0;

function comparePart(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? -1 : 1;
  const [x, y] = [/^[0-9]+$/.test(a), /^[0-9]+$/.test(b)];
  if (x && y) return order(BigInt(a), BigInt(b));
  if (x !== y) return x ? -1 : 1;
  return a < b ? -1 : 1;
}

/** Orders two prereleases, neither of which is empty. */
export function comparePrereleases(a: string, b: string): number {
  const [x, y] = [a.split("."), b.split(".")];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const found = comparePart(x[i] ?? "", y[i] ?? "");
    if (found !== 0) return found;
  }
  return 0;
}

/** -1, 0 or 1; metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  const numbers = order(a.major, b.major) || order(a.minor, b.minor) || order(a.patch, b.patch);
  if (numbers !== 0) return numbers;
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === "") return 1;
  return b.prerelease === "" ? -1 : comparePrereleases(a.prerelease, b.prerelease);
}
