import {
  CallError,
  define,
  type GoFunction,
  type GoMethod,
  GoObject,
  Sized,
} from "../gotemplate/mod.ts";
import {
  compareVersions,
  parseConstraint,
  parseVersion,
  satisfies,
  showVersion,
  type Version,
  VersionError,
} from "../semver/mod.ts";

const unsigned = (value: bigint) => new Sized("uint64", value);

/** A *semver.Version, as templates hold it. */
export class VersionObject extends GoObject {
  readonly goType = "*semver.Version";
  readonly version: Version;

  constructor(version: Version) {
    super();
    this.version = version;
  }

  override method(name: string): GoMethod | undefined {
    const { version } = this;
    const compare = (check: (order: number) => unknown): GoMethod => ({
      params: ["version"],
      call: (other: unknown) => check(compareVersions(version, need(other))),
    });
    const give = (value: unknown): GoMethod => ({ params: [], call: () => value });
    const methods: Readonly<Record<string, () => GoMethod>> = {
      Major: () => give(unsigned(version.major)),
      Minor: () => give(unsigned(version.minor)),
      Patch: () => give(unsigned(version.patch)),
      Prerelease: () => give(version.prerelease),
      Metadata: () => give(version.metadata),
      Original: () => give(version.original),
      String: () => give(this.text()),
      Compare: () => compare((order) => BigInt(order)),
      Equal: () => compare((order) => order === 0),
      LessThan: () => compare((order) => order < 0),
      LessThanEqual: () => compare((order) => order <= 0),
      GreaterThan: () => compare((order) => order > 0),
      GreaterThanEqual: () => compare((order) => order >= 0),
      IncMajor: () => give(this.#next(version.major + 1n, 0n, 0n)),
      IncMinor: () => give(this.#next(version.major, version.minor + 1n, 0n)),
      IncPatch: () => give(this.#nextPatch()),
    };
    return Object.hasOwn(methods, name) ? methods[name]!() : undefined;
  }

  #nextPatch(): VersionObject {
    const { major, minor, patch, prerelease } = this.version;
    return this.#next(major, minor, prerelease === "" ? patch + 1n : patch);
  }

  #next(major: bigint, minor: bigint, patch: bigint): VersionObject {
    return new VersionObject(parseVersion(`${major}.${minor}.${patch}`));
  }

  text(): string {
    return showVersion(this.version);
  }
}

function need(value: unknown): Version {
  if (value instanceof VersionObject) return value.version;
  throw new CallError("runtime error: invalid memory address or nil pointer dereference");
}

function asCallError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof VersionError ? new CallError(error.message) : error;
  }
}

/** Sprig's functions of versions. */
export const VERSIONS: ReadonlyMap<string, GoFunction> = new Map([
  [
    "semver",
    define(["string"], (text) => asCallError(() => new VersionObject(parseVersion(text)))),
  ],
  [
    "semverCompare",
    define(["string", "string"], (constraint, version) =>
      asCallError(() => {
        const parsed = parseConstraint(constraint);
        return satisfies(parseVersion(version), parsed);
      })),
  ],
]);
