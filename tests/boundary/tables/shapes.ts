import { category, gone, type Refusal, type Row } from "../row.ts";

const broken = gone(/broke the protocol/);
const lie: Refusal = { fails: "ContractViolation", because: /"hostile" broke the contract/ };
const refusedAs = (reason: string): Refusal => ({
  throws: new RegExp(`^Failure .*${reason}`),
  counted: new RegExp(reason),
});

/** Messages at the edge of what can be written. */
export const shapes: readonly Row[] = [
  ...category("shapes of messages", "shapes", [
    ["an id beyond the exact numbers ends the process", "hugeId", broken],
    ["half an id ends the process", "halfId", broken],
    ["an id of zero ends the process", "zeroId", broken],
    ["a list for an id ends the process", "listId", broken],
    ["no id ends the process", "noId", broken],
    ["a list for a type ends the process", "listType", broken],
    ["a prototype for a type ends the process", "prototypeType", broken],
    ["half a credit ends the process", "halfCredit", broken],
    ["credit without end ends the process", "endlessCredit", broken],
    ["a number for a method ends the process", "methodNumber", broken],
    ["a byte order mark ends the process", "byteOrderMark", broken],
    ["two messages in a frame end the process", "twoMessages", broken],
    ["a list for a failure ends the process", "failureList", broken],
    ["a failure by inheritance ends the process", "failureInherited", broken],
    ["a piece of no stream and no bytes ends the process", "noPayload", broken],
    ["no value is no answer", "noValue", lie],
    ["of keys that stand twice the last counts", "twiceKeyed", lie],
    ["60,000 wrong values are a violation at once", "wrongMany", lie],
    ["35,000 unknown keys are a violation at once", "wrongKeys", lie],
    ["values of 60,000 levels are a violation", "wrongDeep", lie],
    ["a key of 400,000 letters is a violation", "longKey", lie],
  ], { control: "outside, alike", timeoutMs: 1000 }),
  ...category("shapes of messages", "shapes", [
    ["an answer that drips in is an answer", "inParts", { yields: "forged" }],
    ["a method of 400,000 letters is refused", "longMethod", refusedAs("NoSuchHandle")],
    ["a handle of 400,000 letters is refused", "longHandle", refusedAs("HandleRevoked")],
    ["null for params is refused", "nullParams", refusedAs("HandleRevoked")],
    ["params of 50,000 levels are refused", "deepParams", {
      yields: "alive",
      counted: /BadRequest/,
    }],
    ["30,000 headers are refused", "manyParams", refusedAs("BadRequest")],
    ["half letters are data", "halfLetters", { yields: 2 }],
    ["frames between the pieces of a stream harm no call", "betweenPieces", { yields: 3 }],
    ["a stream that sends more than it may ends alone", "oversent", { yields: "alive" }],
  ], { control: "handles.own", timeoutMs: 5000 }),
];
