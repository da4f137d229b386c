/** Differences as text: a line for each object, and below it each place with what was there and what would be. */
import { stringify } from "contract/yaml";
import type { Difference } from "./compare.ts";

/** What a delivery would do to an object. */
export interface Change {
  readonly [part: string]: unknown;
  readonly object: string;
  readonly change: "created" | "drifted" | "recreated" | "deleted" | "failed";
  readonly differences?: readonly Difference[];
  /** Why it fails. */
  readonly message?: string;
}

/** The lines of one change; each ends itself. */
export function textOf({ object, change, differences = [], message }: Change): string {
  const head = change === "failed" ? `✗ ${message ?? object}` : `► ${object} ${change}`;
  const places = differences.flatMap(({ path, before, after }) => [
    `    ${path}`,
    ...changed(before, after).map((line) => `      ${line}`),
  ]);
  return [head, ...places, ""].join("\n");
}

/** Both values as YAML; of long texts the lines that differ, each with one around. */
function changed(before: unknown, after: unknown): readonly string[] {
  return alike(linesOf(before), linesOf(after)).map(([sign, line]) => `${sign} ${line}`);
}

function linesOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  const text = typeof value === "string" && value.includes("\n") ? value : stringify(value);
  return text.replace(/\n$/, "").split("\n");
}

type Signed = readonly [sign: "-" | "+" | " ", line: string];

/** The lines of two texts, what is common to both once (the longest common subsequence), and of that only what is near a change. */
function alike(from: readonly string[], to: readonly string[]): readonly Signed[] {
  const all = merged(from, to);
  const isNear = (i: number) => [i - 1, i, i + 1].some((at) => (all[at]?.[0] ?? " ") !== " ");
  return all.flatMap((one, i): Signed[] => {
    if (isNear(i)) return [one];
    return i > 0 && isNear(i - 1) ? [[" ", "…"]] : [];
  });
}

/** More lines than this, times as many, are not compared one by one. */
const mostCells = 4_000_000;

function merged(from: readonly string[], to: readonly string[]): readonly Signed[] {
  const removed = from.map((line): Signed => ["-", line]);
  const added = to.map((line): Signed => ["+", line]);
  if (from.length * to.length > mostCells) return [...removed, ...added];
  const common = lengths(from, to);
  const out: Signed[] = [];
  let i = 0, j = 0;
  while (i < from.length && j < to.length) {
    if (from[i] === to[j]) [out[out.length], i, j] = [[" ", from[i]!], i + 1, j + 1];
    else if (common[i + 1]![j]! >= common[i]![j + 1]!) out.push(removed[i++]!);
    else out.push(added[j++]!);
  }
  return [...out, ...removed.slice(i), ...added.slice(j)];
}

/** How many lines the rests from i and from j have in common. */
function lengths(from: readonly string[], to: readonly string[]): readonly Uint32Array[] {
  const table = Array.from({ length: from.length + 1 }, () => new Uint32Array(to.length + 1));
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      table[i]![j] = from[i] === to[j]
        ? table[i + 1]![j + 1]! + 1
        : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
    }
  }
  return table;
}
