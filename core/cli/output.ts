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
export type Format = (typeof formats)[number];

/** How a list of things is shown as a table: a heading, and the cell of each thing. */
export type Columns<T> = Readonly<Record<string, (one: T) => string>>;

/** Writes things in the format that was asked for; a table is for people and may change. */
export async function print<T extends Data>(
  output: Output,
  format: Format,
  things: readonly T[],
  columns: Columns<T>,
): Promise<void> {
  if (format === "table") output.data(table(things, columns));
  else if (format === "json") output.data(`${JSON.stringify(things, null, 2)}\n`);
  else output.data((await import("yaml")).stringify(things, { aliasDuplicateObjects: false }));
}

/** Columns with two spaces between them. */
export function table<T>(things: readonly T[], columns: Columns<T>): string {
  const rows = [
    Object.keys(columns),
    ...things.map((one) => Object.values(columns).map((cell) => cell(one))),
  ];
  const widths = Object.keys(columns).map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}
