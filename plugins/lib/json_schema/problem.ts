/** What is wrong with a value, and why: `at` is where, as a JSON pointer. */
export interface Problem {
  readonly at: string;
  readonly text: string;
  readonly causes: readonly Problem[];
  /** Whether it gathers what a reference led to. */
  readonly refers?: true;
}

/** A problem without further causes. */
export const problem = (at: string, text: string, causes: readonly Problem[] = []): Problem => ({
  at,
  text,
  causes,
});

/** A text in single quotes. */
export const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** A value as messages show it. */
export function display(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  return typeof value === "object" && value !== null ? "value" : String(value);
}

/** A list of problems that stand together: one stands for itself. */
export function grouped(at: string, problems: readonly Problem[]): Problem[] {
  return problems.length > 1 ? [problem(at, "validation failed", problems)] : [...problems];
}

/** Whether problems were grouped because they are several, and for nothing else. */
export const isGroup = ({ text, refers }: Problem): boolean =>
  text === "validation failed" && refers === undefined;

/** What a reference led to: a group of problems from further inside becomes one of where the reference stands. */
export function referred(at: string, problems: readonly Problem[]): readonly Problem[] {
  const [first] = problems;
  if (first === undefined || !isGroup(first)) return problems;
  return [{ ...problem(at, first.text, first.causes), refers: true }];
}

/** Problems as lines, the causes below them. */
export function showProblem({ at, text, causes }: Problem, indent = ""): string {
  const lines = causes.map((cause) => "\n" + showProblem(cause, indent + "  "));
  return `${indent}- at '${at}': ${text}${lines.join("")}`;
}
