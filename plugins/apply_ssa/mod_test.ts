import { assert, assertEquals } from "@std/assert";
import type { Head, ItemResult, KubeObject, Next, NextRequest, StepResult } from "contract";
import { conforms, harness } from "contract/testing";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);

conforms("applier", plugin, manifest);

const groups: Readonly<Record<string, string>> = {
  CustomResourceDefinition: "apiextensions.k8s.io/v1",
  ClusterRole: "rbac.authorization.k8s.io/v1",
  StorageClass: "storage.k8s.io/v1",
};

function head(kind: string, name: string, more: Partial<Head> = {}): Head {
  return { ref: { apiVersion: groups[kind] ?? "v1", kind, name }, namespaced: false, ...more };
}

async function next(request: Partial<NextRequest>): Promise<Next> {
  await using t = await harness(plugin, { manifest });
  return await t.calls.next({ inventory: [], ...request });
}

/** What each step of an answer does, and with what. */
function steps(answer: Next) {
  assert("steps" in answer, JSON.stringify(answer));
  return answer.steps.flat().map((step) => [
    step.do,
    "targets" in step ? step.targets : "refs" in step ? step.refs.map(({ name }) => name) : [],
  ]);
}

const set = [head("ConfigMap", "c"), head("Namespace", "n"), head("StorageClass", "s")];
const stale = head("ConfigMap", "old").ref;
const done = (...items: ItemResult[]): StepResult[] => [{ status: "done", items }];

Deno.test("next() applies in Flux's stages, and waits until each but the last has settled", async () => {
  const definition = head("CustomResourceDefinition", "apps.example.dev");
  assertEquals(steps(await next({ set: [...set, definition] })), [
    ["apply", [3, 1]],
    ["wait", ["apps.example.dev", "n"]],
    ["apply", [2]],
    ["wait", ["s"]],
    ["apply", [0]],
  ]);
});

Deno.test("next() makes anew what cannot be changed, where the spec forces it", async () => {
  const recreate = async (spec: object) => {
    const answer = await next({ set: [head("ConfigMap", "a")], spec: { ...spec } });
    const [step] = "steps" in answer ? answer.steps.flat() : [];
    return step?.do === "apply" ? step.checked?.recreate : undefined;
  };
  assertEquals(await recreate({ force: true }), true);
  assertEquals(await recreate({}), [["kustomize.toolkit.fluxcd.io/force", "enabled"]]);
});

Deno.test("next() corrects what drifted, and nothing else", async () => {
  const drifted = { purpose: "drift", drifted: [0], set, inventory: [stale] } as const;
  const answer = await next({ ...drifted, spec: { prune: true } });
  assertEquals(steps(answer), [["apply", [0]]]);
  const results = [done({ status: "configured" })];
  const end = await next({ ...drifted, results, state: { at: "applied" } });
  assertEquals("done" in end && end.inventory, [1, 2, 0]);
  assertEquals(end.report?.events?.map(({ message }) => message), ["ConfigMap/c configured"]);
});

Deno.test("next() tells of what an apply did, in its order, and not of what it left", async () => {
  const two = [head("ConfigMap", "b"), head("ConfigMap", "a"), head("Secret", "s")];
  const results = [done({ status: "created" }, { status: "unchanged" }, { status: "configured" })];
  const answer = await next({ set: two, results, state: { at: "applied" } });
  const [event] = answer.report?.events ?? [];
  assertEquals(event?.message, "ConfigMap/a created\nSecret/s configured");
});

const refusals: readonly (readonly [error: ItemResult["error"], said: string])[] = [
  [
    { reason: "Invalid", message: "no", status: 422 },
    "ConfigMap/c dry-run failed (Invalid): no\n",
  ],
  [{ reason: "Unknown", message: "no", status: 500 }, "ConfigMap/c dry-run failed: no\n"],
  [
    { reason: "NotFound", message: "no", status: 404 },
    "ConfigMap/c namespace not specified: no\n",
  ],
  [
    { reason: "NoMatch", message: "no", status: 404 },
    'ConfigMap/c dry-run failed: no matches for kind "ConfigMap" in version "v1"\n',
  ],
  [
    { reason: "Invalid", message: "no", status: 422, phase: "apply" },
    "ConfigMap/c apply failed: no\n",
  ],
];

for (const [error, said] of refusals) {
  Deno.test(`next() says "${said.trim()}" of ${JSON.stringify(error)}`, async () => {
    const results: StepResult[][] = [[{
      status: "failed",
      items: [{ status: "failed", error: error! }],
    }]];
    const answer = await next({ set: [set[0]!], results, state: { at: "applied" } });
    assertEquals("done" in answer && answer.failure?.message, said);
    assertEquals("done" in answer && answer.inventory, undefined);
  });
}

/** What is done about a stale object that is found as it is here. */
async function looked(labels: Record<string, string>, annotations: Record<string, string> = {}) {
  const live: KubeObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "old", labels, annotations },
  };
  const state = { at: "looked", stale: [stale], changed: false, skipped: [] };
  return await next({ set, state, results: [done({ status: "found", live })] });
}

const ours = {
  "kustomize.toolkit.fluxcd.io/name": "sample",
  "kustomize.toolkit.fluxcd.io/namespace": "default",
};

Deno.test("next() deletes what left the set and still carries its owner's labels", async () => {
  assertEquals(steps(await looked(ours)), [["delete", ["old"]]]);
});

Deno.test("next() keeps what has another owner, or is marked to be kept, and says so", async () => {
  const kept = [
    await looked({ ...ours, "kustomize.toolkit.fluxcd.io/name": "other" }),
    await looked(ours, { "kustomize.toolkit.fluxcd.io/prune": "Disabled" }),
    await looked({ ...ours, "kustomize.toolkit.fluxcd.io/reconcile": "disabled" }),
  ];
  for (const answer of kept) {
    assert("done" in answer);
    assertEquals(answer.report?.events?.map(({ message }) => message), ["ConfigMap/old skipped"]);
  }
});

const policies: readonly (readonly [spec: object, removes: boolean])[] = [
  [{ prune: true }, true],
  [{ prune: false }, false],
  [{ deletionPolicy: "Delete" }, true],
  [{ deletionPolicy: "Orphan", prune: true }, false],
  [{ deletionPolicy: "WaitForTermination" }, true],
];

for (const [spec, removes] of policies) {
  Deno.test(`next() ${removes ? "removes" : "keeps"} the inventory of a deleted object with ${JSON.stringify(spec)}`, async () => {
    const inventory = [stale], purpose = "delete" as const;
    const answer = await next({ purpose, set: [], inventory, spec: { ...spec } });
    assertEquals("steps" in answer, removes);
  });
}

Deno.test("next() waits for health at the end: of all but the owner and what was left alone, or of what is named", async () => {
  const applied = (spec: object) =>
    next({
      set: [head("ConfigMap", "a"), head("ConfigMap", "b")],
      spec: { ...spec },
      results: [done({ status: "created" }, { status: "skipped" })],
      state: { at: "applied" },
    });
  assertEquals(steps(await applied({ wait: true })), [["wait", ["a"]]]);
  const named = await applied({ healthChecks: [{ kind: "Deployment", name: "x" }] });
  assertEquals(steps(named), [["wait", ["x"]]]);
  assertEquals((await applied({})).report?.dropped, ["Healthy"]);
});

Deno.test("next() ends a wait with the condition Healthy, and a failed one with its failure", async () => {
  const state = { at: "waited", sinceMs: Date.now(), isNews: true };
  const passed = await next({ set, state, results: [done({ status: "waited" })] });
  assertEquals(passed.report?.conditions?.map(({ status }) => status), ["True"]);
  const error = { reason: "Timeout", message: "timeout waiting for: [x]" };
  const failed = await next({ set, state, results: [[{ status: "failed", error }]] });
  assertEquals(failed.report?.conditions?.map(({ message }) => message), [error.message]);
  assertEquals("done" in failed && failed.failure?.reason, "HealthCheckFailed");
});

Deno.test("next() repeats what the object says of its health where nothing is new, and says it anew otherwise", async () => {
  const former = { type: "Healthy", status: "True", message: "Health check passed in 2s" };
  const own = { apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization" };
  const message = async (lastAppliedRevision: string, result: ItemResult) => {
    const status = { conditions: [former], lastAppliedRevision };
    const object: KubeObject = { ...own, metadata: { name: "app" }, status };
    const given = { object, revision: "main@sha1:2", set: [set[0]!], spec: { wait: true } };
    const state = { at: "applied" }, results = [done(result)];
    const waits = await next({ ...given, results, state });
    assert("steps" in waits);
    const end = await next({ ...given, state: waits.state, results: [done({ status: "waited" })] });
    return end.report?.conditions?.at(-1)?.message === former.message;
  };
  assertEquals(await message("main@sha1:2", { status: "unchanged" }), true);
  assertEquals(await message("main@sha1:1", { status: "unchanged" }), false);
  assertEquals(await message("main@sha1:2", { status: "created" }), false);
});

/** The end of a removal of three objects: one that could not be read, one that is gone, one that nobody let us delete. */
async function hindered(purpose: "deliver" | "delete") {
  const refs = ["unread", "gone", "held"].map((name) => head("ConfigMap", name).ref);
  const live = { ...head("ConfigMap", "held").ref, metadata: { name: "held", labels: ours } };
  const look = { at: "looked", stale: refs, changed: false, skipped: [] };
  const error = { reason: "Forbidden", message: "no", status: 403 };
  const items: ItemResult[] = [
    { status: "failed", error },
    { status: "missing" },
    { status: "found", live },
  ];
  const given = { purpose, set: [set[0]!], inventory: refs, spec: { prune: true } };
  const results: StepResult[][] = [[{ status: "failed", items }]];
  const answer = await next({ ...given, state: look, results });
  assertEquals(steps(answer), [["delete", ["held"]]]);
  const refused: StepResult = { status: "failed", items: [{ status: "failed", error }] };
  const { state } = answer as { state?: unknown };
  const end = await next({ ...given, state, results: [[refused]] });
  assert("done" in end);
  return end;
}

const why =
  "delete failed, errors: ConfigMap/unread query failed: no;ConfigMap/held delete failed: no;";

Deno.test("next() keeps in the inventory what could not be read or deleted, and says why", async () => {
  const { failure, kept } = await hindered("deliver");
  assertEquals(failure, { reason: "PruneFailed", message: why });
  assertEquals(kept?.map(({ name }) => name), ["unread", "held"]);
});

Deno.test("next() keeps a deleted object until all of its own can be deleted, and warns", async () => {
  const { failure, report } = await hindered("delete");
  assertEquals(failure?.message, why);
  assertEquals(report?.events?.map(({ type, message }) => [type, message]), [
    ["Warning", `pruning for deleted resource failed: ${why}`],
  ]);
});

Deno.test("next() is healthy at once where an object would wait for itself alone", async () => {
  const own = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "sample" };
  const spec = { healthChecks: [own] };
  const object: KubeObject = { ...own, metadata: own, spec };
  const results = [done({ status: "unchanged" })];
  const answer = await next({ object, set: [set[0]!], spec, results, state: { at: "applied" } });
  assertEquals(steps(answer), [["wait", []]]);
});

const hopeless: readonly (readonly [spec: object, reason: string, said: string])[] = [
  [
    { healthCheckExprs: [{ apiVersion: "a.dev/v1", kind: "A", current: "" }] },
    "InvalidCELExpression",
    "expression Current not specified",
  ],
  [
    { healthCheckExprs: ["v1", "v2"].map((v) => ({ apiVersion: `a.dev/${v}`, current: "true" })) },
    "InvalidCELExpression",
    "duplicate custom health check for GroupKind .a.dev at healthchecks[1]",
  ],
  [
    { healthCheckExprs: [{ apiVersion: "a.dev/v1", kind: "A", current: "a b" }] },
    "InvalidCELExpression",
    "failed to parse the expression Current: failed to parse the CEL expression 'a b': " +
    "ERROR: <input>:1:3: Syntax error: extraneous input 'b' expecting <EOF>\n | a b\n | ..^",
  ],
  [
    { decryption: { provider: "sops", serviceAccountName: "one" } },
    "FeatureGateDisabled",
    "please enable the ObjectLevelWorkloadIdentity feature gate in the controller",
  ],
];

for (const [spec, reason, said] of hopeless) {
  Deno.test(`prepare() refuses ${JSON.stringify(spec)} for good`, async () => {
    await using t = await harness(plugin, { manifest });
    const failure = await t.calls.prepare({ spec: { ...spec } }).then(
      () => undefined,
      (error) => error as { code: string; reason: string; message: string },
    );
    assertEquals([failure?.code, failure?.reason], ["terminal", reason]);
    assertEquals(failure?.message.slice(-said.length), said);
  });
}
