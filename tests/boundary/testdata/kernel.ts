/** A kernel with one plugin process that attacks: it says the process's pid and its folder, and waits to be killed. */
import { startMachine } from "../machine.ts";
import { openStage, startSandbox } from "../sandbox.ts";

const [attack = ""] = Deno.args;
const machine = await startMachine();
machine.trace();
const stage = await openStage(await startSandbox(), machine);
void stage.run(attack, { timeoutMs: 60_000 }).catch(() => {});
while (stage.host.pids().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
await new Promise((resolve) => setTimeout(resolve, 150)); // it is at it by then
const said = JSON.stringify({ pids: stage.host.pids(), folder: machine.folder });
Deno.stdout.writeSync(new TextEncoder().encode(said));
setInterval(() => {}, 60_000);
