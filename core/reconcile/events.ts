/** Flux events: a Kubernetes Event for people, a fact on the bus for the alerts. */
import { rfc3339 } from "./time.ts";
import { groupOf, type KubeObject, type Notice } from "../contract/mod.ts";
import { defined } from "./json.ts";
import { alertKind } from "./kinds.ts";
import type { Kernel } from "./ports.ts";

const ofObject = "event.toolkit.fluxcd.io/";

/** What an event says besides its text: keys under the object's own group, and what its annotations add, in the order that Go writes maps in. */
function metadataOf(object: KubeObject, said: Notice["metadata"]): Record<string, string> {
  const group = groupOf(object.apiVersion);
  const annotations = Object.entries(object.metadata.annotations ?? {})
    .filter(([key]) => key.startsWith(ofObject));
  const own = Object.entries(said ?? {})
    .map(([key, value]) => [key.includes("/") ? key : `${group}/${key}`, value] as const);
  const all = new Map([...annotations, ...own]);
  return Object.fromEntries([...all].sort(([a], [b]) => a < b ? -1 : 1));
}

/**
 * Tells of an event about an object: a core/v1 Event in the cluster and, unless its severity is `trace`, the fact that alerts
 * are made from. What the cluster refuses is reported, and fails nobody.
 */
export function emit(
  kernel: Kernel,
  { object, controller, notice }: {
    readonly object: KubeObject;
    readonly controller: string;
    readonly notice: Notice;
  },
): void {
  const { reason, message, severity } = notice;
  const timestamp = rfc3339(kernel.clock);
  const metadata = metadataOf(object, notice.metadata);
  record(kernel, object, { ...notice, controller, metadata, timestamp });
  if (severity === "trace") return;
  const involvedObject = involved(object);
  const said = { severity, timestamp, message, reason, metadata };
  const from = { reportingController: controller, reportingInstance: kernel.settings.instance };
  kernel.bus.emit("event.emitted", { event: { involvedObject, ...said, ...from } });
}

/** An object as events name it (core/v1 ObjectReference). */
function involved({ apiVersion, kind, metadata }: KubeObject) {
  const { name, namespace, uid, resourceVersion } = metadata;
  return {
    kind,
    ...defined({ namespace }),
    name,
    ...defined({ uid }),
    apiVersion,
    ...defined({ resourceVersion }),
  };
}

type Recorded = Omit<Required<Notice>, "severity"> & {
  readonly controller: string;
  readonly timestamp: string;
};

function record(
  { cluster, settings, clock, report }: Kernel,
  object: KubeObject,
  { controller, type, reason, message, metadata, timestamp }: Recorded,
): void {
  const { name, namespace = "default" } = object.metadata;
  const unique = Math.floor(clock.now() * 1e6 + Math.random() * 1e6).toString(16);
  cluster.record({
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      name: `${name}.${unique}`,
      namespace,
      ...(Object.keys(metadata).length > 0 ? { annotations: metadata } : {}),
    },
    involvedObject: involved(object),
    type,
    reason,
    message,
    source: { component: controller, host: settings.instance },
    reportingComponent: controller,
    reportingInstance: settings.instance,
    firstTimestamp: timestamp,
    lastTimestamp: timestamp,
    count: 1,
  }).catch(report);
}

type Said = Pick<Notice, "reason" | "message" | "metadata">;

/** A Warning on an Alert: what went wrong on the way of an event to its provider. */
export function warn(kernel: Kernel, alert: KubeObject, said: Said): void {
  recordOn(kernel, alert, { type: "Warning", ...said });
}

/** An Event on an Alert, for people alone. */
export function recordOn(
  kernel: Kernel,
  alert: KubeObject,
  { metadata = {}, ...said }: Said & Pick<Notice, "type">,
): void {
  const controller = `${alertKind.group.split(".")[0]}-controller`;
  const timestamp = rfc3339(kernel.clock);
  record(kernel, alert, { ...said, controller, metadata, timestamp });
}
