/** What is wrong with an expression, as cel-go tells it: people search for these words. */
import { isMap } from "./json.ts";
import { wordings } from "./tables/cel_words.ts";

/** As much of a parser's or a checker's error as is told. */
interface Told {
  readonly summary: string;
  readonly range?: { readonly start: number };
  readonly node?: unknown;
}

/** The words for an error, with the line that it is about and its place. */
export function worded(error: unknown, text: string): string {
  if (!isMap(error) && !(error instanceof Error)) return "it is not valid";
  const { summary, range, node } = error as unknown as Told;
  if (summary === undefined) return String((error as Error).message);
  const place = placeOf(node, text) ?? range?.start ?? text.length;
  const next = text.slice(place).trimStart()[0] ?? "";
  const found = wordings.find(([said]) => said.test(summary));
  const words = found?.[1](found[0].exec(summary)!.slice(1), next) ?? summary;
  const before = text.slice(0, place).split("\n");
  const column = before.at(-1)!.length;
  const line = text.split("\n")[before.length - 1];
  const frame = ` | ${line}\n | ${".".repeat(column)}^`;
  return `ERROR: <input>:${before.length}:${column + 1}: ${words}\n${frame}`;
}

/** What went wrong while an expression ran, in one line. */
export function summed(error: unknown): string {
  const { summary, message } = error as Told & Error;
  return (summary ?? message).replace(/^No such key: index out/, "index out")
    .replace("No such", "no such").replace(/^no such overload: .*$/s, "no such overload");
}

/** A call is told of at its parenthesis, an operation at its operator. */
function placeOf(node: unknown, text: string): number | undefined {
  if (!isMap(node) || !Array.isArray(node["args"])) return undefined;
  const { op, args, start } = node as { op: string; args: readonly unknown[]; start: number };
  const end = (value: unknown) => isMap(value) ? value["end"] as number : start;
  if (op === "call") return text.indexOf("(", start);
  if (op === "rcall") return text.indexOf("(", text.indexOf(String(args[0]), end(args[1])));
  return args.length === 2 && isMap(args[1]) ? text.indexOf(op, end(args[0])) : undefined;
}
