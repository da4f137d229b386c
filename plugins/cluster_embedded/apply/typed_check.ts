import { isTree } from "../json/tree.ts";
import type { TypeNode } from "../types/node.ts";
import { itemElement } from "./path_element.ts";
import { showPath } from "./path_set.ts";

/**
 * What keeps a value from being one of the type, in the words of structured-merge-diff; nothing
 * where it fits. `duplicatesAllowed` lets lists repeat a key.
 */
export function typeProblems(node: TypeNode, value: unknown, duplicatesAllowed = false): string[] {
  const problems: string[] = [];
  check(node, value, "", problems, duplicatesAllowed);
  return problems;
}

function check(
  node: TypeNode,
  value: unknown,
  path: string,
  problems: string[],
  lax: boolean,
): void {
  if (value === null || value === undefined) return;
  switch (node.kind) {
    case "struct":
    case "map":
      return checkMap(node, value, path, problems, lax);
    case "list":
      return checkList(node, value, path, problems, lax);
    case "any":
      return;
    default: {
      const wanted = scalarProblem(node, value);
      if (wanted !== undefined) {
        problems.push(`${path}: expected ${wanted}, got ${goValue(node, value)}`);
      }
    }
  }
}

/** Types that read their own JSON: what they take is seen later. */
const ownReaders = new Set<string | undefined>(["quantity", "intOrString", "time", "microtime"]);

function isAnyScalar({ format }: TypeNode): boolean {
  return ownReaders.has(format);
}

function scalarProblem(node: TypeNode, value: unknown): string | undefined {
  const isNumber = typeof value === "number" || typeof value === "bigint";
  if (isAnyScalar(node)) {
    return typeof value === "object" && value !== null ? "any scalar" : undefined;
  }
  if (node.kind === "integer" || node.kind === "number") {
    return isNumber ? undefined : "numeric (int or float)";
  }
  if (node.kind === "boolean") return typeof value === "boolean" ? undefined : "boolean";
  return typeof value === "string" ? undefined : "string";
}

function goValue(node: TypeNode, value: unknown): string {
  if (node.kind === "string" && !isAnyScalar(node)) {
    return `&value.valueUnstructured{Value:${goSyntax(value)}}`;
  }
  if (node.kind === "boolean" || isAnyScalar(node)) return `&{${goPrint(value)}}`;
  if (Array.isArray(value)) return "[]interface {}";
  return isTree(value) ? "map[string]interface {}" : typeof value === "boolean" ? "bool" : "string";
}

function goSyntax(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (value === null) return "interface {}(nil)";
  if (typeof value === "number" || typeof value === "bigint") return goNumber(value);
  if (!isTree(value)) return String(value);
  const entries = Object.keys(value).sort().map((k) =>
    `${JSON.stringify(k)}:${goSyntax(value[k])}`
  );
  return `map[string]interface {}{${entries.join(", ")}}`;
}

/** What does not fit an int64 is a float, and floats of seven digits have an exponent. */
function goNumber(value: number | bigint): string {
  const size = Math.abs(Number(value));
  if (size < 2 ** 63 && (typeof value === "bigint" || Number.isInteger(value))) return `${value}`;
  if (size >= 1e-4 && size < 1e21 && !Number.isInteger(Number(value)) && size < 1e6) {
    return `${value}`;
  }
  return Number(value).toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

/** A value as fmt's %v prints it. */
export function goPrint(value: unknown): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goPrint).join(" ")}]`;
  if (typeof value === "number" || typeof value === "bigint") return goNumber(value);
  if (!isTree(value)) return String(value);
  return `map[${Object.keys(value).sort().map((k) => `${k}:${goPrint(value[k])}`).join(" ")}]`;
}

function checkMap(
  node: TypeNode,
  value: unknown,
  path: string,
  problems: string[],
  lax: boolean,
): void {
  if (!isTree(value)) {
    problems.push(`${path}: expected map, got &{${goPrint(value)}}`);
    return;
  }
  for (const key in value) {
    const field = node.fields?.get(key);
    const type = field?.type ?? node.items;
    if (type !== undefined) check(type, value[key], `${path}.${key}`, problems, lax);
    else if (!node.open) problems.push(`${path}.${key}: field not declared in schema`);
  }
}

function checkList(
  node: TypeNode,
  value: unknown,
  path: string,
  problems: string[],
  lax: boolean,
): void {
  if (!Array.isArray(value)) {
    problems.push(`${path}: expected list, got &{${goPrint(value)}}`);
    return;
  }
  const keyed = node.listType === "set" || node.listType === "map";
  const seen = new Set<string>();
  value.forEach((item, index) => {
    let place = `[${index}]`;
    if (keyed) {
      try {
        const element = itemElement(node, item);
        place = showPath([element]);
        if (seen.has(element) && !lax) problems.push(`${path}: duplicate entries for key ${place}`);
        seen.add(element);
      } catch (error) {
        problems.push(`${path}: element ${index}: ${(error as Error).message}`);
        return;
      }
    }
    check(node.items!, item, path + place, problems, lax);
  });
}
