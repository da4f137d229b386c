import { levenshteinDistance } from "@std/text/levenshtein_distance";

/** One mistake in a file, where a person finds it. */
export interface ConfigProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** As in `plugins.git.use`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  /** What could stand there instead. */
  readonly known?: readonly string[];
}

/** A mistake before its place is looked up. */
export interface Finding {
  /** Keys and positions from the top. */
  readonly at: readonly string[];
  readonly message: string;
  /** The place is the key, not the value. */
  readonly key?: boolean;
  readonly known?: readonly string[];
  /** What was written, for finding the word that was meant. */
  readonly written?: string;
}

/** A mistake of a file as a whole. */
export function wholeFile(file: string, message: string): ConfigProblem {
  return { file, line: 1, column: 1, path: "", message };
}

/** `file:line:column: path: message`, as editors and terminals make links of it; what would steer a terminal is spelt out. */
export function say({ file, line, column, path, message }: ConfigProblem): string {
  const place = path === "" ? "" : `${path}: `;
  const plain = `${place}${message}`.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
  return `${file}:${line}:${column}: ${plain}`;
}

/** The message with what was meant and what is known, as in `…; did you mean "use"? known: digest, use`. */
export function complete({ message, known = [], written }: Finding): string {
  if (known.length === 0) return message;
  const isWord = written !== undefined && written.length <= LONGEST_WORD;
  const near = isWord ? nearest(written, known) : undefined;
  const meant = near === undefined ? "" : ` did you mean ${JSON.stringify(near)}?`;
  return `${message};${meant} known: ${[...known].sort().join(", ")}`;
}

/** `plugins.git.use`, `pipelines["group/Kind"].render[0]`. */
export function dotted(at: readonly string[]): string {
  return at.map((step, i) => {
    if (/^[0-9]+$/.test(step)) return `[${step}]`;
    if (!/^[A-Za-z_][-\w]*$/.test(step)) return `[${JSON.stringify(step)}]`;
    return i === 0 ? step : `.${step}`;
  }).join("");
}

/** To compare words takes time for each pair of letters. */
const LONGEST_WORD = 253;

/** The known word that `written` was most likely meant to be; `undefined` where none is near. */
function nearest(written: string, known: readonly string[]): string | undefined {
  const far = 1 + Math.floor(written.length / 3); // a swap of two letters counts twice
  return known
    .map((word) => ({
      word,
      steps: levenshteinDistance(written.toLowerCase(), word.toLowerCase()),
    }))
    .filter(({ steps }) => steps <= far)
    .sort((a, b) => a.steps - b.steps)[0]?.word;
}
