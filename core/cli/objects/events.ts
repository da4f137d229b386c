/** `sluice events`: what happened, oldest first. */
import { at, type KubeObject, type ObjectRef } from "../../contract/mod.ts";
import { watchObjects, withoutManagedFields } from "../../kube/mod.ts";
import type { Environment } from "../connection.ts";
import { type Columns, type Output, print, rows } from "../output.ts";
import { inputsOf } from "./inputs.ts";
import { type Named, namedBy } from "./kinds.ts";
import { type ObjectFlags, open, type Opened } from "./open.ts";
import { ago } from "./state.ts";

interface EventFlags extends ObjectFlags {
  readonly watch?: boolean;
  /** `KIND/NAME`. */
  readonly for?: string;
  /** With commas between them. */
  readonly types?: string;
}

const text = (event: KubeObject, pointer: string) => String(at(event, pointer) ?? "");
/** Events count in `series` or `count`, and tell their time in one of these. */
const times = [
  "/series/lastObservedTime",
  "/lastTimestamp",
  "/eventTime",
  "/metadata/creationTimestamp",
];
const timeOf = (event: KubeObject) =>
  times.map((at) => text(event, at)).find((time) => time !== "") ?? "";

/** Events of the kinds that are reconciled; or of one object, and of what its content comes from. */
export async function events(
  output: Output,
  words: readonly string[],
  flags: EventFlags,
  environment: Environment,
): Promise<void> {
  using opened = await open(output, flags, environment);
  const { client, kinds, namespace } = opened;
  const asked = flags.for === undefined ? words : [flags.for];
  const [named] = asked.length === 0 ? [] : namedBy(asked, kinds, namespace);
  const about = named && await related(opened, named);
  const is = wanted(opened, about, flags);
  // Sources may stand in other namespaces.
  const spaces = new Set(about?.map((ref) => ref.namespace));
  const listing = {
    apiVersion: "v1",
    kind: "Event",
    ...flags.allNamespaces || spaces.size > 1 ? {} : { namespace },
  };
  const columns = columnsOf(flags.allNamespaces === true);
  const { items } = await client.list(listing);
  const found = items.filter(is).toSorted((a, b) => timeOf(a) < timeOf(b) ? -1 : 1);
  if (!flags.watch) {
    return await print(output, flags.output ?? "table", found.map(withoutManagedFields), columns);
  }
  const line = rows(columns, true);
  found.forEach(line.of);
  output.data(line.head() + found.map(line.of).join(""));
  const versionOf = ({ metadata }: KubeObject) => `${metadata.uid}/${metadata.resourceVersion}`;
  const said = new Set(items.map(versionOf));
  await watchObjects({
    ...listing,
    client,
    signal: new AbortController().signal,
    onEvent({ type, object }) {
      if (type !== "deleted" && is(object) && !said.has(versionOf(object))) {
        output.data(line.of(object));
      }
    },
  }).done;
}

/** The object, and its inputs that are reconciled too. */
async function related(opened: Opened, named: Named): Promise<readonly ObjectRef[]> {
  const object = await opened.client.find(refOf(named));
  return [refOf(named), ...object ? inputsOf(object, named, opened.kinds).map(refOf) : []];
}

function wanted(
  { kinds }: Opened,
  about: readonly ObjectRef[] | undefined,
  { types }: EventFlags,
): (event: KubeObject) => boolean {
  const those = types?.toLowerCase().split(",");
  const isMeant = (event: KubeObject) => {
    const kind = text(event, "/involvedObject/kind"), name = text(event, "/involvedObject/name");
    return about
      ? about.some((ref) =>
        ref.kind === kind && ref.name === name &&
        ref.namespace === text(event, "/involvedObject/namespace")
      )
      : kinds.some((one) => one.kind === kind);
  };
  return (event) => isMeant(event) && (those?.includes(text(event, "/type").toLowerCase()) ?? true);
}

function columnsOf(withNamespace: boolean): Columns<KubeObject> {
  return {
    ...withNamespace && { NAMESPACE: ({ metadata }) => metadata.namespace ?? "" },
    "LAST SEEN": (event) => seen(event),
    TYPE: (event) => text(event, "/type"),
    REASON: (event) => text(event, "/reason"),
    OBJECT: (event) =>
      `${text(event, "/involvedObject/kind")}/${text(event, "/involvedObject/name")}`,
    MESSAGE: (event) => text(event, "/message").trim().replaceAll("\n", " "),
  };
}

/** How long ago; of what was seen often, how often and since when. */
function seen(event: KubeObject): string {
  const now = Date.now(), last = ago(timeOf(event), now);
  const count = Number(at(event, "/series/count") ?? at(event, "/count") ?? 1);
  const first = text(event, "/firstTimestamp") || text(event, "/eventTime");
  return count > 1 ? `${last} (x${count} over ${ago(first, now)})` : last;
}

function refOf({ apiVersion, kind, namespace, name }: Named) {
  return { apiVersion, kind, namespace, name };
}
