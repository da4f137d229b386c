import type { Attacks } from "../world.ts";

/** What the kernel was started with. */
export const environment = {
  getVariable: () => Deno.env.get("BOUNDARY_CANARY"),
  allVariables: () => Deno.env.toObject(),
  nodeVariables: async () => {
    const { env } = await import("node:process");
    return env.BOUNDARY_CANARY ?? Object.keys(env);
  },
  setVariable: () => Deno.env.set("BOUNDARY_SET", "x"),
  hostname: () => Deno.hostname(),
  userInfo: async () => (await import("node:os")).userInfo().username,
  networkInterfaces: () => Deno.networkInterfaces().length,
  loadAverage: () => Deno.loadavg().length,
  home: async () => (await import("node:os")).homedir(),
} satisfies Attacks;
