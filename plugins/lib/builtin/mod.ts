/**
 * Node's larger modules, each loaded when it is first needed: that takes 15 to 20 ms, and most calls need none of them.
 *
 * @module
 */
export const builtin = {
  get Buffer(): typeof import("node:buffer").Buffer {
    return globalThis.process.getBuiltinModule("node:buffer").Buffer;
  },
  get crypto(): typeof import("node:crypto") {
    return globalThis.process.getBuiltinModule("node:crypto");
  },
  get net(): typeof import("node:net") {
    return globalThis.process.getBuiltinModule("node:net");
  },
  get zlib(): typeof import("node:zlib") {
    return globalThis.process.getBuiltinModule("node:zlib");
  },
};
