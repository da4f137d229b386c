import type { Attacks } from "../world.ts";

const touch = "/bin/touch";
const child = () => import("node:child_process");

/** Other programs, and libraries. */
export const spawn = {
  command: ({ outside }) =>
    new Deno.Command(touch, { args: [`${outside}/ran-1`] }).outputSync().code,
  commandSelf: () => new Deno.Command(Deno.execPath(), { args: ["--version"] }).outputSync().code,
  exec: async ({ outside }) => {
    const { exec } = await child();
    return await new Promise((resolve, reject) =>
      exec(`${touch} ${outside}/ran-2`, (error) => error ? reject(error) : resolve(0))
    );
  },
  execSync: async ({ outside }) => (await child()).execSync(`${touch} ${outside}/ran-3`).length,
  execFile: async ({ outside }) => (await child()).execFileSync(touch, [`${outside}/ran-4`]).length,
  spawn: async ({ outside }) => {
    const { spawn } = await child();
    return await new Promise((resolve, reject) => {
      const made = spawn(touch, [`${outside}/ran-5`]);
      made.on("error", reject);
      made.on("exit", resolve);
    });
  },
  spawnSync: async ({ outside }) => {
    const { error, status } = (await child()).spawnSync(touch, [`${outside}/ran-6`]);
    if (error || status !== 0) throw error ?? new Error(`status is ${status}`);
    return status;
  },
  fork: async ({ outside }) => {
    const file = `${outside}/forked.mjs`;
    const { fork } = await child();
    return await new Promise((resolve, reject) => {
      const made = fork(file);
      made.on("error", reject);
      made.on("exit", resolve);
    });
  },
  shell: async ({ outside }) => {
    const { error, status } = (await child()).spawnSync(`${touch} ${outside}/ran-7`, {
      shell: true,
    });
    if (error || status !== 0) throw error ?? new Error(`status is ${status}`);
    return status;
  },
} satisfies Attacks;

const libc = Deno.build.os === "darwin" ? "/usr/lib/libSystem.dylib" : "libc.so.6";

export const foreign = {
  dlopen: () => {
    const library = Deno.dlopen(libc, { getppid: { parameters: [], result: "i32" } });
    const parent = library.symbols.getppid();
    library.close();
    return parent;
  },
  processDlopen: async ({ canary }) => {
    const process = (await import("node:process")).default as unknown as {
      dlopen(module: object, path: string): void;
    };
    try {
      process.dlopen({ exports: {} }, canary);
    } catch (error) {
      // Outside, a file that is no library is refused by the loader itself: the door was open.
      if (String(error).includes("file too short") || String(error).includes("invalid ELF")) {
        return "loaded";
      }
      throw error;
    }
  },
  pointerFromNumber: () => Deno.UnsafePointer.create(0x1000n) !== null,
  pointerToBytes: () => Deno.UnsafePointer.of(new Uint8Array(8)) !== null,
  callback: () => {
    new Deno.UnsafeCallback({ parameters: [], result: "void" }, () => {}).close();
  },
  regainPermission: async () => {
    const { state } = await Deno.permissions.request({ name: "ffi" });
    if (state !== "granted") throw new Error(`state is ${state}`);
    return state;
  },
  nativeAddon: async ({ outside }) => {
    const { createRequire } = await import("node:module");
    try {
      return createRequire(`file://${outside}/x.js`)(`${outside}/addon.node`);
    } catch (error) {
      if (String(error).includes("file too short") || String(error).includes("invalid ELF")) {
        return "loaded";
      }
      throw error;
    }
  },
} satisfies Attacks;
