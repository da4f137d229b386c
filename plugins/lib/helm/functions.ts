import { decodeJson, encodeJson, encodeYaml, JsonError, type Value } from "contract/yaml";
import {
  BUILTINS,
  CallError,
  define,
  defineRunning,
  type Functions,
  type GoFunction,
  type GoMap,
  LimitError,
  parse,
  quote,
  type Run,
  Templates,
  type TreeSet,
} from "../gotemplate/mod.ts";
import { plainValue, SPRIG } from "../sprig/mod.ts";
import { readJsonMap } from "./json_values.ts";
import { prettyYaml } from "./pretty_yaml.ts";
import { readToml } from "./toml.ts";
import { writeToml } from "./toml_writer.ts";
import { mismatch, readYaml, readYamlMap } from "./yaml.ts";

/** Marks the message of `fail` and `required` inside of the errors around it. */
export const WARNING = { start: "HELM_ERR_START", end: "HELM_ERR_END" } as const;
const warn = (message: string) => new CallError(WARNING.start + message + WARNING.end);

/** What `include` allows: a template of one name may stand so often in itself. */
const DEEPEST = 1000;

/** Looks an object up in the cluster; without one the answer is an empty map. */
export type Lookup = (apiVersion: string, kind: string, namespace: string, name: string) => GoMap;

/** What the functions keep while one chart is rendered. */
interface Rendering {
  readonly lookup: Lookup;
  readonly included: Map<string, number>;
}

const renderings = new WeakMap<Run, Rendering>();

/** Says what belongs to a run before it begins. */
export function prepareRun(run: Run, lookup: Lookup): void {
  renderings.set(run, { lookup, included: new Map() });
}

function include(run: Run, name: string, dot: unknown): string {
  const { included } = renderings.get(run)!;
  const depth = included.get(name) ?? 0;
  if (depth > DEEPEST) {
    throw new CallError(
      `rendering template has a nested reference name: ${name}: unable to execute template`,
    );
  }
  included.set(name, depth + 1);
  const text = run.render(name, dot === null ? undefined : dot);
  included.set(name, depth);
  return text;
}

const parsed = new Map<string, TreeSet>();
/** Templates that `tpl` is called with again and again are parsed once; longer ones are not worth the room. */
const KEPT = { count: 2_000, length: 20_000 };

function parseInline(text: string): TreeSet {
  let trees = parsed.get(text);
  if (!trees) {
    trees = parse("gotpl", text, (name) => HELM_FUNCTIONS.has(name));
    if (parsed.size >= KEPT.count) parsed.clear();
    if (text.length <= KEPT.length) parsed.set(text, trees);
  }
  return trees;
}

function asMessage(error: unknown, words: string): Error {
  if (error instanceof LimitError || error instanceof RangeError) return error;
  return new CallError(`${words}: ${error instanceof Error ? error.message : error}`);
}

function tpl(run: Run, text: string, dot: unknown): string {
  if (!text.includes("{{")) {
    return text.replaceAll("<no value>", "");
  }
  let trees: TreeSet;
  try {
    trees = parseInline(text);
  } catch (error) {
    throw asMessage(error, `cannot parse template ${quote(text)}`);
  }
  const { templates } = run;
  run.templates = new Templates(trees, templates);
  try {
    return run.render("gotpl", dot === null ? undefined : dot).replaceAll("<no value>", "");
  } catch (error) {
    throw asMessage(error, `error during tpl function execution for ${quote(text)}`);
  } finally {
    run.templates = templates;
  }
}

function required(message: string, value: unknown): unknown {
  if (value === null || value === "") throw warn(message);
  return value;
}

/** A writer that gives nothing for what cannot be written, and one that fails. */
function writers(write: (value: Value) => string): [GoFunction, GoFunction] {
  const strict = (value: unknown): string => write(plainValue(value));
  const silent = (value: unknown): string => {
    try {
      return strict(value);
    } catch (error) {
      if (error instanceof RangeError || error instanceof LimitError) throw error;
      return "";
    }
  };
  return [define(["any"], silent), define(["any"], strict)];
}

/** A reader that puts its error into the map under "Error". */
function intoMap(read: (text: string) => GoMap): GoFunction {
  return define(["string"], (text) => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof CallError || error instanceof JsonError)) throw error;
      return new Map([["Error", error.message]]);
    }
  });
}

/** A reader of lists whose error becomes the only item. */
function intoList(read: (text: string) => unknown, prefix: string): GoFunction {
  return define(["string"], (text) => {
    try {
      const value = read(text);
      if (value === null) return [];
      if (Array.isArray(value)) return value;
      throw new CallError(prefix + mismatch(value, "[]interface {}").message);
    } catch (error) {
      if (!(error instanceof CallError || error instanceof JsonError)) throw error;
      return [error.message];
    }
  });
}

const DECODING = "error unmarshaling JSON: while decoding JSON: ";
const [toYaml, mustToYaml] = writers((value) => encodeYaml(value).replace(/\n$/, ""));
const [toJson, mustToJson] = writers(encodeJson);
const [toYamlPretty] = writers(prettyYaml);

/** All functions of Helm's templates. */
export const HELM_FUNCTIONS: Functions = new Map([
  ...BUILTINS,
  ...SPRIG,
  ["include", defineRunning(["string", "any"], include)],
  ["tpl", defineRunning(["string", "any"], tpl)],
  ["required", define(["string", "any"], required)],
  [
    "fail",
    define(["string"], (message) => {
      throw warn(message);
    }),
  ],
  [
    "lookup",
    defineRunning(
      ["string", "string", "string", "string"],
      (run, ...address) => renderings.get(run)!.lookup(...address),
    ),
  ],
  ["getHostByName", define(["string"], () => "")],
  ["toYaml", toYaml],
  ["mustToYaml", mustToYaml],
  ["toYamlPretty", toYamlPretty],
  ["toJson", toJson],
  ["mustToJson", mustToJson],
  [
    "toToml",
    define(["any"], (value) => {
      try {
        return writeToml(value);
      } catch (error) {
        if (error instanceof CallError) return error.message;
        throw error;
      }
    }),
  ],
  ["mustToToml", define(["any"], writeToml)],
  ["fromYaml", intoMap(readYamlMap)],
  ["fromJson", intoMap(readJsonMap)],
  ["fromToml", intoMap(readToml)],
  ["fromYamlArray", intoList(readYaml, DECODING)],
  ["fromJsonArray", intoList(decodeJson, "")],
]);
