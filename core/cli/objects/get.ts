/** `sluice get`: what there is, and whether it is ready. */
import { type KubeObject, refOf } from "../../contract/mod.ts";
import { keyOf, watchObjects, withoutManagedFields } from "../../kube/mod.ts";
import { apiVersionOf, conditionsOf, type Controlled } from "../../reconcile/mod.ts";
import type { Environment } from "../connection.ts";
import { type Format, type Output, print, rows, table } from "../output.ts";
import { columnsOf } from "./columns.ts";
import { pairsOf } from "./kinds.ts";
import { listOf, type ObjectFlags, open, type Opened } from "./open.ts";
import { isStatic, stateOf } from "./state.ts";
import { meant } from "./words.ts";

interface GetFlags extends ObjectFlags {
  /** A condition and its status, as in `ready=false`. */
  readonly statusSelector?: string;
  readonly labelSelector?: string;
  readonly header: boolean;
  readonly watch?: boolean;
}

/** The objects that are asked for, of one kind. */
interface Wanted {
  readonly kind: Controlled;
  is(object: KubeObject): boolean;
}

/** Lists objects of one kind, of a group of kinds or of all; names after the kind choose among them. */
export async function get(
  output: Output,
  words: readonly string[],
  flags: GetFlags,
  environment: Environment,
): Promise<void> {
  using opened = await open(output, flags, environment);
  const { wanted, names } = wantedBy(words, opened, selectedBy(flags.statusSelector));
  if (flags.watch) return await follow(opened, wanted, flags);
  const namespace = flags.allNamespaces ? undefined : opened.namespace;
  const found = await Promise.all(wanted.map(async ({ kind, is }) => ({
    kind,
    objects: (await listOf(opened.client, kind, namespace, flags.labelSelector)).filter(is),
  })));
  const objects = found.flatMap(({ objects }) => objects);
  const absent = names.find((name) => !objects.some(({ metadata }) => metadata.name === name));
  if (absent !== undefined) {
    throw new Error(`Cannot find "${absent}" in the namespace "${opened.namespace}"`);
  }
  await show(opened, found.filter(({ objects }) => objects.length > 0), flags, wanted);
}

/** What the words ask for: `KIND`, `KIND NAME…`, `KIND/NAME…`, `GROUP KIND` or nothing for all. */
function wantedBy(
  words: readonly string[],
  { kinds }: Opened,
  selected: (object: KubeObject, kind: Controlled) => boolean,
): { readonly wanted: readonly Wanted[]; readonly names: readonly string[] } {
  const byPairs = words[0]?.includes("/") ? pairsOf(words, kinds) : undefined;
  const { kinds: listed, rest } = byPairs ? { kinds: [], rest: [] } : meant(words, kinds);
  const pairs = byPairs ?? listed.flatMap((kind) => rest.map((name) => [kind, name] as const));
  const chosen = byPairs ? [...new Set(byPairs.map(([kind]) => kind))] : listed;
  return {
    names: pairs.map(([, name]) => name),
    wanted: chosen.map((kind) => ({
      kind,
      is: (object) =>
        selected(object, kind) && (pairs.length === 0 ||
          pairs.some(([of, name]) => of === kind && name === object.metadata.name)),
    })),
  };
}

type Found = readonly { readonly kind: Controlled; readonly objects: readonly KubeObject[] }[];

const isTable = (format: Format | undefined) => [undefined, "table", "wide"].includes(format);

function shownIn({ allNamespaces = false, output }: GetFlags, wanted: readonly unknown[]) {
  return { allNamespaces, withKind: wanted.length > 1, wide: output === "wide", now: Date.now() };
}

async function show(
  { output, namespace }: Opened,
  found: Found,
  flags: GetFlags,
  wanted: readonly Wanted[],
): Promise<void> {
  if (flags.output !== undefined && !isTable(flags.output)) {
    const objects = found.flatMap(({ objects }) => objects.map(withoutManagedFields));
    return await print(output, flags.output, objects, {});
  }
  if (found.length === 0) {
    const what = wanted.length === 1 ? `${wanted[0]!.kind.kind} objects` : "objects";
    const where = flags.allNamespaces ? "any namespace" : `the namespace "${namespace}"`;
    const hint = flags.allNamespaces ? "" : "; -A looks in all";
    return output.words(`✗ no ${what} found in ${where}${hint}\n`);
  }
  const shown = shownIn(flags, wanted);
  const tables = found.map(({ kind, objects }) =>
    table(objects, columnsOf(kind, shown), flags.header)
  );
  output.data(tables.join("\n"));
}

/** Prints what there is, then a line for every object that changes, until it is stopped. */
async function follow(
  { client, output, namespace }: Opened,
  wanted: readonly Wanted[],
  flags: GetFlags,
): Promise<void> {
  if (!isTable(flags.output)) throw new Error("Cannot watch: only tables are followed");
  const shown = shownIn(flags, wanted), { signal } = new AbortController();
  await Promise.all(wanted.map(async ({ kind, is }) => {
    const said = new Map<string, string>(), line = rows(columnsOf(kind, shown), flags.header);
    let isBehind = true;
    const { objects, synced, done } = watchObjects({
      client,
      signal,
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      ...flags.allNamespaces ? {} : { namespace },
      ...flags.labelSelector === undefined ? {} : { labels: flags.labelSelector },
      onEvent({ type, object }) {
        const key = keyOf(refOf(object)),
          text = type !== "deleted" && is(object) && line.of(object);
        if (!isBehind && text && said.get(key) !== text.trim()) output.data(line.head() + text);
        if (text) said.set(key, text.trim());
        else said.delete(key);
      },
    });
    await synced;
    isBehind = false;
    const first = [...objects.values()].filter(is).map(line.of).length > 0;
    if (first) output.data(line.head() + [...objects.values()].filter(is).map(line.of).join(""));
    await done;
  }));
}

/** Whether an object has a condition with that status; throws where the selector is no `TYPE=STATUS`. */
function selectedBy(selector?: string): (object: KubeObject, kind: Controlled) => boolean {
  if (selector === undefined) return () => true;
  const [, type = "", wanted = ""] = /^(\w+)=(true|false|unknown)$/i.exec(selector) ?? [];
  if (type === "") {
    throw new Error(
      `Cannot select by "${selector}": name a condition and its status, as in ready=false`,
    );
  }
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  // What has no status has no condition either, as in flux.
  return (object, kind) =>
    !isStatic(kind.role) && same(type, "ready")
      ? same(stateOf(object, kind).ready, wanted)
      : conditionsOf(object["status"] as never).some((one) =>
        same(one.type, type) && same(one.status, wanted)
      );
}
