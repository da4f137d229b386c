import type { Attacks } from "../world.ts";

const kill = async (pid: number, signal: string | number) =>
  (await import("node:process")).kill(pid, signal as "SIGKILL");

/** Signals to others. */
export const signals = {
  kill: ({ victim }) => Deno.kill(victim, "SIGKILL"),
  stop: ({ victim }) => Deno.kill(victim, "SIGSTOP"),
  nodeKill: ({ victim }) => kill(victim, "SIGKILL"),
  probe: ({ victim }) => kill(victim, 0),
  terminate: ({ victim }) => Deno.kill(victim, "SIGTERM"),
  group: ({ victim }) => Deno.kill(-victim, "SIGKILL"),
} satisfies Attacks;
