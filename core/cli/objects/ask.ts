/** `sluice reconcile`, `suspend` and `resume`: what a person asks of objects. */
import { at, type KubeObject } from "../../contract/mod.ts";
import { askNow, durationOf, sayRef } from "../../reconcile/mod.ts";
import type { Environment } from "../connection.ts";
import { Failed } from "../failed.ts";
import type { Output } from "../output.ts";
import { type Named, namedBy } from "./kinds.ts";
import { listOf, type ObjectFlags, open, type Opened } from "./open.ts";
import { stateOf } from "./state.ts";

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
    if (flags.withSource) {
      for (const source of await sourcesOf(opened, named)) await request(opened, source, flags);
    }
    await request(opened, named, flags);
  }
};

/** No reconciliation from now on; what was applied stays. */
export const suspend: Command = async (output, words, flags, environment) => {
  using opened = await open(output, flags, environment);
  for (const named of await chosen(opened, words, flags)) {
    await setSuspended(opened, named, true);
    output.words(`${sayRef(named)} is suspended\n`);
  }
};

/** Reconciliation again, beginning now. */
export const resume: Command = async (output, words, flags, environment) => {
  using opened = await open(output, flags, environment);
  for (const named of await chosen(opened, words, flags)) {
    await setSuspended(opened, named, false);
    output.words(`${sayRef(named)} is resumed\n`);
    if (flags.wait !== false) await request(opened, named, flags);
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

/** The objects that a profile's inputs name, of kinds that are reconciled too. */
async function sourcesOf({ client, kinds }: Opened, named: Named): Promise<readonly Named[]> {
  const object = await client.get(refOf(named));
  const references = named.controlled.profile.inputs ?? [];
  return references.flatMap((reference) => {
    const held = "at" in reference && reference.at !== undefined
      ? at(object, reference.at)
      : undefined;
    const { kind, name, namespace = named.namespace } = (held ?? {}) as Partial<Named>;
    const controlled = kinds.find((one) => one.kind === kind);
    if (controlled === undefined || name === undefined) return [];
    const apiVersion = `${controlled.group}/${controlled.version}`;
    return [{ apiVersion, kind: controlled.kind, name, namespace, controlled }];
  });
}

async function request({ client, output }: Opened, named: Named, flags: AskFlags): Promise<void> {
  const token = new Date().toISOString();
  const ref = refOf(named), said = sayRef(named);
  await client.patch(ref, { type: "merge", body: askNow(token) }, manager);
  output.words(`${said} is asked to reconcile\n`);
  const ms = durationOf({ apiVersion: "", kind: "", metadata: { name: "" } }, flags.timeout) ??
    300_000;
  const signal = AbortSignal.timeout(ms);
  for (;;) {
    const object = await client.get(ref);
    const state = stateOf(object, named.controlled);
    if (state.suspended) {
      throw new Error(`Cannot reconcile ${said}: it is suspended; sluice resume it`);
    }
    if (isHandled(object, token)) return conclude(output, said, state);
    if (signal.aborted) {
      throw new Error(
        `Cannot wait longer for ${said}: ${state.message || "nothing was heard of it"}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function conclude(
  output: Output,
  said: string,
  { ready, message, revision }: ReturnType<typeof stateOf>,
): void {
  if (ready === "True") return output.words(`${said} is ready: ${revision || message}\n`);
  output.words(`${said} is not ready: ${message}\n`);
  throw new Failed(said);
}

function isHandled(object: KubeObject, token: string): boolean {
  if (at(object, "/status/lastHandledReconcileAt") !== token) return false;
  const conditions = at(object, "/status/conditions");
  return !Array.isArray(conditions) ||
    !conditions.some(({ type, status, reason }) =>
      type === "Reconciling" && status === "True" && reason !== "ProgressingWithRetry"
    );
}

function refOf({ apiVersion, kind, namespace, name }: Named) {
  return { apiVersion, kind, namespace, name };
}
