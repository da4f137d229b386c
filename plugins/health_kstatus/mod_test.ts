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
