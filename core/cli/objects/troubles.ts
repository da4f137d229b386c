/** Which objects that were applied are not well, and what their Pods say. */
import { at, type Data, type KubeObject } from "../../contract/mod.ts";
import type { Client } from "../../kube/mod.ts";
import { sayRef } from "../../reconcile/mod.ts";
import { briefly } from "./health.ts";
import { inventoryOf } from "./tree.ts";

/** So many objects of an inventory are looked at. */
const most = 200;

/** A line for each object of the inventory that is not well, and one for each container of its Pods that tells why. */
export async function troublesOf(client: Client, owner: KubeObject): Promise<readonly string[]> {
  const found = await Promise.all(
    inventoryOf(owner).slice(0, most).map(async (ref) => {
      const live = await client.find(ref).catch(() => undefined);
      if (!live) return [`${sayRef(ref)} does not exist`];
      const [verdict, why] = briefly(live);
      if (verdict === "ready") return [];
      const pods = await podsOf(client, live).catch(() => []);
      const said = new Set(pods.flatMap(containersOf));
      return [`${sayRef(ref)} ${why || verdict}`, ...[...said].map((line) => `  ${line}`)];
    }),
  );
  return found.flat();
}

/** Of whatever selects Pods by labels. */
async function podsOf(client: Client, { metadata, ...object }: KubeObject) {
  const labels = at(object, "/spec/selector/matchLabels");
  const { namespace } = metadata;
  if (typeof labels !== "object" || labels === null || namespace === undefined) return [];
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(",");
  const listing = { apiVersion: "v1", kind: "Pod", namespace, labels: selector };
  return (await client.list(listing)).items;
}

/** Containers that wait or ended, each with the reason. */
function containersOf(pod: KubeObject): readonly string[] {
  const statuses = ["initContainerStatuses", "containerStatuses"].flatMap((field) =>
    (at(pod, `/status/${field}`) ?? []) as readonly Data[]
  );
  const told = statuses.flatMap((status) => {
    const states = ["/state/waiting", "/lastState/terminated", "/state/terminated"];
    const words = states.flatMap((pointer) => wordsOf(at(status, pointer)));
    return words.length === 0 ? [] : [`container ${String(status["name"])}: ${words.join("; ")}`];
  });
  if (told.length > 0) return told;
  const conditions = (at(pod, "/status/conditions") ?? []) as readonly Data[];
  return conditions.filter(({ status, message }) => status === "False" && message)
    .map(({ message }) => `Pod ${pod.metadata.name}: ${String(message)}`);
}

function wordsOf(state: unknown): readonly string[] {
  if (state === undefined) return [];
  const [reason, message, code] = ["/reason", "/message", "/exitCode"].map((at_) => at(state, at_));
  if (code === 0) return [];
  const exit = code === undefined ? "" : `exit code ${code}`;
  return [[reason, exit, message].filter(Boolean).join(", ")];
}
