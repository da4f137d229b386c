/** The options of `sluice build helm`: those of `helm template` that say what is printed. */
import { ChartError } from "../lib/helm/mod.ts";
import { FLAGS, type Wanted } from "./wanted.ts";

interface Read {
  readonly wanted: Record<string, unknown>;
  readonly operands: string[];
}

const TRUE = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const FALSE = new Set(["0", "f", "F", "false", "FALSE", "False"]);

function truthOf(name: string, text: string): boolean {
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw new ChartError(
    `invalid argument "${text}" for "--${name}" flag: strconv.ParseBool: parsing "${text}": invalid syntax`,
  );
}

/** Puts one option where its flag says; `next` gives the argument behind it. */
function take(
  wanted: Record<string, unknown>,
  name: string,
  text: string | undefined,
  next: () => string,
): void {
  const flag = FLAGS[name]!;
  if (flag.type === "switch") wanted[flag.field] = text === undefined || truthOf(name, text);
  else {
    const value = text ?? next();
    if (flag.type === "text") wanted[flag.field] = value;
    else {
      const items = flag.type === "words" ? value.split(",") : [value];
      wanted[flag.field] = [...(wanted[flag.field] as string[] | undefined) ?? [], ...items];
    }
  }
}

const ofLetter = new Map(
  Object.entries(FLAGS).flatMap(([name, { letter }]) => letter ? [[letter, name] as const] : []),
);

/** The name of a flag and what stands behind it in the same argument. */
function split(arg: string): [name: string, text: string | undefined] {
  if (!arg.startsWith("--")) {
    const name = ofLetter.get(arg[1]!);
    if (name === undefined) {
      throw new ChartError(`unknown shorthand flag: '${arg[1]}' in ${arg}`);
    }
    return [name, arg.length > 2 ? arg.slice(2).replace(/^=/, "") : undefined];
  }
  const equals = arg.indexOf("=");
  const name = arg.slice(2, equals < 0 ? undefined : equals);
  if (!Object.hasOwn(FLAGS, name)) throw new ChartError(`unknown flag: --${name}`);
  return [name, equals < 0 ? undefined : arg.slice(equals + 1)];
}

const named = (arg: string) => arg.startsWith("--") ? arg : `'${arg[1]}' in ${arg}`;

function read(args: readonly string[]): Read {
  const out: Read = { wanted: {}, operands: [] };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "--") {
      out.operands.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      out.operands.push(arg);
      continue;
    }
    const [name, text] = split(arg);
    take(out.wanted, name, text, () => {
      if (++i >= args.length) throw new ChartError(`flag needs an argument: ${named(arg)}`);
      return args[i]!;
    });
  }
  return out;
}

/**
 * What the arguments of `sluice build helm [NAME] CHART [options]` ask for. Throws ChartError, mostly in Helm's words.
 */
export function readArguments(args: readonly string[]): Wanted {
  const { wanted, operands } = read(args);
  const [first, second, ...more] = operands;
  if (first === undefined) throw new ChartError("say which chart: [NAME] CHART");
  if (more.length > 0) {
    throw new ChartError(
      `expected at most two arguments, unexpected arguments: ${more.join(", ")}`,
    );
  }
  if (second === undefined) return { ...wanted, chart: first };
  if (wanted["release"] !== undefined) {
    throw new ChartError("cannot set --release and also specify a name");
  }
  return { ...wanted, release: first, chart: second };
}
