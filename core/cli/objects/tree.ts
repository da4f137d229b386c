/** `sluice tree`: what an object applied, and what these applied in turn. */
import { at, type KubeObject, type ObjectRef } from "../../contract/mod.ts";
import { type Client } from "../../kube/mod.ts";
import { type Controlled, refOfEntry, sayRef } from "../../reconcile/mod.ts";
import type { Environment } from "../connection.ts";
import { type Output, print } from "../output.ts";
import { namedBy } from "./kinds.ts";
import { listOf, type ObjectFlags, open } from "./open.ts";
import { stateOf } from "./state.ts";

/** An object, and what it applied. */
export interface Branch {
  readonly [key: string]: unknown;
  readonly object: string;
  /** Of kinds that are reconciled; else empty. */
  readonly ready: string;
  readonly children: readonly Branch[];
}

/** Prints the inventory of one object, or of all deliveries that nothing else applied. */
export async function tree(
  output: Output,
  words: readonly string[],
  flags: ObjectFlags,
  environment: Environment,
): Promise<void> {
  using opened = await open(output, flags, environment);
  const { client, kinds, namespace } = opened;
  const reader = { client, kinds };
  const roots = words.length > 0
    ? namedBy(words, kinds, namespace)
    : await deliveries(reader, flags.allNamespaces ? undefined : namespace);
  const all = await Promise.all(roots.map((ref) => branch(ref, reader, [])));
  // What a bootstrap wrote applies itself too.
  const below = new Set(
    all.flatMap(({ object, children }) =>
      children.flatMap(everyName).filter((name) => name !== object)
    ),
  );
  const found = words.length > 0 ? all : all.filter(({ object }) => !below.has(object));
  if (flags.output && flags.output !== "table") return await print(output, flags.output, found, {});
  for (const one of found) output.data(`${lines(one).join("\n")}\n`);
}

interface Reader {
  readonly client: Client;
  readonly kinds: readonly Controlled[];
}

async function deliveries(
  { client, kinds }: Reader,
  namespace?: string,
): Promise<readonly ObjectRef[]> {
  const lists = kinds.filter(({ role }) => role === "delivery").map((kind) =>
    listOf(client, kind, namespace)
  );
  return (await Promise.all(lists)).flat().map(({ apiVersion, kind, metadata }) => ({
    apiVersion,
    kind,
    name: metadata.name,
    namespace: metadata.namespace ?? "",
  }));
}

async function branch(ref: ObjectRef, reader: Reader, above: readonly string[]): Promise<Branch> {
  const object = sayRef({ ...ref });
  const controlled = reader.kinds.find(({ kind, group }) =>
    kind === ref.kind && ref.apiVersion.startsWith(`${group}/`)
  );
  if (controlled === undefined || above.includes(object)) {
    return { object, ready: "", children: [] };
  }
  const live = await reader.client.find({
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    name: ref.name,
    ...ref.namespace ? { namespace: ref.namespace } : {},
  });
  if (live === undefined) return { object, ready: "absent", children: [] };
  const children = await Promise.all(
    inventoryOf(live).map((one) => branch(one, reader, [...above, object])),
  );
  return { object, ready: readyWord(live, controlled), children };
}

function readyWord(live: KubeObject, controlled: Controlled): string {
  const { ready, suspended, message } = stateOf(live, controlled);
  if (suspended) return "suspended";
  if (ready === "True") return "ready";
  return ready === "False" ? `not ready: ${message.split("\n")[0]}` : "in progress";
}

/** What the inventory of an object names. */
export function inventoryOf(object: KubeObject): readonly ObjectRef[] {
  const entries = at(object, "/status/inventory/entries");
  return (Array.isArray(entries) ? entries : []).flatMap((entry) => refOfEntry(entry) ?? []);
}

function everyName({ object, children }: Branch): readonly string[] {
  return [object, ...children.flatMap(everyName)];
}

/** The lines of a branch, drawn as `tree` draws them. */
export function lines({ object, ready, children }: Branch): readonly string[] {
  const own = ready === "" ? object : `${object} (${ready})`;
  const below = children.flatMap((child, i) => {
    const last = i === children.length - 1;
    return lines(child).map((line, j) =>
      `${j === 0 ? (last ? "└── " : "├── ") : last ? "    " : "│   "}${line}`
    );
  });
  return [own, ...below];
}
