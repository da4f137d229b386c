/** `sluice events`: what happened, oldest first. */
import { at, type KubeObject } from "../../contract/mod.ts";
import type { Environment } from "../connection.ts";
import { type Output, print } from "../output.ts";
import { namedBy } from "./kinds.ts";
import { type ObjectFlags, open } from "./open.ts";
import { ago } from "./state.ts";

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

/** Events of the kinds of the config, or of one object. */
export async function events(
  output: Output,
  words: readonly string[],
  flags: ObjectFlags,
  environment: Environment,
): Promise<void> {
  using opened = await open(output, flags, environment);
  const { client, kinds, namespace } = opened;
  const [named] = words.length === 0 ? [] : namedBy(words, kinds, namespace);
  const wanted = named
    ? (event: KubeObject) =>
      text(event, "/involvedObject/name") === named.name &&
      text(event, "/involvedObject/kind") === named.kind
    : (event: KubeObject) => kinds.some(({ kind }) => kind === text(event, "/involvedObject/kind"));
  const { items } = await client.list({
    apiVersion: "v1",
    kind: "Event",
    ...flags.allNamespaces ? {} : { namespace },
  });
  const found = items.filter(wanted).toSorted((a, b) => timeOf(a) < timeOf(b) ? -1 : 1);
  const now = Date.now();
  await print<KubeObject>(output, flags.output ?? "table", found, {
    ...flags.allNamespaces ? { NAMESPACE: ({ metadata }) => metadata.namespace ?? "" } : {},
    "LAST SEEN": (event) => ago(timeOf(event), now),
    TYPE: (event) => text(event, "/type"),
    REASON: (event) => text(event, "/reason"),
    OBJECT: (event) =>
      `${text(event, "/involvedObject/kind")}/${text(event, "/involvedObject/name")}`,
    MESSAGE: (event) => text(event, "/message").split("\n")[0]!,
  });
}
