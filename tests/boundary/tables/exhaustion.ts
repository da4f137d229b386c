import { category, gone, type Refusal, type Row } from "../row.ts";

const late = gone(/did not answer/);
const dead = gone(/ended (by|with)/);
const scratchFull: Refusal = { fails: "ScratchFull" };

/** Loops, memory, descriptors, threads, disk and what is printed. */
export const exhaustion: readonly Row[] = [
  ...category("cpu", "cpu", [
    ["a loop without end misses its deadline and is killed", "spin", late],
    ["a loop of microtasks is killed", "microtasks", late],
    ["an expression that backtracks without end is killed", "regex", late],
    ["Atomics.wait() without end is killed", "wait", late],
    ["a loop in wasm is killed", "wasm", late],
    ["a loop in a getter is killed", "getter", late],
    ["a loop in a comparison is killed", "sort", late],
    ["one that never answers is killed", "neverAnswers", late],
  ], { control: "outside, alike", timeoutMs: 300 }),
  ...category("memory", "memory", [
    ["the heap is bounded", "heap", dead],
    ["strings are bounded", "strings", dead],
    ["a map is bounded", "map", dead],
    ["array buffers are bounded", "buffers", { throws: /RangeError.*allocation failed/i }],
    ["shared memory is bounded", "shared", { throws: /RangeError.*allocation failed/i }],
    ["wasm memory is bounded", "wasm", { throws: /RangeError|out of memory|could not allocate/i }],
    ["blobs are bounded", "blobs", dead],
    ["shared wasm memory is bounded", "sharedWasm", {
      throws: /RangeError|out of memory|could not allocate|Unable to grow/i,
    }],
    ["buffers that grow are bounded", "growing", { throws: /RangeError/ }],
    ["messages that nobody reads are bounded", "clones", { throws: /out of memory/ }],
    ["a database in memory is bounded", "database", { throws: /out of memory/ }],
    ["heaps of workers are bounded together", "inWorkers", dead],
  ], { timeoutMs: 60_000 }),
  ...category("bombs", "bombs", [
    ["open files are bounded", "descriptors", { throws: /Too many open files/ }],
    [
      "threads are bounded by the memory that they take",
      "threads",
      { fails: "PluginUnavailable" },
      { control: "outside, alike", timeoutMs: 8000 },
    ],
    ["one file passes no quota", "oneFile", scratchFull],
    ["many files pass no quota", "manyFiles", scratchFull],
    ["a million empty files pass no quota", "emptyFiles", scratchFull],
    ["a million folders pass no quota", "folders", scratchFull],
    ["files in a folder that is closed to others pass no quota", "hidden", scratchFull],
    ["files beside the call's own folder pass no quota", "beside", scratchFull],
    ["files of holes pass no quota", "sparse", scratchFull],
    ["folders deeper than any path pass no quota", "deepFolders", scratchFull],
    ["names of 255 letters pass no quota", "longNames", scratchFull],
    ["files on the move pass no quota", "hiddenByMoves", scratchFull],
    ["files without a name are few", "deleted", { throws: /Too many open files/ }],
    ["timers harm nobody", "timers", { yields: true }, { control: "outside, alike" }],
  ], { timeoutMs: 15_000, control: "outside" }),
  ...category("printing", "realm", [
    ["a flood on standard error waits for the kernel", "errorFlood", late],
    ["a drip of single bytes on standard error waits for the kernel", "errorDrip", late],
    ["a flood on standard output ends the process", "outputFlood", gone(/broke the protocol/)],
  ], { control: "outside, alike", timeoutMs: 500 }),
];
