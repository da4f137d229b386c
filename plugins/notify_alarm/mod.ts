/** Tells services for alarms and dashboards of an event (Provider types in the table below). */
import { type FluxEvent, plugin } from "contract";
import {
  basic,
  bearer,
  headerToken,
  nameAndWords,
  pairsOf,
  type ProviderType,
  sender,
} from "../lib/notify/mod.ts";

/** In the order in which Go writes a map. */
function sorted(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => a < b ? -1 : 1));
}

const seconds = ({ timestamp }: FluxEvent) => Math.floor(Date.parse(timestamp) / 1000);

const types: Readonly<Record<string, ProviderType>> = {
  alertmanager: {
    badAddress: (address, why) => `invalid Alertmanager URL ${address}: '${why}'`,
    auth: async (cx, keys) => [...await bearer(cx, keys), ...await basic(cx, keys)],
    messages: (event) => [{ body: [alertOf(event)] }],
  },
  grafana: {
    badAddress: (address) => `invalid Grafana URL ${address}`,
    auth: async (cx, keys) => [...await basic(cx, keys), ...await bearer(cx, keys)],
    messages: (event) => [{ body: annotationOf(event) }],
  },
  opsgenie: {
    badAddress: (address, why) => `invalid Opsgenie hook URL ${address}: '${why}'`,
    auth: headerToken("Authorization", "empty Opsgenie apikey/token", "GenieKey "),
    messages(event) {
      const { involvedObject: { kind, name }, message, metadata, severity } = event;
      const details = sorted({ ...metadata, severity });
      return [{ body: { message: `${kind}/${name}`, description: message, details } }];
    },
  },
  pagerduty: {
    badAddress: (address, why) => `invalid PagerDuty endpoint URL "${address}": '${why}'`,
    messages(event, { channel = "" }) {
      if (event.reason === "Progressing") return [];
      return event.severity === "error"
        ? [incident(event, channel)]
        : [incident(event, channel), changed(event, channel)];
    },
  },
  datadog: {
    badAddress: (address, why) => `failed to parse address "${address}": ${why}`,
    auth: headerToken("DD-API-KEY", "token cannot be empty"),
    messages: (event) => [{
      path: "/api/v1/events",
      errors: "failed to post event to DataDog: ",
      headers: { accept: "application/json" },
      body: datadogEvent(event),
    }],
  },
};

/** The alert's name has the reason as Go's title casing leaves it: one capital. */
function alertOf(event: FluxEvent) {
  const { involvedObject: { kind, name, namespace = "" }, reason, severity, message } = event;
  const { summary, ...labels } = event.metadata ?? {};
  const titled = reason.slice(0, 1).toUpperCase() + reason.slice(1).toLowerCase();
  return {
    status: "firing",
    labels: sorted({
      ...labels,
      alertname: `Flux${kind}${titled}`,
      severity,
      reason,
      kind,
      name,
      namespace,
      reportingcontroller: event.reportingController,
    }),
    annotations: { message, ...(summary === undefined ? {} : { summary }) },
    startsAt: event.timestamp,
    endsAt: "0001-01-01T00:00:00Z",
  };
}

function annotationOf(event: FluxEvent) {
  const { kind, name, namespace } = event.involvedObject;
  const tags = pairsOf(event)
    .map((pair) => pair.map((text) => text.replaceAll(":", "|")).join(": "));
  return {
    when: seconds(event),
    text: `${kind.toLowerCase()}/${name}.${namespace}`,
    tags: [
      ...["flux", event.reportingController, ...tags],
      ...[`kind: ${kind}`, `name: ${name}`, `namespace: ${namespace}`],
    ],
  };
}

const pages = { errors: "failed sending event: " };

function detailsOf({ message, metadata }: FluxEvent) {
  return { message, metadata: metadata ?? null };
}

/** Errors open an incident; anything else closes the one that may be open. */
function incident(event: FluxEvent, routing_key: string) {
  const { involvedObject: { kind, name, uid = "" }, reportingController, timestamp } = event;
  const [title, words] = nameAndWords(event);
  const about = { routing_key, event_action: "resolve", dedup_key: uid };
  const payload = {
    summary: `${words}: ${title}`,
    source: `Flux ${reportingController}`,
    severity: "error",
    timestamp,
    component: name,
    group: kind,
    custom_details: detailsOf(event),
  };
  const failed = event.severity === "error";
  const body = failed ? { ...about, event_action: "trigger", payload } : about;
  return { ...pages, path: "/v2/enqueue", body };
}

function changed(event: FluxEvent, routing_key: string) {
  const [title, words] = nameAndWords(event);
  const payload = {
    summary: `${words}: ${title}`,
    source: `Flux ${event.reportingController}`,
    timestamp: event.timestamp,
    custom_details: detailsOf(event),
  };
  const errors = "failed sending change event: ";
  return { errors, path: "/v2/change/enqueue", body: { routing_key, payload } };
}

function datadogEvent(event: FluxEvent) {
  const { involvedObject: { kind, name, namespace }, reason, reportingController } = event;
  const tags = [
    `flux_reporting_controller:${reportingController}`,
    `flux_reason:${reason}`,
    `kube_kind:${kind}`,
    `kube_name:${name}`,
    `kube_namespace:${namespace}`,
    ...pairsOf(event).map((pair) => pair.join(":")),
  ];
  return {
    alert_type: event.severity === "error" ? "error" : "info",
    date_happened: seconds(event),
    source_type_name: "fluxcd",
    tags: tags.map((tag) => tag.toLowerCase()),
    text: event.message,
    title: `Events from the ${kind} ${name}/${namespace}`,
  };
}

export default plugin("notifier", () => sender(types));
