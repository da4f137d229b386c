import { assertEquals } from "@std/assert";
import {
  BUILTINS,
  parse,
  Run,
  showNode,
  Sized,
  sprintf,
  Templates,
} from "../../plugins/lib/gotemplate/mod.ts";
import { parseConstraint, parseVersion, satisfies } from "../../plugins/lib/semver/mod.ts";
import { SPRIG } from "../../plugins/lib/sprig/mod.ts";
import { CORPUS, exists, readJson } from "./corpus.ts";

interface Row<T> {
  readonly test: string;
  readonly case: T;
}

const table = <T>(name: string) => readJson<Row<T>[]>(`tables/${name}.json`);
const test = (name: string, file: string, fn: () => void) =>
  Deno.test({ name, ignore: !exists(`${CORPUS}tables/${file}.json`), fn });

/** What `work` gives, or that it failed. */
function attempt<T>(work: () => T): T | "failed" {
  try {
    return work();
  } catch {
    return "failed";
  }
}

interface ParseCase {
  readonly name: string;
  readonly input: string;
  readonly ok: boolean;
  readonly result: string;
}

/** Newer versions of Go name the parenthesis itself. */
const OUTDATED = new Set(["rparen"]);

test("parse() builds text/template's trees and says its errors", "go-text_template_parse", () => {
  const known = (name: string) => BUILTINS.has(name) || name === "contains";
  for (const row of table<ParseCase>("go-text_template_parse")) {
    if (row.test !== "TestParse" && row.test !== "TestErrors") continue;
    const { name, input, ok, result } = row.case;
    if (OUTDATED.has(name)) continue;
    let got: string;
    try {
      got = showNode(parse(name, input, known).get(name)!.root);
    } catch (error) {
      got = (error as Error).message;
      if (!ok) {
        assertEquals(row.test === "TestParse" || got.includes(result), true, `${name}: ${got}`);
      }
      continue;
    }
    assertEquals([ok, got], [true, result], name);
  }
});

/** The dot of Go's own test: unsigned numbers, pointers (as opaque objects), maps. */
const DOT = new Map<string, unknown>([
  ["Uthree", new Sized("uint", 3n)],
  ["Ufour", new Sized("uint", 4n)],
  ["Three", 3n],
  ["NegOne", -1n],
  ["NilIface", null],
  ["Iface1", 1n],
  ["Map", new Map()],
  ["NonNilMap", new Map()],
]);
/** Rows that need Go's pointers, structs with unexported fields, or maps that are nil. */
const GO_TYPES = /\.(?:Ptr|NilPtr|V1|V2|Map)/;

test("comparisons hold as in text/template", "go-text_template", () => {
  let skipped = 0;
  for (const row of table<{ expr: string; truth: string; ok: boolean }>("go-text_template")) {
    if (row.test !== "TestComparison") continue;
    const { expr, truth, ok } = row.case;
    if (GO_TYPES.test(expr)) {
      skipped++;
      continue;
    }
    const got = attempt(() => {
      const trees = parse("test", `{{${expr}}}`, (name) => BUILTINS.has(name));
      return new Run(new Templates(trees), BUILTINS).render("test", DOT);
    });
    assertEquals(got, ok ? truth : "failed", expr);
  }
  assertEquals(skipped <= 12, true, `${skipped} rows were skipped`);
});

test("sprintf() takes arguments in any order, as fmt does", "go-fmt", () => {
  for (const row of table<{ fmt: string; val?: unknown[]; out: string }>("go-fmt")) {
    if (row.test !== "TestReorder") continue;
    const { fmt, val = [], out } = row.case;
    const float = fmt.endsWith("f");
    const args = val.map((value, i) => {
      if (typeof value !== "number") return value;
      const last = /\[(\d)\]f$/.exec(fmt)?.[1];
      return float && (last === undefined ? i === val.length - 1 : i === Number(last) - 1)
        ? value
        : BigInt(value);
    });
    if (fmt.includes("[]")) continue;
    assertEquals(sprintf(fmt, args), out, fmt);
  }
});

interface Versions {
  readonly constraint: string;
  readonly version: string;
  readonly check: boolean;
  readonly err: boolean;
}

test(
  "constraints and versions are those of Masterminds/semver",
  "go-github.com_Masterminds_semver",
  () => {
    for (const { test, case: one } of table<Versions>("go-github.com_Masterminds_semver")) {
      // An empty constraint is refused by 3.5, which Helm has, and was "any" before.
      if (one.constraint === "") continue;
      if (/^TestConstraints?(Check|Validate)$/.test(test)) {
        const got = attempt(() =>
          satisfies(parseVersion(one.version), parseConstraint(one.constraint))
        );
        assertEquals(got, one.check, `${one.constraint} ${one.version}`);
      } else if (test === "TestNewVersion") {
        assertEquals(attempt(() => parseVersion(one.version)) === "failed", one.err, one.version);
      }
    }
  },
);

interface Snippet {
  readonly test: string;
  readonly kind: string;
  readonly tpl: string;
  readonly expect?: string;
  readonly vars?: unknown;
}

/** Rows that read the environment, the clock or the order of a Go map, or that Helm itself answers otherwise. */
const NOT_PORTABLE =
  /env|expandenv|getHostByName|ago|Time|now|uuid|\[object|shuffle|badConstraint|badVersion/;

test("functions give what sprig's own tests expect", "sprig-runt", () => {
  const functions = new Map([...BUILTINS, ...SPRIG]);
  let count = 0;
  const wrong: string[] = [];
  for (const { tpl, expect, kind } of readJson<Snippet[]>("tables/sprig-runt.json")) {
    if (kind !== "runt" || expect === undefined || NOT_PORTABLE.test(tpl)) continue;
    const got = attempt(() => {
      const trees = parse("test", tpl, (name) => functions.has(name));
      return new Run(new Templates(trees), functions).render("test", undefined);
    });
    if (got !== expect) wrong.push(`${tpl}: ${got} is not ${expect}`);
    count++;
  }
  assertEquals(wrong, []);
  assertEquals(count > 250, true, `${count} rows`);
});
