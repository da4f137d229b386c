import { isTree, type Tree } from "../json/tree.ts";
import type { Field, TypeNode } from "../types/node.ts";

/** Words that Go's names write in capitals. */
const capitals = /^(dns|tty|os|fs|se|ip|id|uid|pid|ipc)(?=[A-Z]|$)/;

function goName(name: string): string {
  const found = capitals.exec(name);
  if (found === null) return name[0]!.toUpperCase() + name.slice(1);
  return found[0].toUpperCase() + name.slice(found[0].length);
}

/** A value as Go prints the struct that holds it: every field, absent ones as their zero value. */
export function goStruct(node: TypeNode, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (node.kind === "struct" && isTree(value)) {
    const result: Tree = {};
    for (const field of node.fields?.values() ?? []) {
      result[goName(field.name)] = fieldForm(field, value[field.name]);
    }
    return result;
  }
  if (node.kind === "list" && Array.isArray(value)) {
    return value.map((item) => goStruct(node.items!, item));
  }
  return value;
}

const zeroes: Partial<Record<TypeNode["kind"], unknown>> = {
  string: "",
  integer: 0,
  number: 0,
  boolean: false,
};

function fieldForm(field: Field, value: unknown): unknown {
  if (value !== undefined && value !== null) return goStruct(field.type, value);
  if (field.pointer) return null;
  if (field.type.kind === "struct") return goStruct(field.type, {});
  return zeroes[field.type.kind] ?? null;
}

const context = 3;

/** What differs between two values as JSON, as a unified diff of lines. Empty where nothing does. */
export function diffText(before: unknown, after: unknown): string {
  const left = JSON.stringify(before, undefined, 1).split("\n");
  const right = JSON.stringify(after, undefined, 1).split("\n");
  return hunks(script(left, right)).map(show).join("");
}

interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
  /** Lines of either side before this one. */
  readonly left: number;
  readonly right: number;
}

/** The shortest way from one text to the other, by its longest common part. */
function script(left: readonly string[], right: readonly string[]): Line[] {
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let l = left.length - 1; l >= 0; l--) {
    for (let r = right.length - 1; r >= 0; r--) {
      lengths[l]![r] = left[l] === right[r]
        ? lengths[l + 1]![r + 1]! + 1
        : Math.max(lengths[l + 1]![r]!, lengths[l]![r + 1]!);
    }
  }
  const lines: Line[] = [];
  let l = 0, r = 0;
  while (l < left.length || r < right.length) {
    const at = { left: l, right: r };
    if (l < left.length && r < right.length && left[l] === right[r]) {
      lines.push({ mark: " ", text: left[l++]!, ...at });
      r++;
    } else if (
      l < left.length && (r >= right.length || lengths[l + 1]![r]! >= lengths[l]![r + 1]!)
    ) {
      lines.push({ mark: "-", text: left[l++]!, ...at });
    } else lines.push({ mark: "+", text: right[r++]!, ...at });
  }
  return lines;
}

/** Changes with the lines around them; those that touch are one. */
function hunks(lines: readonly Line[]): Line[][] {
  const found: Line[][] = [];
  let end = -1;
  lines.forEach((line, i) => {
    if (line.mark === " ") return;
    const from = Math.max(i - context, end, 0), to = Math.min(i + context + 1, lines.length);
    const part = lines.slice(from, to);
    if (found.length > 0 && i - context <= end) found.at(-1)!.push(...part);
    else found.push(part);
    end = to;
  });
  return found;
}

function show(hunk: readonly Line[]): string {
  const count = (other: string) => hunk.filter(({ mark }) => mark !== other).length;
  const first = hunk[0]!;
  const head = `@@ -${first.left + 1},${count("+")} +${first.right + 1},${count("-")} @@\n`;
  return head + hunk.map(({ mark, text }) => `${mark}${text}\n`).join("");
}
