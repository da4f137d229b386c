import { category, type Refusal, type Row } from "../row.ts";

const unstarted = (because: RegExp): Refusal => ({
  fails: "PluginUnavailable",
  because: new RegExp(`"hostile" .*${because.source}`),
});
const harmless = (counted?: RegExp): Refusal => ({ yields: "alive", ...counted && { counted } });

/** What a plugin does while it is created. */
export const starts: readonly Row[] = category("starts", "starts", [
  ["of two greetings the second is counted", "twice", harmless(/^Protocol/)],
  ["of many greetings the first stands", "fourTimes", harmless(/^Protocol/)],
  [
    "one that greets and is deaf misses its first deadline",
    "thenDeaf",
    unstarted(/did not answer/),
  ],
  ["one that greets and then fails has no method", "thenFailed", {
    fails: "NoSuchMethod",
  }],
  ["one that never greets is not waited for", "late", unstarted(/cannot be started/)],
  ["one that computes without end is not waited for", "deaf", unstarted(/cannot be started/)],
  ["one that greets as another kind does not start", "otherKind", unstarted(/another kind/)],
  ["one that greets with another contract does not start", "otherContract", unstarted(/another/)],
  ["no greeting for a greeting does not start", "noAnswer", unstarted(/greeting is none/)],
  ["methods that are text do not start", "noList", unstarted(/greeting is none/)],
  ["words as long as books do not start", "longWords", unstarted(/greeting is none/)],
  ["a start that fails in the kernel's name is the plugin's", "asKernel", unstarted(/no/)],
  ["a start that calls itself lost is the plugin's", "asLost", unstarted(/no/)],
  ["answers before anything was asked are counted", "beforeAsked", harmless(/^Protocol/)],
  ["what is asked before the first call is refused", "asks", harmless(/HandleRevoked/)],
  ["bytes on streams that nobody opened are counted", "streams", harmless(/^Protocol/)],
  ["text on standard output does not start", "prints", unstarted(/./)],
  ["nothing thrown is told as such", "throwsNothing", unstarted(/undefined/)],
  ["what is thrown and cannot be read is told as such", "throwsProxy", unstarted(/object|read/)],
  ["an exit is told with its status", "exits", unstarted(/its process ended with status/)],
  ["a heap that is full is told with the signal", "takesHeap", unstarted(/its process ended/)],
], { control: "realm.nothing", atStart: true, timeoutMs: 1000 });
