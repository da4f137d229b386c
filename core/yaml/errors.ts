/** Why a text is no YAML, or no value. `line` and `column` count from 1; 0 where the place is unknown. */
export class YamlError extends Error {
  override readonly name = "YamlError";
  readonly line: number;
  readonly column: number;

  /** `message` is go-yaml's text without its `yaml: ` prefix. */
  constructor(message: string, line = 0, column = 0) {
    super(`yaml: ${message}`);
    this.line = line;
    this.column = column;
  }
}

/** Where scanner and parser differ in the line that they name: yaml.v2 prefers the problem's, yaml.v3 the context's. */
export type Dialect = "v2" | "v3";

/** A place in the text: offset, line and column count from 0. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** The place of what has none. */
export const NOWHERE: Mark = { index: 0, line: 0, column: 0 };

interface Problem {
  readonly dialect: Dialect;
  readonly stage: "scanner" | "parser";
  readonly problem: string;
  readonly at: Mark;
  readonly context?: Mark | undefined;
}

/** The error that go-yaml gives for a problem; scanners count the line from 0, parsers from 1, as there. */
export function problemError({ dialect, stage, problem, at, context }: Problem): YamlError {
  const first = dialect === "v3" ? context : at;
  const second = dialect === "v3" ? at : context;
  let line = first?.line || second?.line || 0;
  if (line !== 0 && stage === "scanner" && (dialect === "v3" || at.line !== 0)) line++;
  const where = line === 0 ? "" : `line ${line}: `;
  return new YamlError(where + problem, at.line + 1, at.column + 1);
}
