import process from "node:process";
import type { Families } from "./families.ts";

/** What the system says of this process; a fact that it will not tell is undefined. */
export interface ProcessFacts {
  cpuSeconds(): number | undefined;
  residentBytes(): number | undefined;
  virtualBytes(): number | undefined;
  openFiles(): number | undefined;
  /** Seconds since 1970. */
  startedAt(): number | undefined;
}

/** Reads the facts from the runtime and from /proc, where there is one and it may be read. */
export function systemFacts(): ProcessFacts {
  const startedAt = Date.now() / 1000 - process.uptime();
  return {
    cpuSeconds() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    residentBytes: () => Deno.memoryUsage().rss,
    virtualBytes() {
      const kibibytes = /^VmSize:\s+(\d+) kB$/m.exec(Deno.readTextFileSync("/proc/self/status"));
      return kibibytes ? Number(kibibytes[1]) * 1024 : undefined;
    },
    openFiles: () => [...Deno.readDirSync("/proc/self/fd")].length,
    startedAt: () => startedAt,
  };
}

/** Brings the `process_*` families up to date; a fact that cannot be had is left out. */
export function collectProcess(families: Families, facts: ProcessFacts): void {
  const read = (fact: keyof ProcessFacts) => {
    try {
      return facts[fact]();
    } catch {
      return undefined; // No such file, or no right to read it.
    }
  };
  families.processCpu.reset();
  families.processCpu.inc(read("cpuSeconds") ?? 0);
  const gauges = [
    [families.processResident, "residentBytes"],
    [families.processVirtual, "virtualBytes"],
    [families.processFiles, "openFiles"],
    [families.processStart, "startedAt"],
  ] as const;
  for (const [gauge, fact] of gauges) {
    const value = read(fact);
    if (value === undefined) gauge.remove({});
    else gauge.set(value);
  }
}
