import { category, gone, type Refusal, type Row } from "../row.ts";

const answered = (counted: RegExp): Refusal => ({ yields: "answered", counted });
const revoked = answered(/^HandleRevoked$/);
const broken = gone(/broke the protocol/);

/** What a plugin does after it has answered, and messages that come at once or before their time. */
export const later: readonly Row[] = [
  ...category("after the answer", "later", [
    ["a timer's use of the call's handle is refused", "timer", revoked],
    ["an interval's lines for the log are refused", "interval", revoked],
    ["thousands of microtasks later the handle is refused", "microtasks", revoked],
    ["an immediate's use of the handle is refused", "immediate", revoked],
    ["what waits for a file first is refused", "file", revoked],
    ["a report is refused", "report", revoked],
    ["a request is refused, and reaches nobody", "fetchUnderWay", revoked],
    ["a connection ends with its call", "useConnection", { throws: /./ }, {
      before: "later.keepConnection",
      control: "later.ownConnection",
    }],
  ], { control: "handles.own" }),
  ...category("at once", "later", [
    ["of two answers in one write the first stands", "twoInOneWrite", {
      yields: "first",
      counted: /^Protocol/,
    }],
    ["of a failure and an answer in one write the first stands", "failureThenAnswer", {
      fails: "Forged",
      counted: /^Protocol/,
    }],
    ["answers to calls that are yet to come are counted", "nextCall", answered(/^Protocol/)],
    ["a method with a NUL is none", "nulByte", { yields: "alive", counted: /HandleRevoked/ }],
    ["letters in more bytes than they take end the process", "overlong", broken],
    ["halves of letters are data", "surrogates", { yields: "alive", counted: /NoSuchHandle/ }],
    ["ends of streams that never were are counted", "emptyPieces", {
      yields: "alive",
      counted: /^Protocol/,
    }],
    ["bytes on streams of any number are counted", "highStreams", {
      yields: "alive",
      counted: /^Protocol/,
    }],
  ], { control: "handles.own", timeoutMs: 3000 }),
];
