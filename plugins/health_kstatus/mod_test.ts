import { assertEquals } from "@std/assert";
import type { HealthItem, HealthStatus, KubeObject } from "contract";
import { conforms, harness } from "contract/testing";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);

conforms("health", plugin, manifest);

function object(apiVersion: string, kind: string, rest: object = {}): KubeObject {
  return { apiVersion, kind, metadata: { name: "one", generation: 2 }, ...rest };
}

function item(live: KubeObject): HealthItem {
  const { apiVersion, kind, metadata: { name } } = live;
  return { object: { apiVersion, kind, name }, live };
}

const ready = (status: string, type = "Ready") => ({ type, status, reason: "R", message: "m" });
const replicas = { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
const available = [ready("True", "Available")];

const cases: readonly (readonly [what: string, live: KubeObject, status: HealthStatus])[] = [
  ["a ConfigMap", object("v1", "ConfigMap"), "current"],
  ["what is being deleted", {
    ...object("v1", "Secret"),
    metadata: { name: "one", deletionTimestamp: "x" },
  }, "terminating"],
  [
    "what its controller has not seen",
    object("a.dev/v1", "A", { status: { observedGeneration: 1 } }),
    "inProgress",
  ],
  [
    "a kind of its own, ready",
    object("a.dev/v1", "A", { status: { conditions: [ready("True")] } }),
    "current",
  ],
  [
    "a kind of its own, not ready",
    object("a.dev/v1", "A", { status: { conditions: [ready("False")] } }),
    "inProgress",
  ],
  [
    "what is stalled",
    object("a.dev/v1", "A", { status: { conditions: [ready("True", "Stalled")] } }),
    "failed",
  ],
  [
    "a Deployment that is out",
    object("apps/v1", "Deployment", {
      spec: { replicas: 2 },
      status: { ...replicas, conditions: available },
    }),
    "current",
  ],
  [
    "a Deployment that is on its way",
    object("apps/v1", "Deployment", {
      spec: { replicas: 2 },
      status: { ...replicas, updatedReplicas: 1, conditions: available },
    }),
    "inProgress",
  ],
  [
    "a Deployment that missed its deadline",
    object("apps/v1", "Deployment", {
      status: {
        conditions: [{ ...ready("False", "Progressing"), reason: "ProgressDeadlineExceeded" }],
      },
    }),
    "failed",
  ],
  [
    "a Job that is done",
    object("batch/v1", "Job", { status: { conditions: [ready("True", "Complete")] } }),
    "current",
  ],
  ["a Job that has begun", object("batch/v1", "Job", { status: { active: 1 } }), "inProgress"],
  [
    "a Job that failed",
    object("batch/v1", "Job", { status: { conditions: [ready("True", "Failed")] } }),
    "failed",
  ],
  [
    "a Pod that crashes",
    object("v1", "Pod", {
      status: {
        phase: "Running",
        containerStatuses: [{ state: { waiting: { reason: "CrashLoopBackOff" } } }],
      },
    }),
    "failed",
  ],
  [
    "a Pod that ended badly",
    object("v1", "Pod", { status: { phase: "Failed" } }),
    "current",
  ],
  [
    "a Pod that no node takes",
    {
      ...object("v1", "Pod", {
        status: {
          phase: "Pending",
          conditions: [{ ...ready("False", "PodScheduled"), reason: "Unschedulable" }],
        },
      }),
      metadata: { name: "one", creationTimestamp: "2020-01-01T00:00:00Z" },
    },
    "failed",
  ],
  [
    "a Deployment of which its controller has not said that it is out",
    object("apps/v1", "Deployment", {
      spec: { replicas: 2, progressDeadlineSeconds: 600 },
      status: { ...replicas, conditions: available },
    }),
    "inProgress",
  ],
  [
    "a StatefulSet with a partition, once its part is updated",
    object("apps/v1", "StatefulSet", {
      spec: { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
      status: { ...replicas, updatedReplicas: 1, currentRevision: "a", updateRevision: "b" },
    }),
    "current",
  ],
  [
    "a claim that is bound",
    object("v1", "PersistentVolumeClaim", { status: { phase: "Bound" } }),
    "current",
  ],
  [
    "a load balancer without an address",
    object("v1", "Service", { spec: { type: "LoadBalancer" } }),
    "inProgress",
  ],
];

for (const [what, live, status] of cases) {
  Deno.test(`judge() says ${status} of ${what}`, async () => {
    await using t = await harness(plugin, { manifest });
    const answer = await t.calls.judge({ items: [item(live)] });
    assertEquals("verdicts" in answer && answer.verdicts.map((one) => one.status), [status]);
  });
}

Deno.test("judge() answers for each item of a batch, absent ones too, in one crossing", async () => {
  await using t = await harness(plugin, { manifest });
  const gone = { object: { apiVersion: "v1", kind: "ConfigMap", name: "gone" } };
  const batch = [item(object("v1", "ConfigMap")), gone];
  const answer = await t.calls.judge({
    items: Array.from({ length: 1000 }, (_, i) => batch[i % 2]!),
  });
  const found = "verdicts" in answer ? answer.verdicts : [];
  assertEquals(found.map(({ index }) => index), Array.from({ length: 1000 }, (_, i) => i));
  assertEquals(found.slice(0, 2).map(({ status }) => status), ["current", "notFound"]);
  assertEquals(t.crossings, 1);
});

Deno.test("judge() does not miss a Job that goes by itself", async () => {
  await using t = await harness(plugin, { manifest });
  const job = (spec: object): HealthItem => ({
    object: { apiVersion: "batch/v1", kind: "Job", name: "one" },
    wanted: object("batch/v1", "Job", { spec }),
  });
  const items = [job({ ttlSecondsAfterFinished: 0 }), job({})];
  const answer = await t.calls.judge({ items });
  const found = "verdicts" in answer ? answer.verdicts : [];
  assertEquals(found.map(({ status }) => status), ["current", "notFound"]);
});

const crashing = {
  status: {
    phase: "Running",
    containerStatuses: [{ name: "c", state: { waiting: { reason: "CrashLoopBackOff" } } }],
  },
};
const unschedulable = { type: "PodScheduled", status: "False", reason: "Unschedulable" };
const created = { name: "one", creationTimestamp: "2020-01-01T00:00:00Z" };
const podCases: readonly (readonly [what: string, pod: object, status: HealthStatus])[] = [
  ["a Pod that crashes", crashing, "failed"],
  ["a Pod that starts", { status: { phase: "Pending" } }, "inProgress"],
  [
    "a Pod that crashes and is being deleted",
    { ...crashing, metadata: { name: "one", deletionTimestamp: "x" } },
    "inProgress",
  ],
  [
    "a Pod that no node takes",
    { metadata: created, status: { phase: "Pending", conditions: [unschedulable] } },
    "inProgress",
  ],
];

for (const kind of ["StatefulSet", "ReplicaSet"]) {
  for (const [what, pod, status] of podCases) {
    Deno.test(`judge() says ${status} of a ${kind} under way with ${what}`, async () => {
      await using t = await harness(plugin, { manifest });
      const spec = { replicas: 1, selector: { matchLabels: { app: "one" } } };
      const metadata = { name: "one", namespace: "apps", generation: 2 };
      const items = [item({ ...object("apps/v1", kind, { spec }), metadata })];
      const asked = await t.calls.judge({ items });
      const pods = { apiVersion: "v1", kind: "Pod", namespace: "apps", labels: "app=one" };
      assertEquals("needs" in asked && asked.needs, [{ id: "0", list: pods }]);
      const answers = [{ id: "0", found: [object("v1", "Pod", pod)] }];
      const answer = await t.calls.judge({ items, answers });
      assertEquals("verdicts" in answer && answer.verdicts.map((one) => one.status), [status]);
    });
  }
}

const parts = { apiVersion: "a.dev/v1", kind: "A" };
const expressions: readonly (readonly [exprs: object, status: HealthStatus, said: string])[] = [
  [{ current: "true", failed: "true" }, "failed", ""],
  [
    { current: "status.phase == 'up'" },
    "unknown",
    "failed to evaluate the CEL expression 'status.phase == 'up'': no such attribute(s): status",
  ],
  [
    { current: "metadata.nope == 'up'" },
    "unknown",
    "failed to evaluate the CEL expression 'metadata.nope == 'up'': no such key: nope",
  ],
  [{ current: "1 + 1" }, "unknown", "failed to evaluate CEL expression as boolean: '1 + 1'"],
];

for (const [exprs, status, said] of expressions) {
  Deno.test(`judge() says ${status} by ${JSON.stringify(exprs)}`, async () => {
    await using t = await harness(plugin, { manifest });
    const live = { ...object("a.dev/v1", "A"), metadata: { name: "one", deletionTimestamp: "x" } };
    const answer = await t.calls.judge({ items: [item(live)], exprs: [{ ...parts, ...exprs }] });
    const [found] = "verdicts" in answer ? answer.verdicts : [];
    assertEquals(found?.status, status);
    assertEquals(found?.message?.slice(0, said.length), said);
  });
}
