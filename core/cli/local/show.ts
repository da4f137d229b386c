/** Puts a local run together: what to apply, how to show it, when to end. */
import { fileURLToPath } from "node:url";
import type { ObjectRef } from "../../contract/mod.ts";
import { createClient, operatorConnection } from "../../kube/mod.ts";
import { durationOf } from "../../reconcile/mod.ts";
import { Failed } from "../failed.ts";
import { kindsOf } from "../objects/open.ts";
import { type Output, standardOutput } from "../output.ts";
import type { LocalRun } from "../run.ts";
import { readFleet } from "./fleet.ts";
import { runLocal } from "./local.ts";
import type { Row } from "./model.ts";
import { lineOf, linePainter, type Painter, terminalPainter } from "./paint.ts";
import { planOfFolder, planOfUrl } from "./plan.ts";

interface ShowOptions extends LocalRun {
  readonly config: string;
  readonly state: string;
  readonly kubeconfig: string;
  /** Makes a folder the artifact of an object, and follows it. */
  readonly publish: (folder: string, owner: ObjectRef) => Promise<AsyncDisposable>;
  readonly signal: AbortSignal;
  readonly output?: Output;
}

const sample = fileURLToPath(new URL("../../../tests/fixtures/fleet", import.meta.url));

/** Runs until the signal; with `once` until all is ready. Throws where it does not become ready, with the reasons said. */
export async function showLocal(options: ShowOptions): Promise<void> {
  const { from = sample, once = false, output = standardOutput } = options;
  const isUrl = /^[a-z]+:\/\//.test(from);
  const folder = isUrl ? "" : await folderAt(from);
  const plan = isUrl
    ? planOfUrl(from, options)
    : planOfFolder(await readFleet(folder), options.path);
  const client = createClient(await operatorConnection({ path: options.kubeconfig }));
  const timeout = new AbortController();
  const timer = once ? setTimeout(() => timeout.abort(), msOf(options.timeout)) : undefined;
  let last: readonly Row[] = [];
  const painter = painterFor(output, once);
  await using following = new AsyncDisposableStack();
  try {
    const unready = await runLocal({
      client,
      kinds: await kindsOf(output, options),
      plan,
      painter: { paint: (rows) => painter.paint(last = rows) },
      publish: async (owner) => void following.use(await options.publish(folder, owner)),
      once,
      signal: AbortSignal.any([options.signal, timeout.signal]),
    });
    if (once && !options.signal.aborted) judge(output, unready, timeout.signal.aborted ? last : []);
  } finally {
    clearTimeout(timer);
    client.close();
  }
}

/** Says what did not become ready, and fails; nothing where all did. */
function judge(output: Output, unready: readonly Row[], late: readonly Row[]): void {
  const open = late.filter(({ counts, verdict }) => counts && verdict !== "ready");
  const wrong = [...unready, ...open];
  if (wrong.length === 0) return output.words("All is ready.\n");
  output.words(`Not ready${open.length > 0 ? " in time" : ""}:\n`);
  for (const row of wrong) {
    output.words(`${lineOf({ ...row, depth: 1 })}\n`);
    for (const line of row.words.split("\n").slice(1)) output.words(`      ${line}\n`);
  }
  throw new Failed("once");
}

function painterFor(output: Output, once: boolean): Painter {
  if (once || !Deno.stdout.isTerminal()) return linePainter(output);
  return terminalPainter(output.data, () => Deno.consoleSize());
}

async function folderAt(path: string): Promise<string> {
  const found = await Deno.stat(path).catch(() => undefined);
  if (found?.isDirectory) return await Deno.realPath(path);
  throw new Error(`Cannot start from "${path}": it is neither a folder nor a URL`);
}

function msOf(duration: string): number {
  const ms = durationOf({ apiVersion: "", kind: "", metadata: { name: "" } }, duration);
  if (ms === undefined) {
    throw new Error(`Cannot read "${duration}": it is no duration such as 90s or 5m`);
  }
  return ms;
}
