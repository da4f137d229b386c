import { category, gone, notCapable, type Row } from "../row.ts";

/** Workers, caches, permissions, and the plugin's own realm and end. */
export const runtime: readonly Row[] = [
  ...category("workers", "workers", [
    ["a worker reads no more than its plugin", "nested", notCapable],
    ["a worker gets no permission that its plugin lacks", "escalated", gone(/status 70/)],
    ["a worker that inherits reads no more", "inherited", gone(/status 70/)],
    ["a worker of a worker reads no more", "twice", notCapable],
    ["a worker is not started from a file outside", "fileWorker", {
      throws: /Requires read access|NotCapable|not found|Unhandled/i,
    }],
    ["what a data: worker imports is judged", "staticText", { throws: /Requires read access/ }],
    ["what a blob: worker imports is judged", "staticBlob", { throws: /Requires read access/ }],
    ["what a worker imports over http is refused", "staticHttp", {
      throws: /Requires import access|remote|not allowed/i,
    }],
    ["what a worker from scratch imports is judged", "staticScratch", {
      throws: /Requires read access/,
    }],
    ["node:worker_threads reads no more", "threads", notCapable],
    ["a worker has no network", "network", notCapable],
    ["a BroadcastChannel reaches no other process", "sharedMemory", { yields: "silence" }, {
      control: "realm.nothing",
    }],
  ], { memoryMiB: 1024 }),
  ...category("caches", "caching", [
    ["the cache API has no disk to poison", "cacheApi", { throws: /./ }],
    ["DENO_DIR is not seen", "denoFolder", notCapable],
    ["nothing is put beside the bundle", "ownCache", notCapable],
    ["localStorage is not there", "localStorage", { throws: /./ }],
    ["Deno.openKv() is not there", "kv", { throws: /not a function/ }],
    ["a compile cache writes nothing outside", "compileCache", notCapable],
  ]),
  ...category("permissions", "permissions", [
    ["a request to read is denied without a prompt", "requestRead", { throws: /state is denied/ }],
    ["a request for the network is denied without a prompt", "requestNet", {
      throws: /state is denied/,
    }],
    ["a request to run is denied without a prompt", "requestRun", { throws: /state is denied/ }],
    ["a request for the environment is denied without a prompt", "requestEnv", {
      throws: /state is denied/,
    }],
    ["a request to write is denied without a prompt", "requestWrite", {
      throws: /state is denied/,
    }],
    ["a request for the system is denied without a prompt", "requestSys", {
      throws: /state is denied/,
    }],
    ["no permission is granted as a whole", "queryAll", { yields: 0 }],
    ["confirm() is answered by nobody", "ask", { throws: /nobody said yes/ }, {
      control: "realm.nothing",
    }],
    ["process.binding() opens no door", "nodePermission", notCapable],
  ]),
  ...category("its own end", "ends", [
    ["Deno.exit() ends its own process", "exit", gone(/status 7/)],
    ["process.exit() ends its own process", "nodeExit", gone(/status 8/)],
    ["process.abort() ends its own process", "abort", gone(/ended/)],
    ["SIGKILL to itself ends its own process", "killSelf", gone(/SIGKILL/)],
    ["an uncaught error ends its own process", "uncaught", gone(/status 1/)],
    ["a stack overflow in a timer ends its own process", "stackInTimer", gone(/status 1/)],
    ["closing its output ends its own process", "closeOutput", gone(/ended/)],
  ], { control: "ends" }),
  ...category("realm", "realm", [
    ["a polluted prototype does not reach the kernel", "pollute", { yields: 1 }, {
      control: "outside, alike",
    }],
    ["it renames no process but its own", "rename", { yields: "renamed" }, {
      control: "outside, alike",
    }],
    ["one that swallows signals is stopped none the less", "swallow", { yields: "deaf" }, {
      control: "outside, alike",
    }],
    ["a rejection that nobody catches harms no call", "rejection", { yields: "alive" }, {
      control: "ends",
    }],
    ["whatever an honest plugin prints by console harms no frame", "console", { yields: "alive" }, {
      control: "outside, alike",
    }],
    ["evaluated code has no more rights", "evaluate", { yields: 42 }, {
      control: "outside, alike",
    }],
    ["V8 flags that it sets are its own", "flags", { yields: "set" }, {
      control: "outside, alike",
    }],
    ["the inspector is refused", "inspector", notCapable],
    ["Object.prototype.toJSON breaks its own answers alone", "toJson", gone(/broke the protocol/), {
      control: "outside, alike",
      timeoutMs: 600,
    }],
    ["one that reads its own input starves itself alone", "stealInput", { yields: "alive" }, {
      control: "outside, alike",
      timeoutMs: 600,
    }],
  ]),
];
