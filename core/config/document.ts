import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { complete, type ConfigProblem, dotted, type Finding, wholeFile } from "./problem.ts";
import { syntaxErrors } from "./tables/words.ts";

const MIB = 1024 * 1024;
/** What a ConfigMap may hold at most, in characters. */
const largest = MIB;
const mostSyntaxErrors = 20;

/** A YAML file as a value, with the place of everything in it. */
export interface YamlFile {
  /** `undefined` where the file is no YAML. */
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  place(findings: readonly Finding[]): readonly ConfigProblem[];
}

/** Reads one YAML 1.2 document. Syntax errors, keys that stand twice and alias bombs are problems, not exceptions. */
export function readYaml(text: string, file: string, most = largest): YamlFile {
  const broken = (problems: readonly ConfigProblem[]): YamlFile => {
    return { value: undefined, problems, place: () => [] };
  };
  const refused = (message: string) => broken([wholeFile(file, message)]);
  const limit = most < MIB ? `${most / 1024} KiB` : `${most / MIB} MiB`;
  if (text.length > most) return refused(`is larger than ${limit}`);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    stringKeys: true,
    uniqueKeys: false, // the library compares every key with every other: a megabyte of them takes minutes
    prettyErrors: false,
    logLevel: "error",
  });
  const syntax = syntaxProblems(document, file, lines);
  if (syntax.length > 0) return broken(syntax);
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    const place = (findings: readonly Finding[]) =>
      findings.map((finding) => placed(finding, document, file, lines))
        .sort((a, b) => a.line - b.line || a.column - b.column);
    return { value, problems: [], place };
  } catch (error) { // an alias of nothing, or of too much
    return refused(`is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function syntaxProblems(document: Document, file: string, lines: LineCounter): ConfigProblem[] {
  const wrong = [...document.errors, ...document.warnings, ...twins(document)];
  const deep = wrong.some(({ code }) => code === "RESOURCE_EXHAUSTION");
  if (deep) return [wholeFile(file, syntaxErrors["RESOURCE_EXHAUSTION"]!)]; // where it gave up says nothing
  const problems = wrong.map(({ code, message, pos }): ConfigProblem => {
    const { line, col: column } = lines.linePos(pos[0]);
    return {
      file,
      line,
      column,
      path: "",
      message: syntaxErrors[code] ?? `is no YAML: ${message}`,
    };
  });
  const once = Map.groupBy(problems, ({ line, message }) => `${line} ${message}`);
  return [...once.values()].map(([first]) => first!).slice(0, mostSyntaxErrors);
}

/** Keys that stand a second time. */
function twins(document: Document): Pick<YAMLError, "code" | "message" | "pos">[] {
  const found: unknown[] = [];
  visit(document, {
    Map(_, { items }) {
      const named = Map.groupBy(items, ({ key }) => isScalar(key) ? key.value : key);
      for (const [, ...again] of named.values()) found.push(...again.map(({ key }) => key));
    },
  });
  return found.map(startOf)
    .map((at = 0) => ({ code: "DUPLICATE_KEY", message: "", pos: [at, at] }));
}

function placed(
  finding: Finding,
  document: Document,
  file: string,
  lines: LineCounter,
): ConfigProblem {
  const { line, col } = lines.linePos(offsetOf(finding, document));
  const problem = { file, line, column: col, path: dotted(finding.at), message: complete(finding) };
  return finding.known === undefined ? problem : { ...problem, known: finding.known };
}

/** Where the value stands, or its key, or else the nearest thing around it that does stand. */
function offsetOf({ at, key = false }: Finding, document: Document): number {
  let node: unknown = document.contents, offset = 0;
  for (const [i, step] of at.entries()) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step)
      : undefined;
    const item: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined;
    if (!pair && !item) break;
    const inside = i === at.length - 1 && !key ? startOf(item) : undefined;
    offset = inside ?? startOf(pair?.key ?? item) ?? offset;
    node = item;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];
}
