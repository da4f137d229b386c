/** The functions of Masterminds/sprig 3.3, without those that read the environment or the network. */
import type { GoFunction } from "../gotemplate/mod.ts";
import { CERTIFICATES } from "./certificates.ts";
import { CRYPTO } from "./crypto.ts";
import { DATES } from "./dates.ts";
import { DICTS } from "./dicts.ts";
import { ENCODING } from "./encoding.ts";
import { LISTS } from "./lists.ts";
import { NUMBERS } from "./numbers.ts";
import { REGEX } from "./regex.ts";
import { STRINGS } from "./strings.ts";
import { ADDRESSES } from "./urls.ts";
import { VERSIONS } from "./versions.ts";

/** Sprig's functions by name. */
export const SPRIG: ReadonlyMap<string, GoFunction> = new Map([
  ...CERTIFICATES,
  ...CRYPTO,
  ...DATES,
  ...DICTS,
  ...ENCODING,
  ...LISTS,
  ...NUMBERS,
  ...REGEX,
  ...STRINGS,
  ...ADDRESSES,
  ...VERSIONS,
]);

export { TimeObject } from "./dates.ts";
export { deepCopy } from "./dicts.ts";
export { plainValue } from "./plain.ts";
export { matchesPattern, patternProblem } from "./regex.ts";
export { basePath, cleanPath } from "./urls.ts";
