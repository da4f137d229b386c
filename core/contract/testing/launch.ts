import type { Launch, Running } from "../../host/launch.ts";
import type { HelloAnswer } from "schemas/plugin/calls.ts";
import { servePlugin } from "../../host/mod.ts";
import { Channel } from "../../rpc/mod.ts";
import type { Definition } from "../define.ts";
import { pair } from "./pair.ts";

/** Serves a plugin in this process in place of one of its own: the frames and the calls are the real ones. */
export async function launchHere(definition: Definition, plan: Launch): Promise<Running> {
  for (const name of ["in", "scratch"]) {
    await Deno.mkdir(`${plan.folder}/${name}`, { recursive: true, mode: 0o700 });
  }
  const [kernelEnd, pluginEnd] = pair();
  const loader = { confine: () => [], load: () => Promise.resolve(definition) };
  const ended = servePlugin(pluginEnd, loader)
    .then(() => pluginEnd.close())
    .then(() => "ended with status 0");
  const channel = new Channel("kernel", { ...plan.channel, transport: kernelEnd });
  const kill = (signal = "SIGKILL") => void (signal === "SIGKILL" && kernelEnd.close());
  try {
    const answer = await channel.call("hello", plan.hello) as HelloAnswer;
    return { channel, pid: Deno.pid, answer, ended, kill };
  } catch (error) {
    kill();
    await ended;
    throw error;
  }
}
