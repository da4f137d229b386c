import { category, gone, type Refusal, type Row } from "../row.ts";

const broken = gone(/broke the protocol/);
const late = gone(/did not answer/);
const lie: Refusal = { fails: "ContractViolation", because: /"hostile" broke the contract/ };
const counted = (what: RegExp, yields: unknown = null): Refusal => ({ yields, counted: what });
const refusedAs = (reason: string): Refusal => ({
  throws: new RegExp(`^Failure .*${reason}`),
  counted: new RegExp(reason),
});

/** Frames, forged answers, handles and what the brokers refuse. */
export const wire: readonly Row[] = [
  ...category("broken frames", "brokenFrames", [
    ["a frame over 512 KiB ends the process", "tooLong", broken],
    ["a frame of 4 GiB ends the process before it is held", "longest", broken],
    ["a frame of no bytes ends the process", "empty", broken],
    ["a frame of an unknown type ends the process", "unknownType", broken],
    ["a message that is no JSON ends the process", "noJson", broken],
    ["a message that is no UTF-8 ends the process", "noUnicode", broken],
    ["a message of an unknown type ends the process", "noMessage", broken],
    ["a list for a message ends the process", "list", broken],
    ["null for a message ends the process", "nothing", broken],
    ["a negative id ends the process", "negativeId", broken],
    ["an id that is text ends the process", "textId", broken],
    ["a message of an inherited type ends the process", "inherited", broken],
    ["text on standard output ends the process", "printed", broken],
    ["a failure of no known code ends the process", "noFailure", broken],
    ["a piece without a stream ends the process", "shortPiece", broken],
    ["a message of 400,000 open brackets ends the process", "deep", broken],
    ["half a frame holds only its own call", "half", gone(/did not answer/)],
  ], { control: "outside, alike", timeoutMs: 500 }),
  ...category("forged frames", "forgedFrames", [
    ["answers to nothing are counted and harm no call", "unknownAnswers", counted(/^Protocol/)],
    ["failures of nothing are counted and harm no call", "unknownErrors", counted(/^Protocol/)],
    [
      "of two answers the first stands and the second is counted",
      "secondAnswer",
      counted(/^Protocol/, "forged"),
    ],
    ["a late answer is nobody's", "lateAnswer", { yields: "first" }],
    ["an answer of the wrong shape names the plugin", "wrongShape", lie],
    ["an answer with more fields names the plugin", "moreFields", lie],
    ["an answer that is no object names the plugin", "noObject", lie],
    ["null for an answer names the plugin", "nullAnswer", lie],
    ["a thenable is data", "thenable", lie],
    ["keys of prototypes are data, and refused", "prototypeKeys", lie],
    ["keys of prototypes in a note are data", "prototypeNote", counted(/HandleRevoked/)],
    ["a list outside of scratch is refused", "listElsewhere", lie],
    ["a list that the method does not have is refused", "listUnasked", lie],
    ["a plugin that calls itself lost does not hold its caller", "lostAsPlugin", {
      fails: "PluginGone",
      because: /no/,
    }],
    ["a plugin that calls itself late is not tried again", "lateAsPlugin", {
      fails: "DeadlineExceeded",
      because: /no/,
    }],
    ["a failure's reason and message are bounded", "longFailure", {
      fails: "PluginError",
      because: /^x{1,40000}…?$/,
    }],
    ["bytes on no open stream are counted", "bytesOnNoStream", counted(/^Protocol/)],
    ["calls of the kernel with one id are refused", "sameCallTwice", counted(/./)],
    ["cancels, resets and credits of nothing do nothing", "cancels", { yields: "alive" }],
    ["the kernel takes no greeting", "greeting", counted(/HandleRevoked/)],
    [
      "a flood of calls without a handle is refused one by one",
      "callFlood",
      counted(/HandleRevoked/, "alive"),
    ],
    [
      "a flood of notes without a handle is refused one by one",
      "noteFlood",
      counted(/HandleRevoked/, "alive"),
    ],
  ], { control: "outside, alike", timeoutMs: 3000 }),
  ...category("handles", "handles", [
    ["a handle of a call that has ended is refused", "replayed", refusedAs("HandleRevoked"), {
      before: "handles.keep",
    }],
    [
      "a context kept from a call that has ended is refused",
      "keptContext",
      refusedAs("HandleRevoked"),
      { before: "handles.keep" },
    ],
    ["a guessed handle is refused", "guessed", refusedAs("HandleRevoked")],
    ["a handle with one letter changed is refused", "flipped", refusedAs("HandleRevoked")],
    ["no handle is refused", "absent", refusedAs("HandleRevoked")],
    ["an inherited name for a handle is refused", "inherited", refusedAs("HandleRevoked")],
    ["a list that reads as the handle is refused", "list", refusedAs("HandleRevoked")],
    ["params that are text are refused", "textParams", refusedAs("HandleRevoked")],
    ["a method that nobody lends is refused", "unknownMethod", refusedAs("NoSuchHandle")],
    ["an inherited method is refused", "inheritedMethod", refusedAs("NoSuchHandle")],
    ["params of the wrong shape are refused", "wrongParams", refusedAs("BadRequest")],
    ["params that name another tenant are refused", "moreParams", refusedAs("BadRequest")],
    ["a request that asks for no answer is not made", "fetchAsNote", counted(/NoSuchHandle/)],
  ], { control: "handles.own" }),
  ...category("capabilities", "capabilities", [
    ["http.fetch() of another host is refused", "otherHost", refusedAs("HostNotGranted"), {
      control: "capabilities.honestFetch",
    }],
    ["http.fetch() of another port is refused", "otherPort", refusedAs("HostNotGranted"), {
      control: "capabilities.honestFetch",
    }],
    [
      "http.fetch() of the metadata address is refused",
      "metadata",
      { throws: /Failure terminal/ },
      { control: "capabilities.honestFetch" },
    ],
    ["http.fetch() of a file is refused", "fileScheme", { throws: /Failure terminal/ }, {
      control: "capabilities.honestFetch",
    }],
    ["a header with a line break is refused", "splitHeader", refusedAs("BadRequest"), {
      control: "capabilities.honestFetch",
    }],
    ["http.download() out of scratch is refused", "downloadOutside", refusedAs("PathRefused"), {
      control: "capabilities.honestDownload",
    }],
    [
      "http.download() to an absolute path is refused",
      "downloadAbsolute",
      refusedAs("PathRefused"),
      { control: "capabilities.honestDownload" },
    ],
    ["http.upload() of a file outside is refused", "uploadOutside", refusedAs("PathRefused"), {
      control: "capabilities.honestDownload",
    }],
    ["a key of a Secret that was not granted is refused", "secretHidden", {
      throws: /Failure terminal/,
    }, { control: "capabilities.honestSecret" }],
    ["an inherited key of a Secret is refused", "secretInherited", { throws: /Failure terminal/ }, {
      control: "capabilities.honestSecret",
    }],
    ["a Secret where the profile names none is refused", "secretElsewhere", {
      throws: /Failure terminal/,
    }, { control: "capabilities.honestSecret" }],
    ["dial() of another port is refused", "dialOther", { throws: /Failure terminal/ }, {
      control: "capabilities.honestFetch",
    }],
    ["a value over 64 KiB is not cached", "cacheTooLarge", { throws: /Failure/ }, {
      control: "capabilities.honestCache",
    }],
    [
      "a kubeconfig of a plugin without a port is refused",
      "servingUnasked",
      refusedAs("ListenNotGranted"),
      { control: "capabilities.honestCache" },
    ],
    ["a flood of log lines is bounded", "longLog", { yields: "alive" }, {
      control: "capabilities.honestCache",
      timeoutMs: 5000,
    }],
  ]),
  ...category("floods", "floods", [
    ["notes without end end with their call", "notes", late],
    ["answers to nothing without end end with their call", "answers", late],
    ["log lines without end end with their call", "logs", late],
    ["calls without end end with their call", "calls", late],
    ["large calls without end end with their call", "largeCalls", late],
  ], { control: "outside, alike", timeoutMs: 500 }),
];
