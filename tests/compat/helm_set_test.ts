import { assertEquals } from "@std/assert";
import { setLiteral, setValues } from "../../plugins/lib/helm/mod.ts";
import { Sized } from "../../plugins/lib/gotemplate/mod.ts";
import { CORPUS, exists, readJson } from "./corpus.ts";

interface Row {
  readonly test: string;
  readonly key: number | string;
  readonly case: { readonly str: string; readonly expect?: unknown; readonly err?: boolean };
}

/** Values in the table's notation: maps as lists of entries, integers as plain numbers. */
function noted(value: unknown): unknown {
  if (value instanceof Sized) return Number(value.value);
  if (Array.isArray(value)) return value.map(noted);
  if (!(value instanceof Map)) return value;
  const entries = [...value].map(([key, item]): [string, unknown] => [String(key), noted(item)]);
  return { __map: entries.sort(([a], [b]) => a < b ? -1 : 1) };
}

/** The table's own notation with its entries sorted. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = (value as { readonly __map?: [string, unknown][] }).__map;
  if (!entries) return value;
  const inner = entries.map(([key, item]): [string, unknown] => [key, sorted(item)]);
  return { __map: inner.sort(([a], [b]) => a < b ? -1 : 1) };
}

function outcome(work: (into: Map<string, unknown>) => void): unknown {
  const values = new Map<string, unknown>();
  try {
    work(values);
  } catch {
    return "failed";
  }
  return noted(values);
}

Deno.test({
  name: "setValues() and setLiteral() read what helm's --set and --set-literal read",
  ignore: !exists(`${CORPUS}tables/helm-pkg_strvals.json`),
  fn() {
    const readers: Readonly<Record<string, (text: string, into: Map<string, unknown>) => void>> = {
      TestParseSet: (text, into) => setValues(text, into),
      TestParseLiteral: setLiteral,
    };
    for (const { test, key, case: row } of readJson<Row[]>("tables/helm-pkg_strvals.json")) {
      const read = Object.hasOwn(readers, test) ? readers[test] : undefined;
      // Rows without an expectation have maps of Go that the table could not hold.
      if (!read || (row.expect === undefined && !row.err)) continue;
      const got = outcome((into) => read(row.str, into));
      assertEquals(got, row.err ? "failed" : sorted(row.expect), `${test} ${key}: ${row.str}`);
    }
  },
});
