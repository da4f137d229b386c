import { category, gone, type Refusal, type Row } from "../row.ts";

const failed = (because?: RegExp): Refusal => ({
  fails: "PluginError",
  ...because && { because },
});
const lie: Refusal = { fails: "ContractViolation", because: /"hostile" broke the contract/ };

/** What a method throws or answers, as strange as it may be: a typed failure at once, never a call without an answer. */
export const raw: readonly Row[] = category("thrown and answered", "raw", [
  ["null", "throwsNull", failed(/^null$/)],
  ["nothing", "throwsNothing", failed(/^undefined$/)],
  ["a symbol", "throwsSymbol", failed(/^Symbol\(s\)$/)],
  ["a bigint", "throwsNumber", failed(/^10$/)],
  ["a proxy that is revoked", "throwsProxy", failed(/cannot be read/)],
  ["an error whose message throws", "throwsGetter", failed(/cannot be read/)],
  ["what throws when it is made a text", "throwsToString", failed(/cannot be read/)],
  ["a message of megabytes is cut", "throwsLong", failed(/^x{8000,9000}…$/)],
  ["half a letter", "throwsHalf", failed(/half/)],
  ["a failure of no known code", "throwsNoCode", failed()],
  ["a failure whose delay is a bigint", "throwsBigRetry", failed()],
  ["a failure whose delay is no number", "throwsNoNumber", failed()],
  ["a failure of objects", "throwsObjects", failed()],
  ["an error whose trace throws", "throwsStack", failed()],
  ["an answer of nothing", "answersNothing", lie],
  ["an answer that is a function", "answersFunction", lie],
  ["an answer that is a symbol", "answersSymbol", lie],
  ["an answer that holds a bigint", "answersBig", failed(/BigInt/)],
  ["an answer that holds itself", "answersCircle", failed(/circular/)],
  ["an answer that is a revoked proxy", "answersProxy", failed(/revoked/)],
  ["an answer whose keys throw", "answersKeys", failed(/ownKeys/)],
  ["an answer whose fields throw", "answersGetter", failed(/getter/)],
  ["an answer that writes itself with more", "answersJson", lie],
  ["an answer with a number that is none", "answersNoNumber", lie],
  ["an answer over 512 KiB", "answersLong", failed(/message of \d+ bytes/)],
  ["an answer too deep to write", "answersDeep", lie],
  ["an answer that is a Map", "answersMap", lie],
  ["an answer that is a date", "answersDate", lie],
  ["an answer of a class", "answersClass", lie],
  ["an answer of 40,000 unknown keys", "answersManyKeys", lie],
  ["an answer whose then() throws", "answersThen", failed(/in then/)],
  ["an answer that never comes", "answersNever", gone(/did not answer/), { timeoutMs: 300 }],
  ["a report of too many conditions", "reportsMuch", lie],
  ["a report of an unknown type of event", "reportsOddly", lie],
], { control: "realm.nothing" });
