/** What is wrong with a value, and why: `at` is where, as a JSON pointer. */
export interface Problem {
  readonly at: string;
  readonly text: string;
  readonly causes: readonly Problem[];
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

/** Problems as lines, the causes below them. */
export function showProblem({ at, text, causes }: Problem, indent = ""): string {
  const lines = causes.map((cause) => "\n" + showProblem(cause, indent + "  "));
  return `${indent}- at '${at}': ${text}${lines.join("")}`;
}
