/** Prints the figures that the project means to reach: `deno task bench`, or `deno task bench NAME` for some of them. */
import { apiserverBench } from "./apiserver/mod.ts";
import { callBench } from "./call.ts";
import { coldStartBench } from "./cold_start.ts";
import { downloadBench } from "./download.ts";
import { helmBench } from "./helm.ts";
import { kernelBench } from "./kernel.ts";
import { kustomizeBench } from "./kustomize.ts";
import { loopGapBench } from "./loop_gap.ts";
import { type Figure, queueBench } from "./queue.ts";
import { redactionBench } from "./redaction.ts";

const benches: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  apiserver: apiserverBench,
  call: callBench,
  "cold-start": coldStartBench,
  download: downloadBench,
  helm: helmBench,
  kernel: kernelBench,
  kustomize: kustomizeBench,
  "loop-gap": loopGapBench,
  queue: queueBench,
  redaction: redactionBench,
};

const columns = [54, 10, 12, 12] as const;

function row(...cells: readonly string[]): string {
  return cells.map((cell, i) => cell.padEnd(columns[i] ?? 0)).join(" ").trimEnd();
}

const wanted = Deno.args.length > 0 ? Deno.args : Object.keys(benches);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(
    `No bench is called ${unknown.join(", ")}: there are ${Object.keys(benches).join(", ")}`,
  );
  Deno.exit(2);
}
console.log(row("name", "value", "unit", "bar", "ok"));
for (const name of wanted) {
  for (const { name: what, value, unit, bar, reached } of await benches[name]!()) {
    console.log(row(what, String(value), unit, bar, reached ? "yes" : "NO"));
  }
}
Deno.exit(0);
