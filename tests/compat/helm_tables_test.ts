import { assertEquals } from "@std/assert";
import { compareVersions, parseConstraint, parseVersion } from "../../plugins/lib/semver/mod.ts";
import { parse, quote, Run, Templates, unquote } from "../../plugins/lib/gotemplate/mod.ts";
import { SPRIG, TimeObject } from "../../plugins/lib/sprig/mod.ts";
import {
  checkReleaseName,
  INSTALL_ORDER,
  parseKubeVersion,
  sortByKind,
  splitManifests,
  UNINSTALL_ORDER,
  withoutIgnored,
} from "../../plugins/lib/helm/mod.ts";
import { HELM_FUNCTIONS, prepareRun } from "../../plugins/lib/helm/functions.ts";
import { isInRange, normalizedKubeVersion } from "../../plugins/lib/helm/install_checks.ts";
import { joinFiles, splitStream } from "../../plugins/lib/helm/manifest_stream.ts";
import { compileGlob } from "../../plugins/lib/helm/glob.ts";
import { pathPattern } from "../../plugins/lib/helm/path_pattern.ts";
import { CORPUS, exists, readJson } from "./corpus.ts";

interface Row {
  readonly test: string;
  readonly key: number | string;
  readonly case: unknown;
}

/**
 * What a row of a table asks, and what it expects. Undefined is a row that is skipped, null one that asks nothing: it is
 * what another row is about.
 */
type Ask = (row: Row) => readonly [got: unknown, want: unknown] | undefined | null;

/** At most this part of the rows of a table may be skipped. */
const SKIPPED_AT_MOST = 0.05;

/** The rows of some tests of Go's own: each is asked, and what is skipped is counted, and named when it is too much. */
function table(file: string, tests: Readonly<Record<string, Ask>>): void {
  Deno.test({
    name: `rows of ${file} hold: ${Object.keys(tests).join(", ")}`,
    ignore: !exists(`${CORPUS}tables/${file}.json`),
    fn() {
      const rows = readJson<Row[]>(`tables/${file}.json`).filter(({ test }) =>
        Object.hasOwn(tests, test)
      );
      const skipped: string[] = [];
      const wrong: unknown[] = [];
      for (const row of rows) {
        const asked = tests[row.test]!(row);
        if (asked === null) continue;
        if (!asked) skipped.push(`${row.test} ${row.key}`);
        else if (JSON.stringify(asked[0]) !== JSON.stringify(asked[1])) {
          wrong.push({ row, got: asked[0] });
        }
      }
      assertEquals(wrong, []);
      assertEquals(skipped.length <= rows.length * SKIPPED_AT_MOST, true, skipped.join(", "));
    },
  });
}

/** A function of the templates. */
function call(name: string, ...args: readonly unknown[]): unknown {
  try {
    return (SPRIG.get(name)!.call as (...args: readonly unknown[]) => unknown)(...args);
  } catch {
    return "failed";
  }
}

function outcome<T>(work: () => T): T | "failed" {
  try {
    return work();
  } catch {
    return "failed";
  }
}

const ofPath = (name: string): Ask => (row) => {
  const { path, result, ext, isAbs } = row.case as Readonly<Record<string, unknown>>;
  return [call(name, path), result ?? ext ?? isAbs];
};

table("go-path", {
  TestBase: ofPath("base"),
  TestDir: ofPath("dir"),
  TestClean: ofPath("clean"),
  TestExt: ofPath("ext"),
  TestIsAbs: ofPath("isAbs"),
  TestMatch(row) {
    const { pattern, s, match } = row.case as { pattern: string; s: string; match: boolean };
    return [pathPattern(pattern)(s), match];
  },
});

/** What the version that Helm has answers otherwise: asked of helm 4.2.3. */
const OUTDATED = new Set(["FROM CamelCase to snake/kebab-case"]);

table("go-github.com_huandu_xstrings", {
  TestToSnakeCaseAndToKebabCase: ({ key, case: want }) =>
    /^Abc\ufffd/.test(String(key)) ? undefined : [
      [call("snakecase", key), call("kebabcase", key)],
      [want, String(want).replaceAll("_", "-")],
    ],
  TestToCamelCase: ({ key, case: want }) =>
    OUTDATED.has(String(key)) ? undefined : [call("camelcase", key), want],
});

table("go-regexp", {
  TestReplaceAll(row) {
    const { pattern, input, replacement, output } = row.case as Readonly<Record<string, string>>;
    return [call("mustRegexReplaceAll", pattern, input, replacement), output];
  },
  TestReplaceAllLiteral(row) {
    const { pattern, input, replacement, output } = row.case as Readonly<Record<string, string>>;
    return [call("mustRegexReplaceAllLiteral", pattern, input, replacement), output];
  },
  TestSplit(row) {
    const { s, r, n, out } = row.case as { s: string; r: string; n: number; out: string[] };
    const got = call("mustRegexSplit", r, s, n);
    return [got ?? [], out ?? []];
  },
  TestQuoteMeta(row) {
    const { pattern, output } = row.case as Readonly<Record<string, string>>;
    return [call("regexQuoteMeta", pattern), output];
  },
});

table("go-github.com_gobwas_glob", {
  TestGlob(row) {
    const { pattern, match, should, delimiters } = row.case as {
      pattern: string;
      match: string;
      should: boolean;
      delimiters: readonly (string | number)[];
    };
    const parted = delimiters.map((one) =>
      typeof one === "number" ? String.fromCodePoint(one) : one
    );
    // Helm's separator is the slash alone; where a row has another, that one stands in its place.
    if (parted.length > 1) return undefined;
    const [separator] = parted;
    const slashed = (text: string) =>
      separator === undefined ? text.replaceAll("/", "\u2215") : text.replaceAll(separator, "/");
    return [compileGlob(slashed(pattern))(slashed(match)), should];
  },
});

table("helm-pkg_ignore", {
  TestIgnore(row) {
    const { pattern, name, expect } = row.case as {
      pattern: string;
      name: string;
      expect: boolean;
    };
    const file = (path: string, text = "") => ({
      name: path,
      data: new TextEncoder().encode(text),
    });
    const isFolder = FOLDERS.has(name);
    const path = ROOTS.has(name) ? "inside.txt" : isFolder ? `${name}/inside.txt` : name;
    const kept = withoutIgnored([file(".helmignore", pattern), file(path)]);
    return [!kept.some((one) => one.name === path), expect];
  },
});

/** Names of the chart's own folder. */
const ROOTS = new Set([".", "./"]);
/** Names that are folders in Helm's own test data. */
const FOLDERS = new Set(["cargo", "mast", "cargo/"]);

table("helm-pkg_release", {
  TestSplitManifests(row) {
    const { input, expected } = row.case as {
      input: string;
      expected: { readonly __map: readonly (readonly [string, string])[] };
    };
    const trimmed = (texts: readonly string[]) => texts.map((text) => text.trim());
    return [trimmed(splitManifests(input)), trimmed(expected.__map.map(([, text]) => text))];
  },
  TestKindSorter(row) {
    const { description, order } = row.case as { description: string; order: readonly string[] };
    if (!Array.isArray(order)) return null;
    const kinds = description === "install" ? INSTALL_ORDER : UNINSTALL_ORDER;
    const sorted = sortByKind(order.toSorted().map((kind) => ({ kind })), kinds);
    return [sorted.map(({ kind }) => kind), order];
  },
});

/** A value in the table's notation: maps are lists of entries, whole numbers Go's ints. */
function noted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(noted);
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  if (typeof value !== "object" || value === null) return value;
  const { __map: entries } = value as { readonly __map?: readonly (readonly [string, unknown])[] };
  return new Map((entries ?? []).map(([key, item]) => [key, noted(item)]));
}

table("helm-pkg_engine", {
  TestFuncs(row) {
    const { tpl, expect, vars } = row.case as { tpl: string; expect: string; vars: unknown };
    const trees = parse("test", tpl, (name) => HELM_FUNCTIONS.has(name));
    const run = new Run(new Templates(trees), HELM_FUNCTIONS, { missing: "zero" });
    prepareRun(run, () => new Map());
    return [run.render("test", noted(vars)), expect];
  },
});

/** Rows of a Helm newer than 4.2.3, whose own test has these texts without their last line feeds, as we have. */
const NEWER = /^multi-doc block scalar (?:clip|keep)/;

table("helm-pkg_action", {
  TestAnnotateAndMerge(row) {
    const { name, files, expected, expectedError } = row.case as {
      name: string;
      files: unknown;
      expected: string;
      expectedError?: string;
    };
    if (NEWER.test(name)) return null;
    const got = outcome(() => joinFiles(noted(files) as ReadonlyMap<string, string>));
    return [got, expectedError ? "failed" : expected];
  },
  TestSplitAndDeannotate(row) {
    if (typeof row.case === "string") return null;
    const { input, expectedFiles, expectedError } = row.case as {
      input: string;
      expectedFiles: unknown;
      expectedError?: string;
    };
    const got = outcome(() => [...splitStream(input, "test")].sort());
    if (expectedError) return [got, "failed"];
    return [got, [...noted(expectedFiles) as ReadonlyMap<string, string>].sort()];
  },
});

/** The moment of Go's own test. */
const FORMATTED = new TimeObject(1_233_810_057_012_345_600n);

table("go-time", {
  TestFormat(row) {
    const { format, result } = row.case as { format: string; result: string };
    return [call("dateInZone", format, FORMATTED, "America/Los_Angeles"), result];
  },
});

table("helm-pkg_chart", {
  TestIsCompatibleRange(row) {
    const { constraint, ver, expected } = row.case as {
      constraint: string;
      ver: string;
      expected: boolean;
    };
    return [isInRange(constraint, ver), expected];
  },
  TestParseKubeVersionWithVendorSuffixes(row) {
    const { input, wantVer, wantString } = row.case as Readonly<Record<string, string>>;
    const { version } = parseKubeVersion(input!);
    return [[version, normalizedKubeVersion(version)], [wantVer, wantString]];
  },
  TestValidateReleaseName: ({ key, case: want }) => [
    outcome(() => checkReleaseName(String(key))) !== "failed",
    want,
  ],
});

/** Whether bytes that are no text were lost when the table was written. */
const isLossy = (text: string) => text.includes("\ufffd");
/** Such bytes, which stand in ours as halves of surrogates, as the table has them. */
const withoutBytes = (text: string | undefined) => text?.replace(/[\udc80-\udcff]/g, "\ufffd");

table("go-strconv", {
  TestQuote(row) {
    const { in: text, out } = row.case as { in: string; out: string };
    return isLossy(text) ? undefined : [quote(text), out];
  },
  TestUnquote(row) {
    const { in: text, out } = row.case as { in: string; out: string };
    return [withoutBytes(outcome(() => unquote(text))), out];
  },
});

table("go-github.com_Masterminds_semver", {
  TestCompare(row) {
    const { v1, v2, expected } = row.case as { v1: string; v2: string; expected: number };
    return [Math.sign(compareVersions(parseVersion(v1), parseVersion(v2))), expected];
  },
  TestNewConstraint(row) {
    const { input, err } = row.case as { input: string; err: boolean };
    return [outcome(() => parseConstraint(input)) === "failed", err];
  },
});
