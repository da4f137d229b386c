import { RE2JS } from "re2js";
import { type FieldError, invalidValue, tooLong, typeInvalid } from "../errors/field_error.ts";
import { type Tree } from "../json/tree.ts";
import { formats } from "./formats.ts";

const patterns = new Map<string, RE2JS | undefined>();

/** A pattern in linear time; undefined where it is none. */
function patternOf(text: string): RE2JS | undefined {
  if (!patterns.has(text)) {
    let compiled: RE2JS | undefined;
    try {
      compiled = RE2JS.compile(text);
    } catch { /* a bad pattern matches nothing and refuses nothing */ }
    patterns.set(text, compiled);
  }
  return patterns.get(text);
}

export function checkString(value: string, schema: Tree, path: string, errors: FieldError[]): void {
  const length = [...value].length;
  if (typeof schema.maxLength === "number" && length > schema.maxLength) {
    return void errors.push(tooLong(path, schema.maxLength));
  }
  if (typeof schema.minLength === "number" && length < schema.minLength) {
    return void errors.push(
      invalidValue(
        path,
        value,
        `${path} in body should be at least ${schema.minLength} chars long`,
      ),
    );
  }
  const pattern = typeof schema.pattern === "string" && schema.pattern !== ""
    ? patternOf(schema.pattern)
    : undefined;
  if (pattern !== undefined && !pattern.matcher(value).find()) {
    errors.push(invalidValue(path, value, `${path} in body should match '${schema.pattern}'`));
  }
  const format = typeof schema.format === "string"
    ? formats[schema.format.replaceAll(/(?<!date|k8s|short|long)-/g, "").toLowerCase()]
    : undefined;
  if (format !== undefined && !format(value)) {
    errors.push(
      typeInvalid(
        path,
        value,
        `${path} in body must be of type ${schema.format}: ${JSON.stringify(value)}`,
      ),
    );
  }
}

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
};

export function checkNumber(
  value: number | bigint,
  schema: Tree,
  path: string,
  errors: FieldError[],
): void {
  const { minimum, maximum, multipleOf, format } = schema;
  const fail = (text: string) => errors.push(invalidValue(path, value, `${path} in body ${text}`));
  const range = typeof format === "string" ? ranges[format] : undefined;
  if (range !== undefined && (value < range[0] || value > range[1])) {
    errors.push(
      invalidValue(
        "<nil>",
        "",
        `Checked value must be of type ${schema.type} with format ${format} in ${path}`,
      ),
    );
  }
  if (typeof maximum === "number") {
    if (schema.exclusiveMaximum === true ? value >= maximum : value > maximum) {
      fail(
        `should be less than ${schema.exclusiveMaximum === true ? "" : "or equal to "}${maximum}`,
      );
    }
  }
  if (typeof minimum === "number") {
    if (schema.exclusiveMinimum === true ? value <= minimum : value < minimum) {
      fail(
        `should be greater than ${
          schema.exclusiveMinimum === true ? "" : "or equal to "
        }${minimum}`,
      );
    }
  }
  if (typeof multipleOf !== "number") return;
  const times = Number(value) / multipleOf;
  if (Math.abs(times - Math.round(times)) > 1e-9) fail(`should be a multiple of ${multipleOf}`);
}
