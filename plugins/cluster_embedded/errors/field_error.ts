import { writeSorted } from "../json/write.ts";
import { goQuote } from "./go_quote.ts";

/** One cause of an invalid object, in the terms of apimachinery's field.Error. */
export interface FieldError {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** A value in a message, as Go prints it: strings quoted, objects as JSON. */
function show(value: unknown): string {
  if (typeof value === "string") return goQuote(value);
  if (typeof value === "object" && value !== null) return writeSorted(value);
  return String(value);
}

const cause = (reason: string, field: string, message: string): FieldError => ({
  reason: `FieldValue${reason}`,
  field,
  message,
});
const tail = (detail: string) => detail === "" ? "" : `: ${detail}`;

/** The field must have a value. */
export const required = (field: string, detail = ""): FieldError =>
  cause("Required", field, `Required value${tail(detail)}`);

/** The value is wrong. */
export const invalidValue = (field: string, value: unknown, detail = ""): FieldError =>
  cause(
    "Invalid",
    field,
    `Invalid value: ${value === undefined || value === null ? "null" : show(value)}${tail(detail)}`,
  );

/** The value has the wrong JSON type. */
export const typeInvalid = (field: string, value: unknown, detail = ""): FieldError =>
  cause("TypeInvalid", field, `Invalid value: ${show(value)}${tail(detail)}`);

/** The value is none of those allowed. */
export const unsupported = (
  field: string,
  value: unknown,
  supported: readonly string[],
): FieldError =>
  cause(
    "NotSupported",
    field,
    `Unsupported value: ${show(value)}${
      supported.length > 0
        ? `: supported values: ${supported.map((s) => JSON.stringify(s)).join(", ")}`
        : ""
    }`,
  );

/** The field may not be set, or not be changed. */
export const forbidden = (field: string, detail: string): FieldError =>
  cause("Forbidden", field, `Forbidden${tail(detail)}`);

/** Another item has this value. */
export const duplicate = (field: string, value: unknown): FieldError =>
  cause("Duplicate", field, `Duplicate value: ${show(value)}`);

/** What the value names is not there. */
export const notFoundValue = (field: string, value: unknown): FieldError =>
  cause("NotFound", field, `Not found: ${show(value)}`);

/** The value has more than `max` bytes. */
export const tooLong = (field: string, max: number): FieldError =>
  cause("TooLong", field, `Too long: may not be more than ${max} ${max === 1 ? "byte" : "bytes"}`);

/** The list has more than `max` items. */
export const tooMany = (field: string, actual: number, max: number): FieldError =>
  cause("TooMany", field, `Too many: ${actual}: must have at most ${max} items`);
