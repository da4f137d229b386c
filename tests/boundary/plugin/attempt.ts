import type { Cx } from "contract";
import type { Attack, Outcome, World } from "./world.ts";

/** Runs an attack and says what became of it. `error` is the thrown error's name, code and message. */
export async function attempt(attack: Attack, world: World, cx: Cx): Promise<Outcome> {
  try {
    return { ok: true, value: await attack(world, cx) ?? null };
  } catch (error) {
    return { ok: false, error: say(error) };
  }
}

function say(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const { code, reason, cause, name, message } = error as Error & Record<string, unknown>;
  const told = [name, code, reason, message].filter((part) => part !== undefined).join(" ");
  return cause instanceof Error ? `${told}; ${say(cause)}` : told;
}
