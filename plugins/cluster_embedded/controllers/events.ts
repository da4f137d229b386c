import { type Api, timestamp } from "../api.ts";
import { textAt, type Tree, treeAt } from "../json/tree.ts";
import { create, find, update } from "./objects.ts";

/** What a controller has to say of an object. */
export interface Note {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** The controller, as `replicaset-controller`. */
  readonly from: string;
}

/** After as many different messages for one reason the rest is told in one event, as client-go does. */
const mostAlike = 10;
/** Objects and reasons that are remembered; the oldest are forgotten first. */
const mostKnown = 2000;

interface Told {
  /** Keys of events by their message. */
  readonly events: Map<string, string>;
}

const known = new WeakMap<Api, Map<string, Told>>();

function toldOf(api: Api, subject: string): Told {
  let all = known.get(api);
  if (all === undefined) known.set(api, all = new Map());
  const told = all.get(subject) ?? { events: new Map<string, string>() };
  all.delete(subject);
  all.set(subject, told);
  if (all.size > mostKnown) all.delete(all.keys().next().value!);
  return told;
}

/** Tells of an object in an Event: a message that was told before is counted. */
export async function tell(api: Api, object: Tree, note: Note): Promise<void> {
  const { uid, namespace } = treeAt(object, "metadata");
  const { events } = toldOf(api, `${uid}/${note.type}/${note.reason}`);
  const combined = events.size >= mostAlike - 1 && !events.has(note.message);
  const message = combined ? `(combined from similar events): ${note.message}` : note.message;
  const slot = combined ? "" : note.message, at = events.get(slot);
  const before = at === undefined ? undefined : find(api, "/events", at);
  if (at !== undefined && before !== undefined) {
    const count = Number(before.count ?? 1) + 1;
    update(api, "/events", at, { count, message, lastTimestamp: timestamp(api.now()) });
    return;
  }
  const event = eventOf(api, object, { ...note, message });
  if (await create(api, event) === undefined) return;
  events.set(slot, `${namespace}/${textAt(event, "metadata", "name")}`);
}

function eventOf(api: Api, object: Tree, { type, reason, message, from }: Note): Tree {
  const { name, namespace, uid, resourceVersion } = treeAt(object, "metadata");
  const { kind, apiVersion } = object, now = api.now(), time = timestamp(now);
  const mark = Math.floor(now.getTime() * 1e6 + api.random() * 1e6).toString(16);
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${mark}`, namespace },
    involvedObject: { kind, namespace, name, uid, apiVersion, resourceVersion },
    reason,
    message,
    source: { component: from },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    type,
    reportingComponent: from,
  };
}
