import { deepEqual, integerOf } from "../gotemplate/mod.ts";
import { matchesPattern } from "../sprig/mod.ts";
import { FORMATS } from "./formats.ts";
import { display, type Problem, problem, quoted } from "./problem.ts";
import { shownCount, shownNumber } from "./shown_number.ts";

type Fields = { readonly [keyword: string]: unknown };
const ORDER = ["null", "boolean", "number", "integer", "string", "array", "object"];

/** The value as a number; undefined for what is none. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  const integer = integerOf(value);
  return integer === undefined ? undefined : Number(integer);
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (value instanceof Map) return "object";
  if (Array.isArray(value)) return "array";
  return numberOf(value) === undefined ? typeof value : "number";
}

/** What is wrong with the type of a value. */
export function typesOf(wanted: unknown, value: unknown, at: string): Problem | undefined {
  if (wanted === undefined) return undefined;
  const types = (Array.isArray(wanted) ? wanted : [wanted]).map(String);
  const got = typeOf(value);
  if (types.includes(got)) return undefined;
  if (got === "number" && types.includes("integer") && Number.isInteger(numberOf(value))) {
    return undefined;
  }
  const shown = types.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)).join(" or ");
  return problem(at, `got ${got}, want ${shown}`);
}

/** JSON as Go values: what a schema holds, comparable with what a chart holds. */
export function goValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(goValue);
  if (typeof value !== "object" || value === null) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, goValue(item)]));
}

const equals = (value: unknown, wanted: unknown): boolean =>
  deepEqual(numberOf(value) ?? value, goValue(wanted));

function checkNumber(schema: Fields, value: number, at: string): Problem[] {
  const out: Problem[] = [];
  const say = (keyword: string, limit: number, wrong: boolean) => {
    if (wrong) {
      out.push(problem(at, `${keyword}: got ${shownNumber(value)}, want ${shownNumber(limit)}`));
    }
  };
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = schema;
  if (typeof minimum === "number") {
    if (above === true) say("exclusiveMinimum", minimum, value <= minimum);
    else say("minimum", minimum, value < minimum);
  }
  if (typeof maximum === "number") {
    if (below === true) say("exclusiveMaximum", maximum, value >= maximum);
    else say("maximum", maximum, value > maximum);
  }
  if (typeof above === "number") say("exclusiveMinimum", above, value <= above);
  if (typeof below === "number") say("exclusiveMaximum", below, value >= below);
  if (typeof multipleOf === "number" && multipleOf > 0) {
    const times = value / multipleOf;
    const wrong = Math.abs(times - Math.round(times)) > 1e-9;
    if (wrong) {
      out.push(
        problem(at, `multipleOf: got ${shownNumber(value)}, want ${shownNumber(multipleOf)}`),
      );
    }
  }
  return out;
}

function checkText(schema: Fields, value: string, at: string, asserts: boolean): Problem[] {
  const out: Problem[] = [];
  const { minLength, maxLength, pattern, format } = schema;
  const length = [...value].length;
  if (typeof minLength === "number" && length < minLength) {
    out.push(problem(at, `minLength: got ${shownCount(length)}, want ${shownCount(minLength)}`));
  }
  if (typeof maxLength === "number" && length > maxLength) {
    out.push(problem(at, `maxLength: got ${shownCount(length)}, want ${shownCount(maxLength)}`));
  }
  if (typeof pattern === "string" && matchesPattern(pattern, value) === false) {
    out.push(problem(at, `${quoted(value)} does not match pattern ${quoted(pattern)}`));
  }
  if (typeof format === "string" && asserts) {
    const wrong = FORMATS.get(format)?.(value);
    if (wrong) out.push(problem(at, `${quoted(value)} is not valid ${format}: ${wrong}`));
  }
  return out;
}

/** What is wrong with a value that is no object and no list, and by enum and const with any. */
export function checkScalar(
  schema: Fields,
  value: unknown,
  at: string,
  asserts: boolean,
): Problem[] {
  const out: Problem[] = [];
  const { enum: wanted, const: constant } = schema;
  if (Array.isArray(wanted) && !wanted.some((one) => equals(value, one))) {
    const simple = wanted.every((one) => typeof one !== "object" || one === null);
    const words = wanted.length === 1
      ? `value must be ${display(wanted[0])}`
      : `value must be one of ${wanted.map(display).join(", ")}`;
    out.push(problem(at, simple ? words : "'enum' failed"));
  }
  if (Object.hasOwn(schema, "const") && !equals(value, constant)) {
    const simple = typeof constant !== "object" || constant === null;
    out.push(problem(at, simple ? `value must be ${display(constant)}` : "'const' failed"));
  }
  const number = numberOf(value);
  if (number !== undefined) out.push(...checkNumber(schema, number, at));
  if (typeof value === "string") out.push(...checkText(schema, value, at, asserts));
  return out;
}
