import { Channel, childPipes } from "../../core/rpc/mod.ts";
import { helloOf } from "../../core/host/plugins.ts";
import type { Machine } from "./machine.ts";
import type { Outcome } from "./plugin/world.ts";
import { type Sandbox } from "./sandbox.ts";

/**
 * Runs an attack in a process that Deno permits everything, and only boot's own caps hold: limits and the filter over system calls.
 */
export async function attackConfined(
  sandbox: Sandbox,
  machine: Machine,
  attack: string,
): Promise<Outcome> {
  const folder = await Deno.makeTempDir({ prefix: "boundary-confined-" });
  await Deno.mkdir(`${folder}/scratch`);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-config", "--no-lock", sandbox.boot],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const channel = new Channel("kernel", { transport: childPipes(child), serve: () => null });
  try {
    await channel.call("hello", helloOf(sandbox.plugin));
    const world = { ...machine.world, bundle: sandbox.plugin.bundle };
    const paths = { inputs: folder, scratch: `${folder}/scratch` };
    const params = { handle: "", request: { spec: { attack, world } }, packs: {}, ...paths };
    const { value } = await channel.call("open", params) as { value: { message: string } };
    return JSON.parse(value.message);
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await channel.done;
    await Deno.remove(folder, { recursive: true });
  }
}
