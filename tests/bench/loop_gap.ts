import { startMachine } from "../boundary/machine.ts";
import { openStage, type Stage, startSandbox } from "../boundary/sandbox.ts";
import type { Figure } from "./queue.ts";

const P99_MS = 20, MOST_MS = 100, GROWTH_MIB = 32;
const FOR_MS = 3000;
const MIB = 1024 * 1024;

/** What a plugin does meanwhile, by the attack that does it. */
const hostile: Readonly<Record<string, string>> = {
  "floods with notes": "floods.notes",
  "floods with calls": "floods.calls",
  "floods with large calls": "floods.largeCalls",
  "floods with answers to nothing": "floods.answers",
  "floods its log": "floods.logs",
  "floods standard error": "realm.errorFlood",
  "drips on standard error": "realm.errorDrip",
  "bombs its memory": "memory.buffers",
  "bombs its heap": "memory.heap",
  "fills its scratch": "bombs.emptyFiles",
  "spins": "cpu.spin",
  "dies": "ends.exit",
};

/** The longest and the 99th of a hundred turns of this event loop, in milliseconds, while `work` lasts. */
async function gapsDuring(work: () => Promise<unknown>): Promise<{ p99: number; most: number }> {
  const gaps: number[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }, 1);
  await work();
  clearInterval(timer);
  gaps.push(performance.now() - last);
  gaps.sort((a, b) => a - b);
  return { p99: gaps[Math.floor(gaps.length * 0.99)] ?? 0, most: gaps.at(-1) ?? 0 };
}

/** Calls the plugin again and again until the time is over: each end is followed by a new process. */
async function keepAt(stage: Stage, attack: string): Promise<void> {
  const until = performance.now() + FOR_MS;
  while (performance.now() < until) {
    await stage.run(attack, { timeoutMs: 1000, once: true }).catch(() => {});
  }
}

/** How long a hostile plugin keeps the kernel from its other work, and what it costs the kernel's memory. */
export async function loopGapBench(): Promise<Figure[]> {
  const machine = await startMachine();
  const sandbox = await startSandbox();
  const figures: Figure[] = [];
  const figure = (name: string, value: number, unit: string, most: number) =>
    figures.push({
      name,
      value: Math.round(value * 10) / 10,
      unit,
      bar: `<= ${most}`,
      reached: value <= most,
    });
  let grown = 0;
  for (const [what, attack] of Object.entries(hostile)) {
    await using stage = await openStage(sandbox, machine);
    await stage.run("realm.nothing", { tenant: "bystander" });
    const before = Deno.memoryUsage().rss;
    const { p99, most } = await gapsDuring(() => keepAt(stage, attack));
    grown = Math.max(grown, Deno.memoryUsage().rss - before);
    figure(`event loop gap while a plugin ${what}, p99`, p99, "ms", P99_MS);
    figure(`event loop gap while a plugin ${what}, longest`, most, "ms", MOST_MS);
  }
  figure("most that one of these adds to the kernel's memory", grown / MIB, "MiB", GROWTH_MIB);
  await machine[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
  return figures;
}

if (import.meta.main) {
  for (const { name, value, unit, bar, reached } of await loopGapBench()) {
    console.log(`${name}: ${value} ${unit} (${bar})${reached ? "" : " MISSED"}`);
  }
}
