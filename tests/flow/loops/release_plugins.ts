/** A small release engine over the contract: history in Secrets, tests, rollback, uninstall. It keeps nothing between calls. */
import type { Data, Head, KubeObject, NextRequest, ObjectRef, RenderRequest } from "contract";
import type { PlainPlugin } from "./plain_plugins.ts";

/** The type of the Secrets that hold its history. */
export const recordType = "example.dev/release.v1";

interface State {
  readonly phase: "looked" | "rendered" | "applied" | "tested" | "rolledBack" | "removed";
  readonly action: "install" | "upgrade";
  readonly revision: number;
}

const chartOf = ({ metadata: { name, namespace } }: KubeObject): ObjectRef => ({
  apiVersion: "example.dev/v1",
  kind: "Archive",
  name: `${namespace}-${name}`,
  namespace: namespace!,
});

export const chartRenderer: PlainPlugin = {
  manifest: { name: "chart", kind: "renderer" },
  methods: {
    render({ values = {}, release, object }: RenderRequest) {
      const namespace = object.metadata.namespace!;
      const made = (name: string, hook?: string): KubeObject => ({
        apiVersion: "v1",
        kind: hook ? "Pod" : "ConfigMap",
        metadata: {
          name,
          namespace,
          ...(hook ? { annotations: { "example.dev/hook": hook } } : {}),
        },
        data: { values: JSON.stringify(values), revision: String(release?.revision) },
      });
      return { objects: [made(`${release?.name}-conf`), made(`${release?.name}-test`, "test")] };
    },
  },
};

export const releaseApplier: PlainPlugin = {
  manifest: {
    name: "release",
    kind: "applier",
    serves: [{ group: "example.dev", version: "v1", kind: "Release" }],
    profile: {
      controller: "release-controller",
      interval: "/spec/interval",
      finalizer: "finalizers.example.dev",
      prepares: true,
      renders: true,
      records: recordType,
      keeps: ["inventory", "lastAttemptedRevision"],
      status: ["/history", "/chart"],
      conditions: { summary: ["Ready"], negative: ["Stalled", "Reconciling"] },
    },
  },
  methods: { prepare, next },
};

function prepare({ object }: { object: KubeObject }) {
  const chart = chartOf(object);
  if (object.metadata.deletionTimestamp !== undefined) {
    return { children: [], inputs: [], former: [chart] };
  }
  const { apiVersion, kind, name, namespace } = chart;
  const child = { apiVersion, kind, metadata: { name, namespace }, spec: { interval: "10m" } };
  return { children: [child], inputs: [{ as: "chart", ref: chart }] };
}

function next(request: NextRequest): unknown {
  const state = request.state as State | undefined;
  if (request.purpose === "delete") return uninstall(request, state);
  switch (state?.phase) {
    case undefined:
      return look(request);
    case "looked":
      return decide(request);
    case "rendered":
      return apply(request, state);
    case "applied":
      return judge(request, state);
    case "tested":
      return afterTest(request, state);
    default:
      return rolledBack(request, state!);
  }
}

function look({ object: { metadata: { namespace } } }: NextRequest) {
  const list = { do: "list", apiVersion: "v1", kind: "Secret", namespace };
  return { steps: [[list]], state: { phase: "looked" } };
}

function decide({ object, spec, revision, results, purpose }: NextRequest) {
  const records = recordsIn(results![0]![0]!.found);
  const last = records.at(-1);
  const wanted = JSON.stringify([revision, spec["values"] ?? {}]);
  const drifts = purpose === "drift";
  if (last?.["wanted"] === wanted && last["status"] === "deployed" && !drifts) {
    return { done: true };
  }
  const action = last === undefined ? "install" : "upgrade";
  const number = drifts ? Number(last!["revision"]) : records.length + 1;
  const release = {
    name: object.metadata.name,
    namespace: object.metadata.namespace,
    revision: number,
    action,
  };
  const progress = `Running '${action}' action`;
  return {
    steps: [[{ do: "report", report: { progress } }], [
      { do: "render", values: spec["values"] ?? {}, release },
    ]],
    state: { phase: "rendered", action, revision: number },
  };
}

function apply({ object, spec, revision, set, purpose, drifted }: NextRequest, state: State) {
  const targets = drifted ?? resources(set);
  const applied = [{ do: "apply", targets }];
  const next = { ...state, phase: "applied" };
  if (purpose === "drift") return { steps: [applied], state: { ...next, phase: "tested" } };
  const wanted = JSON.stringify([revision, spec["values"] ?? {}]);
  const record = (status: string) => recordOf(object, state.revision, { status, wanted });
  const wait = { do: "wait", refs: targets.map((i) => set[i]!.ref), until: "current" };
  return {
    steps: [
      [{ do: "create", targets: [record("pending")] }],
      applied,
      [wait],
      [{ do: "update", targets: [record("deployed")] }],
    ],
    state: next,
  };
}

function judge(request: NextRequest, state: State) {
  const { results, set, spec, object } = request;
  const bad = results!.flat().find(({ status }) => status === "failed");
  if (bad) return fail(request, state, bad.items?.[0]?.error?.message ?? "");
  if (spec["test"] !== true) return succeed(request, state);
  const hooks = set.flatMap(({ annotations }, i) => annotations?.["example.dev/hook"] ? [i] : []);
  const ref = set[hooks[0]!]!.ref;
  return {
    steps: [
      [{ do: "create", targets: hooks }],
      [{ do: "wait", refs: [ref], until: "complete", failFast: true }],
      [{ do: "get", refs: [ref] }],
      [{
        do: "update",
        targets: [recordOf(object, state.revision, { status: "deployed", ...wanted(request) })],
      }],
    ],
    state: { ...state, phase: "tested" },
  };
}

function afterTest(request: NextRequest, state: State) {
  return succeed(request, state);
}

function succeed({ set, object, purpose, spec }: NextRequest, { action, revision }: State) {
  const reason = action === "install" ? "InstallSucceeded" : "UpgradeSucceeded";
  const message = `Helm ${action} succeeded for release ${object.metadata.name}.v${revision}`;
  const report = {
    conditions: [
      { type: "Released", status: "True", reason, message },
      { type: "Ready", status: "True", reason, message },
      ...(spec["test"] === true
        ? [{
          type: "TestSuccess",
          status: "True",
          reason: "TestSucceeded",
          message: "1 test passed",
        }]
        : []),
    ],
    status: { "/history": [{ version: revision, status: "deployed" }] },
    events: [{ type: "Normal", severity: "info", reason, message }],
  };
  return purpose === "drift"
    ? { done: true, inventory: resources(set) }
    : { done: true, inventory: resources(set), report };
}

/** A failed install ends the run; a failed upgrade goes back to the revision before. */
function fail({ object, spec, set }: NextRequest, { action, revision }: State, why: string) {
  const message = `Helm ${action} failed for release ${object.metadata.name}.v${revision}: ${why}`;
  const reason = action === "install" ? "InstallFailed" : "UpgradeFailed";
  const conditions = [{ type: "Released", status: "False", reason, message }];
  const events = [{ type: "Warning", severity: "error", reason, message }];
  const release = {
    name: object.metadata.name,
    namespace: object.metadata.namespace,
    revision: revision + 1,
    action: "upgrade",
  };
  return {
    steps: [
      [{ do: "report", report: { conditions, events, progress: "Running 'rollback' action" } }],
      [{ do: "render", values: spec["before"] ?? {}, release }],
      [{
        do: "create",
        targets: [recordOf(object, revision + 1, { status: "deployed", wanted: "" })],
      }],
    ],
    state: { phase: "rolledBack", action, revision: revision + 1, from: set.length },
  };
}

function rolledBack(
  { object, set, results }: NextRequest,
  state: State & { readonly from?: number },
) {
  const targets = resources(set).filter((i) => i >= (state.from ?? 0));
  const steps = results!.flat().length === 3;
  if (steps) return { steps: [[{ do: "apply", targets }]], state };
  const message = `Helm rollback to previous release ${object.metadata.name} succeeded`;
  const why = { reason: "RetriesExceeded", message: "Failed to upgrade after 1 attempt(s)" };
  return {
    done: true,
    inventory: targets,
    report: {
      conditions: [
        { type: "Remediated", status: "True", reason: "RollbackSucceeded", message },
        { type: "Ready", status: "False", reason: "RollbackSucceeded", message },
        { type: "Stalled", status: "True", ...why },
      ],
      events: [{ type: "Normal", severity: "info", reason: "RollbackSucceeded", message }],
    },
  };
}

function uninstall({ inventory, object, results }: NextRequest, state: State | undefined) {
  if (state === undefined) return look({ object } as NextRequest);
  if (state.phase === "removed") return { done: true };
  const refs = recordsIn(results![0]![0]!.found).map(({ name }) => ({
    apiVersion: "v1",
    kind: "Secret",
    namespace: object.metadata.namespace,
    name,
  }));
  return {
    steps: [
      [{ do: "delete", refs: inventory, propagation: "Background" }],
      [{ do: "wait", refs: inventory, until: "deleted" }],
      [{ do: "delete", refs }],
    ],
    state: { ...state, phase: "removed" },
  };
}

function resources(set: readonly Head[]): number[] {
  return set.flatMap(({ annotations }, i) => annotations?.["example.dev/hook"] ? [] : [i]);
}

function wanted({ revision, spec }: NextRequest) {
  return { wanted: JSON.stringify([revision, spec["values"] ?? {}]) };
}

function recordOf({ metadata: { name, namespace } }: KubeObject, revision: number, data: Data) {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: `release.${name}.v${revision}`, namespace },
    type: recordType,
    data: { ...data, revision },
  };
}

function recordsIn(found: unknown): readonly Data[] {
  return (found as readonly KubeObject[])
    .filter(({ type }) => type === recordType)
    .map(({ data, metadata: { name } }): Data => ({ ...(data as Data), name }))
    .sort((a, b) => Number(a["revision"]) - Number(b["revision"]));
}
