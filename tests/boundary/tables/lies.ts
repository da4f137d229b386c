import { category, gone, type Refusal, type Row } from "../row.ts";

const refusedAs = (reason: string): Refusal => ({
  throws: new RegExp(`^Failure .*${reason}`),
  counted: new RegExp(reason),
});
const broken = gone(/broke the protocol/);
const alive: Refusal = { yields: "alive" };

/** Numbers at their ends, storms of messages, values too deep to walk, and folders bent under the kernel. */
export const lies: readonly Row[] = [
  ...category("lies", "lies", [
    ["a value is kept for no endless time", "endlessCache", { yields: "not kept" }],
    ["a negative time-out is no time-out", "negativeTimeout", refusedAs("BadRequest")],
    ["a negative limit is no limit", "hugeLimit", refusedAs("BadRequest")],
    ["a failure to be tried again in endless time ends the process", "endlessRetry", broken],
    ["an endless id ends the process", "endlessId", broken],
    ["values too deep to walk harm no other", "deepReport", alive],
    ["an answer too deep to walk is a violation", "deepAnswer", { fails: "ContractViolation" }],
    ["a storm of cancels ends nothing but its own calls", "cancelStorm", { yields: 3 }],
    ["a dialled stream of lies ends alone", "streamLies", alive],
    ["connections of one call are counted", "dialForever", refusedAs("TooManyConnections")],
    [
      "a scratch folder that is gone holds nothing to send",
      "scratchGone",
      refusedAs("PathRefused"),
    ],
  ], { control: "handles.own", timeoutMs: 3000 }),
  ...category("lies", "lies", [
    ["what is laid out for the next call is not found by it", "planted", { yields: [] }, {
      before: "lies.laidOut",
    }],
    ["a file in the place of all scratch costs the process, and no call", "planted", {
      yields: [],
      counted: /FoldersBroken|ScratchFull/,
    }, { before: "lies.scratchForFile" }],
  ], { control: "handles.own" }),
  ...category("lies", "lies", [
    [
      "credits that ask for answers are held back like calls",
      "creditFlood",
      gone(/did not answer/),
    ],
  ], { control: "outside, alike", timeoutMs: 500 }),
];
