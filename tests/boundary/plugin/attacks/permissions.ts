import type { Attacks } from "../world.ts";

async function must(
  state: Promise<Deno.PermissionStatus> | Deno.PermissionStatus,
): Promise<string> {
  const found = (await state).state;
  if (found !== "granted") throw new Error(`state is ${found}`);
  return found;
}

/** Asking for what was not given. */
export const permissions = {
  requestRead: () => must(Deno.permissions.request({ name: "read", path: "/" })),
  requestNet: () => must(Deno.permissions.requestSync({ name: "net" })),
  requestRun: () => must(Deno.permissions.request({ name: "run" })),
  requestEnv: () => must(Deno.permissions.requestSync({ name: "env" })),
  requestWrite: () => must(Deno.permissions.request({ name: "write" })),
  requestSys: () => must(Deno.permissions.request({ name: "sys" })),
  queryAll: async () => {
    const names = ["read", "write", "net", "env", "run", "sys", "ffi", "import"] as const;
    const states = await Promise.all(
      names.map(async (name) => (await Deno.permissions.query({ name: name as "read" })).state),
    );
    return states.filter((state) => state === "granted").length;
  },
  ask: () => {
    const answer = confirm("May I?");
    if (!answer) throw new Error("nobody said yes");
  },
  nodePermission: async () => {
    const process = (await import("node:process")).default as unknown as {
      binding(name: string): { open?: unknown };
    };
    return process.binding("fs").open !== undefined ? "bound" : Deno.readDirSync("/").next().done;
  },
} satisfies Attacks;
