import type { KubeObject, ObjectRef } from "schemas/plugin/objects.ts";
import type { Kind, Kinds, RequestOf } from "../kinds.ts";
import type { Subject } from "schemas/plugin/rounds.ts";

type Samples = {
  readonly [K in Kind]: { readonly [M in keyof Required<Kinds[K]>]: RequestOf<K, M> };
};

const configMap: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", namespace: "default" },
  data: { colour: "blue" },
};
const reference: ObjectRef = {
  apiVersion: "v1",
  kind: "ConfigMap",
  name: "settings",
  namespace: "default",
};
const event = {
  involvedObject: { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "settings" },
  severity: "info",
  timestamp: "2026-01-01T00:00:00Z",
  message: "Applied revision: main@sha1:0123456789012345678901234567890123456789",
  reason: "ReconciliationSucceeded",
  reportingController: "kustomize-controller",
} as const;
const author = { name: "Sluice", email: "sluice@example.dev" };

/** A well-formed request for every method of every kind, about `object`. */
export function samplesFor(object: KubeObject): Samples {
  const about: Subject<unknown> = { object, spec: object["spec"] ?? {} };
  const change = { base: "main@sha1:0", changes: [], message: "Update", author, target: {} };
  return {
    source: {
      pull: { ...about, have: {}, stored: {} },
      checkout: about,
      push: { ...about, ...change },
    },
    renderer: { render: { ...about, objects: [configMap], answers: [] } },
    decryptor: {
      decrypt: {
        ...about,
        documents: [{ path: "a.yaml", content: "a: 1\n" }],
        keys: [],
        answers: [],
      },
    },
    gate: { open: { ...about, revision: "main@sha1:0", now: "2026-01-01T00:00:00Z" } },
    policy: { judge: { ...about, batch: [{ verb: "apply", object: configMap }] } },
    applier: {
      prepare: about,
      next: {
        ...about,
        purpose: "deliver",
        revision: "main@sha1:0",
        set: [{ ref: reference, namespaced: true }],
        objects: [configMap],
        inventory: [],
      },
    },
    health: {
      judge: {
        spec: about.spec,
        until: "current",
        items: [{ object: reference, live: configMap }],
        answers: [],
      },
    },
    notifier: { send: { ...about, event, alert: configMap, timeoutMs: 15_000 } },
    receiver: {
      accept: {
        ...about,
        method: "POST",
        headers: { "content-type": "application/json" },
        query: {},
        bodySize: 2,
      },
    },
    scanner: { scan: about, resolve: { ...about, tag: "1.0.0" } },
    selector: { select: { ...about, tags: ["1.0.0", "1.1.0"] } },
    editor: { edit: about },
    auth: { token: { object, request: { host: "registry.example.dev" } } },
    cluster: { serve: { options: {} } },
  };
}

/** An object of the first kind that a manifest serves, as its `when` wants it. */
export function sampleObject(
  serves: {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
    readonly when?: object;
  } | undefined,
  spec: Readonly<Record<string, unknown>> = {},
): KubeObject {
  const { group, version, kind, when = {} } = serves ??
    { group: "", version: "v1", kind: "ConfigMap" };
  const object: Record<string, unknown> = {
    apiVersion: group === "" ? version : `${group}/${version}`,
    kind,
    metadata: {
      name: "sample",
      namespace: "default",
      uid: "8f8f6fd5-0000-4000-8000-000000000001",
      generation: 1,
    },
    spec: { ...spec },
  };
  for (const [pointer, value] of Object.entries(when)) {
    put(object, pointer.split("/").slice(1), value);
  }
  return object as KubeObject;
}

function put(
  held: Record<string, unknown>,
  [first, ...rest]: readonly string[],
  value: unknown,
): void {
  if (first === undefined) return;
  if (rest.length === 0) held[first] ??= value;
  else put((held[first] ??= {}) as Record<string, unknown>, rest, value);
}
