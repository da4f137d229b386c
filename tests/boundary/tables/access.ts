import { category, notCapable, type Refusal, type Row } from "../row.ts";

/** Files, links, environment, programs, libraries, signals, processes, descriptors, imports. */
/** node:child_process keeps the reason to itself; that nothing ran is seen by its trace. */
const notRun: Refusal = { throws: /Command failed|status is undefined/ };

export const access: readonly Row[] = [
  ...category("files", "files", [
    ["Deno.readTextFile() of a token is refused", "readText", notCapable],
    ["node:fs readFile of a token is refused", "readNode", notCapable],
    ["node:fs/promises readFile of a token is refused", "readPromise", notCapable],
    ["a node:fs read stream of a token is refused", "readStream", notCapable],
    ["fs.openAsBlob() of a token is refused", "openBlob", notCapable],
    ["a path with dots leads out of no folder", "readDotted", notCapable],
    ["/etc/passwd is not read", "readPasswd", notCapable],
    ["the root folder is not listed", "listRoot", notCapable],
    ["a file outside is not even looked at", "statOutside", notCapable],
    ["node:fs accessSync() tells nothing of a file outside", "existsOutside", notCapable],
    ["realPath() tells nothing of a folder outside", "realPath", notCapable],
    ["no file is written outside", "writeOutside", notCapable],
    ["node:fs writes no file outside", "writeNode", notCapable],
    ["no folder is made outside", "makeFolder", notCapable],
    ["no file is removed outside", "removeOutside", notCapable],
    ["no file is moved into scratch", "renameIn", notCapable],
    ["no file is copied into scratch", "copyIn", notCapable],
    ["no mode is changed outside", "chmodOutside", notCapable],
    ["the plugin's own bundle is not overwritten", "overwriteBundle", notCapable],
    ["no file is added to the bundle", "addToBundle", notCapable],
    ["an input is not overwritten", "overwriteInput", notCapable],
    ["an input is not opened for writing", "openInputForWriting", notCapable],
    ["an input is not moved to where it could be written", "moveInput", notCapable],
    ["the inputs of another process are not read", "readNeighbour", notCapable],
    ["nothing is planted in another process's scratch", "writeNeighbour", notCapable],
    ["a folder outside is not watched", "watchOutside", notCapable],
    ["no temporary file is made", "temporary", notCapable],
    ["node:sqlite opens no file outside", "sqlite", notCapable],
    ["sqlite's ATTACH opens no file outside", "sqliteAttach", {
      throws: /NotCapable|too many attached|not authorized/,
    }],
    ["v8 writes no heap snapshot", "heapSnapshot", notCapable],
  ]),
  ...category("links", "links", [
    ["a symbolic link out of scratch is refused", "symlink", notCapable],
    ["node:fs makes no symbolic link", "symlinkNode", notCapable],
    ["a hard link to a file outside is refused", "hardLink", notCapable],
    ["a hard link to an input, which could be written, is refused", "hardLinkInput", notCapable],
    ["a link to a folder outside is refused", "folderLink", notCapable],
    ["no race of links and reads leads out of scratch", "race", { yields: "lost" }],
  ]),
  ...category("environment", "environment", [
    ["Deno.env.get() finds nothing", "getVariable", { yields: null }],
    ["Deno.env.toObject() is empty", "allVariables", { yields: {} }],
    ["process.env is empty", "nodeVariables", { yields: [] }],
    ["a variable that it sets is its own", "setVariable", { yields: null }, {
      control: "outside, alike",
    }],
    ["the host's name is refused", "hostname", notCapable],
    ["the user's name is refused", "userInfo", notCapable],
    ["the network's interfaces are refused", "networkInterfaces", notCapable],
    ["the load of the machine is refused", "loadAverage", notCapable],
    ["the home folder is refused", "home", notCapable],
  ]),
  ...category("spawn", "spawn", [
    ["Deno.Command is refused", "command", notCapable],
    ["Deno.Command of Deno itself is refused", "commandSelf", notCapable],
    ["child_process.exec() is refused", "exec", notCapable],
    ["child_process.execSync() is refused", "execSync", notRun],
    ["child_process.execFileSync() is refused", "execFile", notRun],
    ["child_process.spawn() is refused", "spawn", notCapable],
    ["child_process.spawnSync() is refused", "spawnSync", notRun],
    ["child_process.fork() is refused", "fork", notCapable],
    ["a shell is refused", "shell", notRun],
  ]),
  ...category("ffi", "foreign", [
    ["Deno.dlopen() is refused, though boot could", "dlopen", notCapable],
    ["process.dlopen() is refused", "processDlopen", notCapable],
    ["Deno.UnsafePointer.create() is refused", "pointerFromNumber", notCapable],
    ["Deno.UnsafePointer.of() is refused", "pointerToBytes", notCapable],
    ["Deno.UnsafeCallback is refused", "callback", notCapable],
    ["the right to ffi that boot gave up does not come back", "regainPermission", {
      throws: /state is denied/,
    }],
    ["a native add-on is refused", "nativeAddon", notCapable],
  ]),
  ...category("signals", "signals", [
    ["SIGKILL to another process is refused", "kill", notCapable],
    ["SIGSTOP to another process is refused", "stop", notCapable],
    ["process.kill() of another process is refused", "nodeKill", notCapable],
    ["signal 0 does not tell whether a process is there", "probe", notCapable],
    ["SIGTERM to another process is refused", "terminate", notCapable],
    ["a signal to a process group is refused", "group", notCapable],
  ]),
  ...category("/proc", "proc", [
    ["its own environ is not read", "selfEnviron", notCapable],
    ["the kernel's environ is not read", "parentEnviron", notCapable],
    ["the kernel's memory is not opened", "parentMemory", notCapable],
    ["the kernel's memory map is not read", "parentMaps", notCapable],
    ["its own memory is not opened", "selfMemory", notCapable],
    ["processes are not listed", "listProcesses", notCapable],
    ["the command line of another process is not read", "neighbourCommand", notCapable],
    ["the kernel's descriptors are not listed", "parentFds", notCapable],
    ["/proc/PID/root leads nowhere", "parentRoot", notCapable],
    ["its control group is not read", "cgroups", notCapable],
  ]),
  ...category("descriptors", "descriptors", [
    ["fs.readSync() finds no descriptor of the kernel from 3 to 64", "readNumbers", {
      throws: /none of 62/,
    }],
    ["/dev/fd is not opened", "deviceDescriptor", notCapable],
    ["/dev/stdin is not opened", "openDevice", notCapable],
    ["its descriptors are not listed", "selfDescriptors", notCapable],
    ["fs.closeSync() finds no descriptor from 3 to 64", "closeNumbers", { throws: /none of 62/ }],
  ]),
  ...category("imports", "imports", [
    ["import() of a file as text is refused", "text", notCapable],
    ["import() of a file as JSON is refused", "json", notCapable],
    ["import() of a script outside is refused", "script", notCapable],
    ["import() over http is refused, and nobody asks", "overHttp", {
      throws: /Requires import access|remote|not allowed|NotCapable/i,
    }],
    ["import() of a package tells no registry its name", "npmByName", {
      throws: /npm|specifier|cached/i,
    }],
    ["import() of a jsr: package tells no registry its name", "jsrByName", {
      throws: /jsr|Requires|remote|cached/i,
    }, { control: "outside, alike" }],
    ["a static import in a data: module reads no file", "staticInData", notCapable],
    ["a static import in a data: module runs no script outside", "staticScriptInData", notCapable],
    ["a static import in a blob: module reads no file", "staticInBlob", notCapable],
    ["a static import in a data: module asks nobody", "httpInData", {
      throws: /Requires import access|remote|not allowed|NotCapable/i,
    }],
    ["require() of JSON is refused", "require", notCapable],
    ["require() of a script is refused", "requireScript", notCapable],
    ["Module._load() is refused", "moduleLoad", notCapable],
    ["import() in an evaluated function is refused", "evaluated", notCapable],
    ["import() of a file as bytes is refused", "bytes", {
      throws: /NotCapable|unsupported|not a valid module type/,
    }],
    ["import() of wasm outside is refused", "wasm", { throws: /Requires read access/ }],
    ["a static import in a data: module asks no registry", "npmInData", {
      throws: /npm|specifier|cached/i,
    }],
    ["a package.json in scratch leads to no file outside", "bareInScratch", {
      throws: /not a dependency|NotCapable/,
    }, { control: "imports.ownScript" }],
    ["the main of a package in scratch leads to no file outside", "requireMain", {
      throws: /NotCapable|not found|Cannot find/,
    }, { control: "imports.ownScript" }],
    ["the loader of JSON is refused", "requireByHook", notCapable],
    ["a source map outside is not read", "sourceMap", { yields: false }, {
      control: "outside, alike",
    }],
    ["a script in its own scratch is its own", "ownScript", { yields: 42 }, {
      control: "outside, alike",
    }],
  ]),
];
