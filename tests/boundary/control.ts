/** Runs attacks in a process without a sandbox: the positive control. Its jobs are the first argument, a file; so are its outcomes. */
import type { Cx } from "contract";
import { startVictim } from "./machine.ts";
import { attacks } from "./plugin/attacks/mod.ts";
import { attempt } from "./plugin/attempt.ts";
import type { Outcome, World } from "./plugin/world.ts";

export interface ControlJob {
  readonly attacks: readonly string[];
  readonly world: World;
}

const LATE_MS = 20_000;

async function run(name: string, world: World): Promise<Outcome> {
  const victim = name.startsWith("signals.") ? startVictim() : undefined;
  Deno.writeTextFileSync(`${world.inputs}/body`, "body");
  const own = victim ? { ...world, victim: victim.pid } : world;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, error: "it never ended" }), LATE_MS);
  });
  try {
    return await Promise.race([attempt(attacks[name]!, own, {} as Cx), late]);
  } finally {
    clearTimeout(timer);
    try {
      victim?.kill("SIGKILL");
    } catch { /* the attack did */ }
  }
}

if (import.meta.main) {
  const [file = ""] = Deno.args;
  const job = JSON.parse(Deno.readTextFileSync(file)) as ControlJob;
  const outcomes: Record<string, Outcome> = {};
  for (const name of job.attacks) {
    outcomes[name] = await run(name, job.world);
    Deno.writeTextFileSync(`${file}.out`, JSON.stringify(outcomes));
  }
  Deno.exit(0);
}
