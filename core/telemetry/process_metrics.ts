import process from "node:process";
import type { Families } from "./families.ts";

type ProcessFamily = Extract<keyof Families, `process${string}`>;

/** What the system says of this process, by family; what it will not tell throws, or is undefined. */
export type ProcessFacts = Readonly<Record<ProcessFamily, () => number | undefined>>;

const startedAt = Date.now() / 1000 - process.uptime();

/** From the runtime and from /proc, where there is one and it may be read. */
export const systemFacts: ProcessFacts = {
  processCpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  processResident: () => Deno.memoryUsage().rss,
  processVirtual() {
    const [, kibibytes] = /^VmSize:\s+(\d+) kB$/m.exec(Deno.readTextFileSync("/proc/self/status"))!;
    return Number(kibibytes) * 1024;
  },
  processFiles: () => [...Deno.readDirSync("/proc/self/fd")].length,
  processStart: () => startedAt,
};

/** Brings the `process_*` families up to date; a fact that cannot be had is left out. */
export function collectProcess(families: Families, facts: ProcessFacts): void {
  for (const [name, fact] of Object.entries(facts)) {
    const family = families[name as ProcessFamily];
    family.remove({});
    try {
      const value = fact();
      if (value !== undefined) family.inc(value);
    } catch {
      // No such file, or no right to read it.
    }
  }
}
