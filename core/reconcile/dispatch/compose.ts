/** An event as its receivers see it. */
import { type Alert, type FluxEvent, groupOf } from "../../contract/mod.ts";

const ofObject = "event.toolkit.fluxcd.io/";

/** Keys that never leave the cluster. */
const inner = ["checksum", "digest"];

/** The group of the object that an event is about: the prefix of what its controller says. */
export function groupOfEvent({ involvedObject: { apiVersion = "" } }: FluxEvent): string {
  return groupOf(apiVersion);
}

/** The metadata that Flux lets in: of the object's own group, or from its annotations. */
export function cleaned(event: FluxEvent): FluxEvent {
  const group = groupOfEvent(event);
  const kept = Object.entries(event.metadata ?? {}).filter(([key]) =>
    (key.startsWith(`${group}/`) || key.startsWith(ofObject)) &&
    !inner.some((one) => key.toLowerCase() === `${group}/${one}`)
  );
  return { ...event, metadata: Object.fromEntries(kept) };
}

interface Composed {
  readonly event: FluxEvent;
  /** Keys that more than one of the sources of metadata has, with those sources. */
  readonly conflicts: Readonly<Record<string, string>>;
}

type Layer = readonly [name: string, values: Readonly<Record<string, string>>];

/**
 * The event for one alert (Flux RFC 0008). Metadata comes from the object's annotations, the alert's eventMetadata, its summary
 * and the controller; the later wins.
 */
export function compose({ metadata = {}, ...event }: FluxEvent, { spec }: Alert): Composed {
  const group = groupOfEvent(event);
  const below = (prefix: string) =>
    Object.fromEntries(
      Object.entries(metadata)
        .filter(([key]) => key.startsWith(prefix) && key !== `${group}/token`)
        .map(([key, value]) => [key.slice(prefix.length), value]),
    );
  const { eventMetadata = {}, summary = "" } = spec;
  const layers: readonly Layer[] = [
    ["involved object annotations", below(ofObject)],
    ["Alert object .spec.eventMetadata", eventMetadata],
    ["Alert object .spec.summary", summary === "" ? {} : { summary }],
    ["involved object controller metadata", below(`${group}/`)],
  ];
  const merged: Record<string, string> = Object.assign({}, ...layers.map(([, values]) => values));
  const keys = Object.keys(merged).sort();
  const conflicts = keys
    .map((key) => [key, layers.filter(([, values]) => Object.hasOwn(values, key))] as const)
    .filter(([, sources]) => sources.length > 1)
    .map(([key, sources]) => [key, sources.map(([name]) => name).join(", ")] as const);
  const sorted = Object.fromEntries(keys.map((key) => [key, merged[key]!]));
  return {
    event: keys.length > 0 ? { ...event, metadata: sorted } : event,
    conflicts: Object.fromEntries(conflicts),
  };
}
