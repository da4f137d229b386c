/** An event as its receivers see it. */
import { defined } from "../json.ts";
import { type EmittedEvent, type FluxEvent, groupOf, type KubeObject } from "../../contract/mod.ts";
import type { Alert } from "./match.ts";

const ofObject = "event.toolkit.fluxcd.io/";

/** Keys that never leave the cluster. */
const inner = ["checksum", "digest"];

/** The metadata that Flux lets in: of the object's own group, or from its annotations. */
export function cleaned(event: EmittedEvent): EmittedEvent {
  const group = groupOf(event.about.apiVersion);
  const kept = Object.entries(event.metadata).filter(([key]) =>
    (key.startsWith(`${group}/`) || key.startsWith(ofObject)) &&
    !inner.some((one) => key === `${group}/${one}`)
  );
  return { ...event, metadata: Object.fromEntries(kept) };
}

interface Composed {
  readonly event: FluxEvent;
  /** Keys that more than one of the sources of metadata has, with those sources. */
  readonly conflicts: Readonly<Record<string, string>>;
}

/**
 * The event for one alert. Metadata comes from the object's annotations, the alert's eventMetadata, its summary and the
 * controller; the later wins.
 */
export function compose(
  { about, severity, timestamp, message, reason, metadata, controller }: EmittedEvent,
  { spec }: Alert,
  { object, instance }: { readonly object: KubeObject | undefined; readonly instance: string },
): Composed {
  const { uid, resourceVersion } = object?.metadata ?? {};
  const layers = layersOf(metadata, groupOf(about.apiVersion), spec);
  const merged = Object.assign({}, ...layers.map(([, values]) => values)) as Record<string, string>;
  const sourcesOf = (key: string) => layers.filter(([, values]) => Object.hasOwn(values, key));
  const conflicts = Object.keys(merged).filter((key) => sourcesOf(key).length > 1)
    .map((key) => [key, sourcesOf(key).map(([name]) => name).join(", ")] as const);
  const { name, namespace, kind, apiVersion } = about;
  return {
    event: {
      involvedObject: {
        kind,
        ...defined({ namespace }),
        name,
        ...defined({ uid }),
        apiVersion,
        ...defined({ resourceVersion }),
      },
      severity,
      timestamp,
      message,
      reason,
      ...(Object.keys(merged).length > 0 ? { metadata: merged } : {}),
      reportingController: controller,
      reportingInstance: instance,
    },
    conflicts: Object.fromEntries(conflicts),
  };
}

type Layer = readonly [name: string, values: Readonly<Record<string, string>>];

function layersOf(
  metadata: EmittedEvent["metadata"],
  group: string,
  { eventMetadata = {}, summary }: Alert["spec"],
): readonly Layer[] {
  const below = (prefix: string) =>
    Object.fromEntries(
      Object.entries(metadata)
        .filter(([key]) => key.startsWith(prefix) && key !== `${group}/token`)
        .map(([key, value]) => [key.slice(prefix.length), value]),
    );
  return [
    ["involved object annotations", below(ofObject)],
    ["Alert object .spec.eventMetadata", eventMetadata],
    ["Alert object .spec.summary", summary === undefined || summary === "" ? {} : { summary }],
    ["involved object controller metadata", below(`${group}/`)],
  ];
}
