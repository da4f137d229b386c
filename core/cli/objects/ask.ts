/** `sluice reconcile`, `suspend` and `resume`: what a person asks of objects. */
import { at, type KubeObject } from "../../contract/mod.ts";
import { askNow, conditionsOf, type Controlled, sayRef } from "../../reconcile/mod.ts";
import type { Environment } from "../connection.ts";
import { msOf } from "../duration.ts";
import { Failed } from "../failed.ts";
import type { Output } from "../output.ts";
import { inputsOf } from "./inputs.ts";
import { type Named, namedBy } from "./kinds.ts";
import { listOf, type ObjectFlags, open, type Opened } from "./open.ts";
import { stateOf } from "./state.ts";
import { isAsked } from "./words.ts";

interface AskFlags extends ObjectFlags {
  /** A Go duration. */
  readonly timeout: string;
  readonly withSource?: boolean;
  readonly all?: boolean;
  readonly wait?: boolean;
}

type Command = (
  output: Output,
  words: readonly string[],
  flags: AskFlags,
  environment: Environment,
) => Promise<void>;

const manager = { fieldManager: "sluice-cli" };
const POLL_MS = 200;

/** Asks for a reconciliation now, and waits for how it ends. */
export const reconcile: Command = async (output, words, flags, environment) => {
  using opened = await open(output, flags, environment);
  for (const named of await chosen(opened, words, flags)) {
    if (flags.withSource) await requestSources(opened, named, flags);
    await request(opened, named, flags);
  }
};

/** No reconciliation from now on; what was applied stays. */
export const suspend: Command = async (output, words, flags, environment) => {
  using opened = await open(output, flags, environment);
  for (const named of await chosen(opened, words, flags)) {
    output.words(`► suspending ${say(named)}\n`);
    await setSuspended(opened, named, true);
    output.words(`✔ ${named.kind} suspended\n`);
  }
};

/** Reconciliation again, beginning now. */
export const resume: Command = async (output, words, flags, environment) => {
  using opened = await open(output, flags, environment);
  const all = await chosen(opened, words, flags);
  // First all of them: they may depend on each other.
  for (const named of all) {
    output.words(`► resuming ${say(named)}\n`);
    await setSuspended(opened, named, false);
    output.words(`✔ ${named.kind} resumed\n`);
  }
  if (flags.wait === false) return;
  for (const named of all.filter(({ controlled }) => isAsked(controlled))) {
    await request(opened, named, flags);
  }
};

async function chosen(opened: Opened, words: readonly string[], { all }: AskFlags) {
  const { client, kinds, namespace } = opened;
  if (!all) return namedBy(words, kinds, namespace);
  const [word = ""] = words, [one] = namedBy([word, "*"], kinds, namespace);
  const objects = await listOf(client, one!.controlled, namespace);
  return objects.map(({ metadata }): Named => ({ ...one!, name: metadata.name }));
}

async function setSuspended({ client }: Opened, named: Named, wanted: boolean): Promise<void> {
  const { suspend } = named.controlled.profile;
  if (suspend === undefined) {
    throw new Error(`Cannot suspend ${sayRef(named)}: its kind has no such field`);
  }
  const [path, value] = typeof suspend === "string"
    ? [suspend, wanted]
    : [suspend.path, wanted ? suspend.equals : null];
  const body = path.split("/").slice(1).reduceRight<unknown>(
    (inner, key) => ({ [key]: inner }),
    value,
  );
  await client.patch(refOf(named), { type: "merge", body }, manager);
}

/** Has what an object takes its content from reconciled first; what is suspended stays as it is. */
async function requestSources(opened: Opened, named: Named, flags: AskFlags): Promise<void> {
  const { client, kinds, output } = opened;
  for (const source of inputsOf(await client.get(refOf(named)), named, kinds)) {
    const found = await client.find(refOf(source));
    if (!found || !isAsked(source.controlled)) continue;
    const { suspended } = stateOf(found, source.controlled);
    if (suspended) output.words(`◎ ${say(source)} is suspended, and stays as it is\n`);
    else await request(opened, source, flags);
  }
}

async function request(
  { client, output }: Opened,
  named: Named,
  { timeout }: AskFlags,
): Promise<void> {
  const { kind, controlled } = named, ref = refOf(named);
  if (!isAsked(controlled)) {
    throw new Error(`Cannot reconcile ${sayRef(ref)}: nothing is done to it`);
  }
  if (stateOf(await client.get(ref), controlled).suspended) throw isSuspended(ref);
  const token = new Date().toISOString();
  output.words(`► annotating ${say(named)}\n`);
  await client.patch(ref, { type: "merge", body: askNow(token) }, manager);
  output.words(`✔ ${kind} annotated\n◎ waiting for ${kind} reconciliation\n`);
  const signal = AbortSignal.timeout(msOf(timeout));
  for (;;) {
    const object = await client.get(ref), state = stateOf(object, controlled);
    if (state.suspended) throw isSuspended(ref);
    if (isHandled(object, token)) return conclude(output, named, state);
    if (signal.aborted) {
      throw new Error(
        `Cannot wait longer for ${sayRef(ref)}: ${state.message || "nothing was heard of it"}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function isSuspended(ref: ReturnType<typeof refOf>): Error {
  return new Error(`Cannot reconcile ${sayRef(ref)}: it is suspended; sluice resume it`);
}

/** What became of the content, by what its kind does with it. */
const verbs: Partial<Record<Controlled["role"], string>> = {
  source: "fetched revision",
  delivery: "applied revision",
};

function conclude(
  output: Output,
  { kind, controlled, ...ref }: Named,
  { ready, message, revision }: ReturnType<typeof stateOf>,
): void {
  if (ready !== "True") {
    output.words(`✗ ${kind} reconciliation failed: ${message}\n`);
    throw new Failed(sayRef({ kind, ...ref }));
  }
  const verb = verbs[controlled.role];
  output.words(`✔ ${verb && revision ? `${verb} ${revision}` : message}\n`);
}

function isHandled(object: KubeObject, token: string): boolean {
  if (at(object, "/status/lastHandledReconcileAt") !== token) return false;
  return !conditionsOf(object["status"] as never).some(({ type, status, reason }) =>
    type === "Reconciling" && status === "True" && reason !== "ProgressingWithRetry"
  );
}

function say({ kind, name, namespace }: Named): string {
  return `${kind} ${name} in ${namespace} namespace`;
}

function refOf({ apiVersion, kind, namespace, name }: Named) {
  return { apiVersion, kind, namespace, name };
}
