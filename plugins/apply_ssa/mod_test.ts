import { assertEquals } from "@std/assert";
import type { Head, KubeObject, NextRequest, StepResult } from "contract";
import { conforms, harness } from "contract/testing";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);

conforms("applier", plugin, manifest);

function head(kind: string, name: string, more: Partial<Head> = {}): Head {
  const groups: Readonly<Record<string, string>> = {
    CustomResourceDefinition: "apiextensions.k8s.io/v1",
    ClusterRole: "rbac.authorization.k8s.io/v1",
    StorageClass: "storage.k8s.io/v1",
  };
  return { ref: { apiVersion: groups[kind] ?? "v1", kind, name }, namespaced: false, ...more };
}

/** What the plugin answers; steps without the groups around them. */
async function next(request: Partial<NextRequest>) {
  await using t = await harness(plugin, { manifest });
  const answer = await t.calls.next({ inventory: [], ...request });
  return "steps" in answer ? { steps: answer.steps.flat(), state: answer.state } : answer;
}

const set = [head("ConfigMap", "c"), head("Namespace", "n"), head("StorageClass", "s")];
const stale = head("ConfigMap", "old").ref;

Deno.test("next() applies in Flux's stages: definitions and namespaces, classes, the rest", async () => {
  const { steps } = await next({ set }) as { steps: unknown[] };
  assertEquals(steps, [[1], [2], [0]].map((targets) => ({ do: "apply", targets })));
});

Deno.test("next() waits for a definition before what may need it", async () => {
  const definition = head("CustomResourceDefinition", "apps.example.dev");
  const { steps } = await next({ set: [head("ConfigMap", "c"), definition] }) as {
    steps: unknown[];
  };
  assertEquals(steps, [
    { do: "apply", targets: [1] },
    { do: "wait", refs: [definition.ref], until: "established" },
    { do: "apply", targets: [0] },
  ]);
});

Deno.test("next() forces where the spec says so, and leaves out what is marked", async () => {
  const annotations = { "kustomize.toolkit.fluxcd.io/reconcile": "disabled" };
  const marked = [head("ConfigMap", "a"), head("ConfigMap", "b", { annotations })];
  const { steps } = await next({ set: marked, spec: { force: true } }) as { steps: unknown[] };
  assertEquals(steps, [{ do: "apply", targets: [0], force: true }]);
});

Deno.test("next() corrects what drifted, and nothing else", async () => {
  const drifted = {
    purpose: "drift",
    drifted: [0],
    set,
    inventory: [stale],
    spec: { prune: true },
  } as const;
  const { steps } = await next(drifted) as { steps: unknown[] };
  assertEquals(steps, [{ do: "apply", targets: [0] }]);
});

Deno.test("next() looks at what left the set before it deletes it, and only where prune is on", async () => {
  const pruned = await next({ set, inventory: [stale], spec: { prune: true } }) as {
    steps: unknown[];
  };
  assertEquals(pruned.steps.at(-1), { do: "get", refs: [stale], ignoreNotFound: true });
  const kept = await next({ set, inventory: [stale], spec: { prune: false } }) as {
    steps: unknown[];
  };
  assertEquals(kept.steps.length, 3);
});

/** The second round: what the look at the stale object found. */
function looked(labels: Record<string, string>, annotations: Record<string, string> = {}) {
  const live: KubeObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "old", labels, annotations },
  };
  const results: StepResult[][] = [[{ status: "done", items: [{ status: "found", live }] }]];
  return next({ set, state: { stale: [stale] }, results });
}

const ours = {
  "kustomize.toolkit.fluxcd.io/name": "sample",
  "kustomize.toolkit.fluxcd.io/namespace": "default",
};

Deno.test("next() deletes what still carries its owner's labels", async () => {
  const { steps } = await looked(ours) as { steps: unknown[] };
  const gone = { ignoreNotFound: true, propagation: "Background" };
  assertEquals(steps, [{ do: "delete", refs: [stale], ...gone }]);
});

Deno.test("next() keeps what has another owner, or is marked to be kept", async () => {
  assertEquals(await looked({ ...ours, "kustomize.toolkit.fluxcd.io/name": "other" }), {
    done: true,
  });
  assertEquals(await looked(ours, { "kustomize.toolkit.fluxcd.io/prune": "disabled" }), {
    done: true,
  });
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
    const answer = await next({
      purpose: "delete",
      set: [],
      inventory: [stale],
      spec: { ...spec },
    });
    assertEquals("steps" in answer, removes);
  });
}

Deno.test("next() waits for health at the end, of everything or of what is named", async () => {
  const all = await next({ set, spec: { wait: true } }) as { steps: unknown[] };
  const refs = set.map(({ ref }) => ref);
  assertEquals(all.steps.at(-1), { do: "wait", refs, until: "current", failFast: true });
  const named = await next({ set, spec: { healthChecks: [refs[0]] } }) as { steps: unknown[] };
  assertEquals(named.steps.at(-1), {
    do: "wait",
    refs: [refs[0]],
    until: "current",
    failFast: true,
  });
});
