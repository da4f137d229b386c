import type { Attacks } from "../world.ts";

const read = (path: string) => Deno.readTextFileSync(path).length;
const entry = (pid: number | string, name: string) => `/proc/${pid}/${name}`;

export const proc = {
  selfEnviron: () => read(entry("self", "environ")),
  parentEnviron: () => read(entry(Deno.ppid, "environ")),
  parentMemory: () => Deno.openSync(entry(Deno.ppid, "mem")).close(),
  parentMaps: () => read(entry(Deno.ppid, "maps")),
  selfMemory: () => Deno.openSync(entry("self", "mem"), { read: true, write: true }).close(),
  listProcesses: () => [...Deno.readDirSync("/proc")].length,
  neighbourCommand: ({ victim }) => read(entry(victim, "cmdline")),
  parentFds: () => [...Deno.readDirSync(entry(Deno.ppid, "fd"))].length,
  parentRoot: ({ canary }) => read(`/proc/${Deno.ppid}/root${canary}`),
  cgroups: () => read("/proc/self/cgroup"),
} satisfies Attacks;

/** Whether any of the descriptors 3 to 64 can be used by `use`; outside, one that was opened before can. */
async function tryDescriptors(
  w: { canary: string },
  use: (fd: number) => unknown,
): Promise<number> {
  const errors: unknown[] = [];
  for (let fd = 3; fd <= 64; fd++) {
    try {
      await use(fd);
      return fd;
    } catch (error) {
      errors.push(error);
    }
  }
  throw new AggregateError(errors, `none of ${errors.length} descriptors of ${w.canary.length}`);
}

export const descriptors = {
  readNumbers: async (w) => {
    const { readSync, openSync } = await import("node:fs");
    try {
      openSync(w.canary, "r"); // outside, this is the one that is found
    } catch { /* in the sandbox, the kernel's would have to be */ }
    return await tryDescriptors(w, (fd) => readSync(fd, new Uint8Array(1), 0, 1, null));
  },
  deviceDescriptor: () => Deno.readTextFileSync("/dev/fd/0").length,
  openDevice: () => Deno.openSync("/dev/stdin").close(),
  selfDescriptors: () => [...Deno.readDirSync("/proc/self/fd")].length,
  listenOnDescriptor: async () => {
    const { createServer } = await import("node:net");
    const opened = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve, reject) => opened.on("listening", resolve).on("error", reject));
    opened.close();
  },
  closeNumbers: async (w) => {
    const { closeSync, openSync } = await import("node:fs");
    try {
      openSync(w.canary, "r");
    } catch { /* as above */ }
    return await tryDescriptors(w, (fd) => closeSync(fd));
  },
} satisfies Attacks;
