import type { Data } from "contract";

/** Where a command writes: data for the next program, words for the person. Lines end themselves. */
export interface Output {
  readonly data: (text: string) => void;
  readonly words: (text: string) => void;
}

/** Standard output and standard error. */
export const standardOutput: Output = {
  data: (text) => writeAll(Deno.stdout, text),
  words: (text) => writeAll(Deno.stderr, text),
};

function writeAll(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(to.writeSync(bytes));
}

export const formats = ["table", "json", "yaml"] as const;
/** Lists of objects have these too: more columns, or `kind.group/name` alone. */
export const objectFormats = [...formats, "wide", "name"] as const;
export type Format = (typeof objectFormats)[number];

/** How a list of things is shown as a table: a heading, and the cell of each thing. */
export type Columns<T> = Readonly<Record<string, (one: T) => string>>;

/** Writes things in the format that was asked for; a table is for people and may change. */
export async function print<T extends Data>(
  output: Output,
  format: Format,
  things: readonly T[],
  columns: Columns<T>,
): Promise<void> {
  if (format === "table" || format === "wide") output.data(table(things, columns));
  else if (format === "name") output.data(things.map((one) => `${nameOf(one)}\n`).join(""));
  else if (format === "json") output.data(`${JSON.stringify(things, null, 2)}\n`);
  else output.data((await import("yaml")).stringify(things, { aliasDuplicateObjects: false }));
}

/** An object as `kubectl -o name` prints it; of what is none, the name of the first field. */
function nameOf(one: Data): string {
  const { apiVersion = "", kind, metadata } = one as Partial<Record<string, unknown>>;
  const { name } = (metadata ?? {}) as { name?: string };
  if (typeof kind !== "string" || name === undefined) return String(Object.values(one)[0] ?? "");
  const [group = "", version] = String(apiVersion).split("/");
  return `${kind.toLowerCase()}${version === undefined ? "" : `.${group}`}/${name}`;
}

/** Columns with two spaces between them. */
export function table<T>(things: readonly T[], columns: Columns<T>, header = true): string {
  const cells = things.map((one) => Object.values(columns).map((cell) => cell(one)));
  const all = [...header ? [Object.keys(columns)] : [], ...cells];
  const widths = Object.keys(columns).map((_, i) =>
    Math.max(0, ...all.map((row) => row[i]!.length))
  );
  return all.map((row) => lineOf(row, widths)).join("");
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  return `${row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd()}\n`;
}

/** A table that grows: each row alone, as wide as the widest so far, and the heading before the first. */
export function rows<T>(columns: Columns<T>, header: boolean) {
  const names = Object.keys(columns), widths = names.map(({ length }) => length);
  let headed = !header;
  return {
    head(): string {
      const first = !headed;
      headed = true;
      return first ? lineOf(names, widths) : "";
    },
    of(one: T): string {
      const row = Object.values(columns).map((cell) => cell(one));
      row.forEach((cell, i) => widths[i] = Math.max(widths[i]!, cell.length));
      return lineOf(row, widths);
    },
  };
}
