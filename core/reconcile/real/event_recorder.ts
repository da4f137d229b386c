/** Writes core/v1 Events as client-go's recorder does: what is said again counts up the event that says it. */
import { type Data, type KubeObject, refOf } from "../../contract/mod.ts";
import { type Client, isAbsent } from "../../kube/mod.ts";

const remembered = 4096;

/** A function that writes one event, or counts it to the last one that says the same of the same object. */
export function eventRecorder(client: Client): (event: Data) => Promise<void> {
  const told = new Map<string, Promise<KubeObject>>();
  return async (event) => {
    const object = inOrder(event as KubeObject);
    const { involvedObject, type, reason, message, reportingComponent } = event;
    const { uid, kind, namespace, name } = involvedObject as Data;
    const key = JSON.stringify([
      uid,
      kind,
      namespace,
      name,
      type,
      reason,
      message,
      reportingComponent,
    ]);
    const last = told.get(key);
    const create = () => client.create(object);
    const now = last === undefined ? create() : last.then(
      (before) =>
        count(client, before, object).catch((error) => {
          if (isAbsent(error)) return create();
          throw error;
        }),
      create,
    );
    told.delete(key);
    told.set(key, now);
    if (told.size > remembered) told.delete(told.keys().next().value!);
    await now;
  };
}

function count(client: Client, before: KubeObject, now: KubeObject): Promise<KubeObject> {
  const body = { count: Number(before["count"] ?? 1) + 1, lastTimestamp: now["lastTimestamp"] };
  return client.patch(refOf(before), { type: "merge", body });
}

/** Annotations in the order that Go writes them. */
function inOrder(event: KubeObject): KubeObject {
  const { annotations, ...metadata } = event.metadata;
  if (!annotations) return event;
  const sorted = Object.entries(annotations).sort(([a], [b]) => a < b ? -1 : 1);
  return { ...event, metadata: { ...metadata, annotations: Object.fromEntries(sorted) } };
}
