/** What the JSON Schema of a plugin's options may not hold, for it is a third party's and runs in the kernel. */
import { type Problem, unknownKey } from "./check.ts";
import { withDefaults } from "./defaults.ts";
import { LinearPattern, Patience } from "./linear_pattern.ts";
import type { Data } from "./plugin/objects.ts";
import { changeBelow, isSchema, problemsBy } from "./third_party.ts";

/** From the schema, each step with a slash before it. */
type Path = string;

/** The schemas that a check of options may go through, those counted again that are referred to again. */
const MOST_SCHEMAS = 2000;
const MOST_PATTERN = 1000;
const localRef = /^#\/(\$defs|definitions)\/([A-Za-z0-9_.-]+)$/;
/** What they mean depends on more than the schema itself. */
const refused = [
  ...["$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef"],
  "~refine",
];
/** Patterns of keys are V8's, and such that it takes little time: no groups, and one repetition at most, after a beginning. */
const part = String.raw`(?:[A-Za-z0-9_/:@ -]|\\[.dwsDWS/]|\.|\[\^?[A-Za-z0-9_./:@ -]+\])`;
const keyPattern = new RegExp(`^(?:\\^${part}*${part}[*+]${part}*|\\^?${part}*)\\$?$`);

/** What is wrong with the JSON Schema that a manifest gives its options: what could run for ever, or would mean something else elsewhere. */
export function optionsSchemaProblems(schema: Data): readonly Problem[] {
  const endless = endlessProblem(schema);
  if (endless) return [endless];
  const patience = new Patience();
  const found = [...schemasIn(schema, "")]
    .flatMap(([path, one]) => problemsOfOne(schema, one, path, patience));
  return found.length > 0 ? found : defaultProblems(schema);
}

function pathOf(steps: readonly string[]): Path {
  return steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The schemas right below one, each with where it stands. */
function below(schema: Data, at: Path): [Path, Data][] {
  const found: [Path, Data][] = [];
  changeBelow(schema, (one, path) => found.push([`${at}${pathOf(path)}`, one]));
  return found;
}

function* schemasIn(schema: Data, at: Path): Generator<[Path, Data]> {
  yield [at, schema];
  for (const [path, one] of below(schema, at)) yield* schemasIn(one, path);
}

function targetOf(root: Data, ref: unknown): Data | undefined {
  const [, map = "", name = ""] = localRef.exec(String(ref)) ?? [];
  const found = root[map];
  const target = isSchema(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return isSchema(target) ? target : undefined;
}

/** Where a check by the schema would go on without an end, or for too long. */
function endlessProblem(root: Data): Problem | undefined {
  let left = MOST_SCHEMAS;
  const open = new Set<Data>();
  const visit = (schema: Data, at: Path): Problem | undefined => {
    if (open.has(schema)) {
      return { path: at, message: "refers to itself: options are no deeper than that" };
    }
    if (left-- <= 0) {
      const message = `leads through over ${MOST_SCHEMAS} schemas: say less, or refer to less`;
      return { path: "", message };
    }
    open.add(schema);
    const target = targetOf(root, schema["$ref"]);
    const referred: [Path, Data][] = target ? [[`${at}/$ref`, target]] : [];
    for (const [path, one] of [...below(schema, at), ...referred]) {
      const wrong = visit(one, path);
      if (wrong) return wrong;
    }
    open.delete(schema);
    return undefined;
  };
  return visit(root, "");
}

function problemsOfOne(root: Data, schema: Data, at: Path, patience: Patience): Problem[] {
  const found: Problem[] = refused.filter((key) => Object.hasOwn(schema, key))
    .map((key) => ({ path: `${at}/${key}`, key, message: "is not for the schema of options" }));
  const { $ref, pattern, patternProperties } = schema;
  const wrong = pattern === undefined ? undefined : wrongPattern(pattern, patience);
  if (wrong !== undefined) found.push({ path: `${at}/pattern`, message: wrong });
  if ($ref !== undefined && !targetOf(root, $ref)) {
    const message = "refers to what is not there: say #/$defs/NAME, and define NAME below $defs";
    found.push({ path: `${at}/$ref`, message });
  }
  for (const key of isSchema(patternProperties) ? Object.keys(patternProperties) : []) {
    if (key.length > MOST_PATTERN || !keyPattern.test(key) || !isPattern(key)) {
      const message =
        "is no pattern for keys: say it as ^a.*b$, without groups, one * or + at most";
      found.push({ path: `${at}${pathOf(["patternProperties", key])}`, key, message });
    }
  }
  return found;
}

function isPattern(text: string): boolean {
  try {
    void new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}

function wrongPattern(pattern: unknown, patience: Patience): string | undefined {
  if (typeof pattern !== "string") return "must be a text";
  if (pattern.length > MOST_PATTERN) return `is longer than ${MOST_PATTERN} characters`;
  try {
    void new LinearPattern(pattern, patience);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `is no pattern to use; RE2 knows no lookaround and no back-references (${why})`;
  }
}

/** Defaults that are not what the schema asks for: the operator could not know where they come from. */
function defaultProblems(schema: Data): readonly Problem[] {
  try {
    return problemsBy(schema, withDefaults({}, schema))
      .filter(({ path, key, message }) =>
        path !== "" && (key === undefined || message === unknownKey)
      )
      .map(({ path, message }) => ({
        path: `${path.replaceAll("/", "/properties/")}/default`,
        message: `gives a default that ${message}`,
      }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ path: "", message: `cannot be checked with its own defaults: ${message}` }];
  }
}
