import { isTree } from "../json/tree.ts";

type Step = (values: unknown[]) => unknown[];

const compiled = new Map<string, Step[]>();

/** What a JSONPath of a printer column finds: keys, indices, `*`, slices, filters, unions. */
export function findPath(root: unknown, path: string): unknown[] {
  let steps = compiled.get(path);
  if (steps === undefined) compiled.set(path, steps = parse(path));
  return steps.reduce((values, step) => step(values), [root]).filter((value) =>
    value !== undefined
  );
}

const key = (name: string): Step => (values) =>
  values.flatMap((value) => isTree(value) && Object.hasOwn(value, name) ? [value[name]] : []);
const everything: Step = (values) =>
  values.flatMap((value) =>
    Array.isArray(value) ? value : isTree(value) ? Object.values(value) : []
  );

function parse(path: string): Step[] {
  const steps: Step[] = [];
  const token = /\.?\[\?\((.*?)\)\]|\[([^\]]*)\]|\.\*|\.((?:\\.|[^.[\\])+)/gy;
  const text = path.startsWith(".") || path.startsWith("[") ? path : `.${path}`;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return [() => []];
    const [whole, filter, bracket, name] = match;
    if (filter !== undefined) steps.push(filterStep(filter));
    else if (bracket !== undefined) steps.push(bracketStep(bracket));
    else if (whole === ".*") steps.push(everything);
    else steps.push(key(name!.replace(/\\(.)/g, "$1")));
  }
  return steps;
}

function bracketStep(text: string): Step {
  if (text === "*") return everything;
  const quoted = /^'(.*)'$|^"(.*)"$/.exec(text);
  if (quoted !== null) return key((quoted[1] ?? quoted[2])!.replace(/\\(.)/g, "$1"));
  if (text.includes(":")) {
    const [from, to] = text.split(":");
    return (values) =>
      values.flatMap((v) =>
        Array.isArray(v) ? v.slice(Number(from ?? 0), to === "" ? undefined : Number(to)) : []
      );
  }
  const indices = text.split(",").map(Number);
  return (values) => values.flatMap((v) => Array.isArray(v) ? indices.map((i) => v.at(i)) : []);
}

function filterStep(text: string): Step {
  const match = /^@((?:\.[\w-]+|\[[^\]]+\])+)\s*(?:(==|!=|<=|>=|<|>)\s*(.+))?$/.exec(text.trim());
  if (match === null) return () => [];
  const [, path, operator, raw] = match;
  const wanted = raw === undefined ? undefined : literal(raw.trim());
  return (values) =>
    values.flatMap((value) => Array.isArray(value) ? value : [value]).filter((item) => {
      const [found] = findPath(item, path!);
      return operator === undefined ? found !== undefined : compare(found, operator, wanted);
    });
}

function literal(text: string): unknown {
  const quoted = /^'(.*)'$|^"(.*)"$/.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2];
  return text === "true" ? true : text === "false" ? false : Number(text);
}

function compare(found: unknown, operator: string, wanted: unknown): boolean {
  const a = found as number, b = wanted as number;
  switch (operator) {
    case "==":
      return found === wanted;
    case "!=":
      return found !== wanted;
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    default:
      return a >= b;
  }
}
