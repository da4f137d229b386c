import { quote } from "../gotemplate/mod.ts";
import {
  comparePrereleases,
  compareVersions,
  parseVersion,
  type Version,
  VersionError,
} from "./version.ts";

/** One condition; `loose` says which parts were left out or wildcards. */
interface Condition {
  readonly operator: string;
  readonly version: Version;
  readonly loose: "none" | "patch" | "minor" | "major";
}

/** Alternatives of conditions that hold together. */
export interface Constraint {
  readonly text: string;
  readonly alternatives: readonly {
    readonly prereleases: boolean;
    readonly conditions: readonly Condition[];
  }[];
}

const WORDS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const PART = "[0-9|xX*]+";
const VERSION = `v?(?:${PART})(?:\\.${PART})?(?:\\.${PART})?(?:-${WORDS})?(?:\\+${WORDS})?`;
const OPERATOR = "=>|=<|>=|<=|!=|~>|=|>|<|~|\\^|";
const ONE = new RegExp(
  `^\\s*(${OPERATOR})\\s*(v?(${PART})(\\.${PART})?(\\.${PART})?(-${WORDS})?(?:\\+${WORDS})?)\\s*$`,
);
const ANY = new RegExp(`(?:${OPERATOR})\\s*(?:${VERSION})`, "g");
const RANGE = new RegExp(`\\s*(${VERSION})\\s+-\\s+(${VERSION})\\s*`, "g");
const ALL = new RegExp(
  `^\\s*(?:${OPERATOR})\\s*(?:${VERSION})\\s*(?:(?:\\s+|,\\s*)(?:${OPERATOR})\\s*(?:${VERSION})\\s*)*$`,
);
const isWild = (part: string | undefined): boolean =>
  part === undefined || part === "" || /^\.?[xX*]$/.test(part);

function parseCondition(text: string): Condition {
  const match = ONE.exec(text);
  if (!match) throw new VersionError(`improper constraint: ${quote(text)}`);
  const [, operator, full, major, minor, patch, prerelease = ""] = match;
  const read = (version: string): Version => {
    try {
      return parseVersion(version);
    } catch {
      throw new VersionError("constraint parser error");
    }
  };
  if (isWild(major)) {
    return { operator: operator!, version: read(`0.0.0${prerelease}`), loose: "major" };
  }
  if (isWild(minor)) {
    return { operator: operator!, version: read(`${major}.0.0${prerelease}`), loose: "minor" };
  }
  if (isWild(patch)) {
    return {
      operator: operator!,
      version: read(`${major}${minor}.0${prerelease}`),
      loose: "patch",
    };
  }
  return { operator: operator!, version: read(full!), loose: "none" };
}

/** A text may not be longer, nor have more alternatives: what comes from charts is bounded. */
const LONGEST = 4096;

/** Reads a constraint such as `>=1.2 <2 || ~3.1`. Throws VersionError. */
export function parseConstraint(text: string): Constraint {
  if (text.length > LONGEST) throw new VersionError("constraint too long");
  const rewritten = text.replace(RANGE, ">= $1, <= $2 ");
  const alternatives = rewritten.split("||").map((part) => {
    if (!ALL.test(part)) throw new VersionError(`improper constraint: ${quote(part)}`);
    const conditions = (part.match(ANY) ?? [part.trim()]).map(parseCondition);
    return { prereleases: conditions.some((c) => c.version.prerelease !== ""), conditions };
  });
  return { text, alternatives };
}

type Check = (version: Version, condition: Condition) => boolean;

const notEqual: Check = (v, { version: c, loose }) => {
  if (loose === "none") return compareVersions(v, c) !== 0;
  if (c.major !== v.major) return true;
  if (loose === "minor") return false;
  if (c.minor !== v.minor) return true;
  if (loose !== "patch") return c.patch !== v.patch;
  if (v.prerelease === "" && c.prerelease === "") return false;
  return comparePrereleases(v.prerelease, c.prerelease) !== 0;
};

const greater: Check = (v, { version: c, loose }) => {
  if (loose === "none") return compareVersions(v, c) > 0;
  if (v.major !== c.major) return v.major > c.major;
  if (loose === "minor") return false;
  return loose === "patch" ? v.minor > c.minor : compareVersions(v, c) > 0;
};

const lessOrEqual: Check = (v, { version: c, loose }) => {
  if (loose === "none") return compareVersions(v, c) <= 0;
  if (v.major !== c.major) return v.major < c.major;
  return v.minor <= c.minor || loose === "minor";
};

const tilde: Check = (v, { version: c, loose }) => {
  if (compareVersions(v, c) < 0) return false;
  const zero = c.major === 0n && c.minor === 0n && c.patch === 0n;
  if (zero && loose !== "minor" && loose !== "patch") return true;
  return v.major === c.major && (v.minor === c.minor || loose === "minor");
};

const caret: Check = (v, { version: c, loose }) => {
  if (compareVersions(v, c) < 0) return false;
  if (c.major > 0n || loose === "minor") return v.major === c.major;
  if (v.major > 0n) return false;
  if (c.minor > 0n || loose === "patch") return v.minor === c.minor;
  return v.minor === 0n && c.patch === v.patch;
};

const equal: Check = (v, condition) =>
  condition.loose === "none" ? compareVersions(v, condition.version) === 0 : tilde(v, condition);
const least: Check = (v, { version }) => compareVersions(v, version) >= 0;

const CHECKS: Readonly<Record<string, Check>> = {
  "": equal,
  "=": equal,
  "!=": notEqual,
  ">": greater,
  "<": (v, { version }) => compareVersions(v, version) < 0,
  ">=": least,
  "=>": least,
  "<=": lessOrEqual,
  "=<": lessOrEqual,
  "~": tilde,
  "~>": tilde,
  "^": caret,
};

/** Whether a version fulfils a constraint; prereleases only where the constraint names one. */
export function satisfies(version: Version, constraint: Constraint): boolean {
  return constraint.alternatives.some(({ prereleases, conditions }) =>
    (prereleases || version.prerelease === "") &&
    conditions.every((condition) => CHECKS[condition.operator]!(version, condition))
  );
}
