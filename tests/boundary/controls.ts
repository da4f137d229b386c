import { fileURLToPath } from "node:url";
import type { ControlJob } from "./control.ts";
import { type Machine, startMachine } from "./machine.ts";
import type { Outcome } from "./plugin/world.ts";
import type { Row } from "./row.ts";

const MIB = 1024 * 1024;
const entry = fileURLToPath(new URL("control.ts", import.meta.url));

/** What the attacks of a table do where nothing holds them back, by name; of those that end the process, only that. */
export async function runControls(
  rows: readonly Row[],
): Promise<Readonly<Record<string, Outcome>>> {
  await using machine = await startMachine();
  const own = `${machine.folder}/own`;
  for (const name of ["in", "scratch", "bundle"]) await Deno.mkdir(`${own}/${name}`);
  const named = (
    wanted: (row: Row) => boolean,
  ) => [...new Set(rows.filter(wanted).map((r) => r.attack))];
  const together = named(({ control }) => control.startsWith("outside"));
  const alone = named(({ control }) => control === "ends");
  const outcomes: Record<string, Outcome> = {};
  for (const attacks of [together, ...alone.map((one) => [one])]) {
    if (attacks.length > 0) Object.assign(outcomes, await run(machine, own, attacks));
  }
  return outcomes;
}

async function run(machine: Machine, own: string, attacks: readonly string[]) {
  const file = `${own}/job-${crypto.randomUUID()}.json`;
  const folders = { inputs: `${own}/in`, scratch: `${own}/scratch`, bundle: `${own}/bundle` };
  const world = { ...machine.world, ...folders, turns: 1000, bytes: 3 * MIB, more: "typebox" };
  await Deno.writeTextFile(file, JSON.stringify({ attacks, world } satisfies ControlJob));
  const { success, code, signal } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      "--quiet",
      "--unstable-net",
      "--unstable-kv",
      ...flags,
      entry,
      file,
    ],
    env: {
      BOUNDARY_CANARY: "seen",
      JSR_URL: `http://127.0.0.1:${machine.world.http}/`,
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  const outcomes = JSON.parse(await Deno.readTextFile(`${file}.out`).catch(() => "{}"));
  if (success) return outcomes;
  const next = attacks.find((one) => outcomes[one] === undefined) ?? "";
  return { ...outcomes, [next]: { ok: false, error: `process ended: ${signal ?? code}` } };
}

const flags = [
  "--no-lock",
  "--unstable-worker-options",
  "--unstable-raw-imports",
  "--location",
  "https://boundary.example.com/",
];
