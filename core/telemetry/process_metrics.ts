import process from "node:process";
import type { Families } from "./metric_families.ts";

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

/** The `process_*` families that every Prometheus client has. */
export function processMetrics({ counter, gauge }: Families, facts: ProcessFacts): void {
  const read = (fact: keyof ProcessFacts) => {
    try {
      return facts[fact]();
    } catch {
      return undefined; // No such file, or no right to read it: the series is left out.
    }
  };
  counter({
    name: "process_cpu_seconds_total",
    help: "CPU time that this process has used, in seconds.",
  }, function () {
    const seconds = read("cpuSeconds");
    this.reset();
    if (seconds !== undefined) this.inc(seconds);
  });
  const gauges: readonly [string, string, keyof ProcessFacts][] = [
    ["process_resident_memory_bytes", "Memory of this process that is in RAM.", "residentBytes"],
    ["process_virtual_memory_bytes", "Memory that this process has mapped.", "virtualBytes"],
    ["process_open_fds", "File descriptors that this process has open.", "openFiles"],
    [
      "process_start_time_seconds",
      "When this process started, in seconds since 1970.",
      "startedAt",
    ],
  ];
  for (const [name, help, fact] of gauges) {
    gauge({ name, help }, function () {
      const value = read(fact);
      if (value === undefined) this.remove({});
      else this.set(value);
    });
  }
}
