import { LRUCache } from "lru-cache";
import { type Data, type KubeObject, type ObjectRef, refOf } from "../../contract/mod.ts";
import type { Client } from "../../kube/mod.ts";

interface Recorded {
  readonly ref: ObjectRef;
  readonly count: number;
}

const mostKept = 4096;

/**
 * Writes Events as client-go's recorder does: what is said of an object once more, in the same words, counts up the Event that is
 * there, which keeps its annotations.
 */
export function eventRecorder(client: Client): (event: Data) => Promise<void> {
  const known = new LRUCache<string, Promise<Recorded | undefined>>({ max: mostKept });

  const create = async (event: Data): Promise<Recorded> => {
    const made = await client.create(event as KubeObject);
    return { ref: refOf(made), count: 1 };
  };
  const repeat = async ({ ref, count }: Recorded, event: Data): Promise<Recorded | undefined> => {
    const body = { count: count + 1, lastTimestamp: event["lastTimestamp"] };
    return await client.patch(ref, { type: "merge", body }).then(
      () => ({ ref, count: count + 1 }),
      () => undefined, // the API server has forgotten it
    );
  };
  return async (event) => {
    const key = keyOf(event);
    const before = known.get(key);
    const written = (async () => {
      const last = await before?.catch(() => undefined);
      return (last && await repeat(last, event)) ?? await create(event);
    })();
    known.set(key, written);
    await written;
  };
}

function keyOf({ involvedObject, type, reason, message, source }: Data): string {
  const { resourceVersion: _version, ...object } = involvedObject as Record<string, unknown>;
  return JSON.stringify([source, object, type, reason, message]);
}
