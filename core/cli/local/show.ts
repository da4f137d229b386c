/** Puts a local run together: what to apply, how to show it, when to end. */
import { fileURLToPath } from "node:url";
import { type KubeObject, refOf } from "../../contract/mod.ts";
import { type Client, createClient } from "../../kube/mod.ts";
import { conditionsOf, type Kernel } from "../../reconcile/mod.ts";
import { msOf } from "../duration.ts";
import { Failed } from "../failed.ts";
import { adviceFor } from "../objects/explain.ts";
import { kindsOf } from "../objects/open.ts";
import { troublesOf } from "../objects/troubles.ts";
import { operatorConnection } from "../operator_connection.ts";
import { type Output, standardOutput } from "../output.ts";
import type { LocalRun } from "../run.ts";
import { readFleet } from "./fleet.ts";
import { runLocal } from "./local.ts";
import type { Row } from "./model.ts";
import { lineOf, linePainter, type Painter, type Screen, terminalScreen } from "./paint.ts";
import { planOfFolder, planOfUrl } from "./plan.ts";
import { publishFolder } from "./publish_folder.ts";

interface ShowOptions extends LocalRun {
  readonly config: string;
  readonly state: string;
  readonly kubeconfig: string;
  /** What the loops of the running kernel work with. */
  readonly world: Kernel;
  readonly signal: AbortSignal;
  readonly screen: Painter;
  readonly output?: Output;
}

const sample = fileURLToPath(new URL("../../../tests/fixtures/fleet", import.meta.url));

/** Runs until the signal; with `once` until all is ready. Throws where it does not become ready, with the reasons said. */
export async function showLocal(options: ShowOptions): Promise<void> {
  const { from = sample, once = false, screen, output = standardOutput } = options;
  const isUrl = /^[a-z]+:\/\//.test(from);
  const folder = isUrl ? "" : await folderAt(from);
  const plan = isUrl ? planOfUrl(from, options) : planOfFolder(await readFleet(folder), options);
  const client = createClient(await operatorConnection({ path: options.kubeconfig }));
  const timeout = new AbortController();
  const timer = once ? setTimeout(() => timeout.abort(), msOf(options.timeout)) : undefined;
  let last: readonly Row[] = [];
  await using following = new AsyncDisposableStack();
  try {
    const unready = await runLocal({
      client,
      kinds: await kindsOf(output, options),
      plan,
      painter: { paint: (rows) => screen.paint(last = rows) },
      publish: async (owner) =>
        void following.use(await publishFolder(options.world, { folder, owner })),
      once,
      signal: AbortSignal.any([options.signal, timeout.signal]),
    });
    if (!once || options.signal.aborted) return;
    const open = timeout.signal.aborted ? last.filter(isOpen) : [];
    await judge(output, [...unready, ...open], { client, inTime: open.length === 0 });
  } finally {
    clearTimeout(timer);
    client.close();
  }
}

function isOpen({ counts, verdict }: Row): boolean {
  return counts && verdict !== "ready";
}

/** Says what did not become ready, and why, and fails; nothing where all did. */
async function judge(
  output: Output,
  wrong: readonly Row[],
  { client, inTime }: { readonly client: Client; readonly inTime: boolean },
): Promise<void> {
  if (wrong.length === 0) return output.words("All is ready.\n");
  output.words(`Not ready${inTime ? "" : " in time"}:\n`);
  for (const row of wrong) {
    output.words(`${lineOf({ ...row, depth: 1 })}\n`);
    const object = row.verdict === "blocked" ? undefined : await client.find(row.ref);
    const more = row.words.trim().split("\n").slice(1);
    if (object) more.push(...await troublesOf(client, object), ...whatToDo(object));
    for (const line of more) output.words(`      ${line}\n`);
  }
  throw new Failed("once");
}

function whatToDo(object: KubeObject): string[] {
  const status = object["status"] as Parameters<typeof conditionsOf>[0];
  const ready = conditionsOf(status).find(({ type }) => type === "Ready");
  if (ready?.status !== "False") return [];
  const { reason = "", message = "" } = ready;
  return [`to do: ${adviceFor({ ready: "False", reason, message }, refOf(object))}`];
}

/** A tree for a run that goes on, on a terminal; else the run is told in lines. */
export function screenFor({ once = false }: Pick<LocalRun, "once">): Screen {
  if (once || !Deno.stdout.isTerminal()) return linePainter(standardOutput);
  return terminalScreen(standardOutput.data, () => Deno.consoleSize());
}

async function folderAt(path: string): Promise<string> {
  const found = await Deno.stat(path).catch(() => undefined);
  if (found?.isDirectory) return await Deno.realPath(path);
  throw new Error(`Cannot start from "${path}": it is neither a folder nor a URL`);
}
