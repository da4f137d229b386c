/** One source, one delivery, and what stands between them: small plugins that say what they are asked to. */
import { transient } from "contract";
import type { Data, KubeObject, NextRequest, Pulled, PullRequest, RenderRequest } from "contract";
import type { PlainPlugin } from "./plain_plugins.ts";

/** A server that a source pulls from: what it holds now, and how it fails. */
export interface Upstream {
  revision: string;
  fail?: Error;
  objects: readonly KubeObject[];
}

export function archiveSource(upstream: Upstream): PlainPlugin {
  return {
    manifest: {
      name: "archive",
      kind: "source",
      serves: [{ group: "example.dev", version: "v1", kind: "Archive" }],
      profile: {
        controller: "archive-controller",
        interval: "/spec/interval",
        suspend: "/spec/suspend",
        finalizer: "finalizers.example.dev",
        conditions: {
          summary: ["FetchFailed", "ArtifactInStorage"],
          negative: ["FetchFailed", "Stalled", "Reconciling"],
        },
      },
    },
    methods: {
      pull({ have }: PullRequest<Data>): Pulled {
        if (upstream.fail) throw upstream.fail;
        if (have[""] === upstream.revision) return { unchanged: true };
        const contents = { kind: "folder" as const, path: "tree" };
        return { outputs: [{ contents, revision: upstream.revision }] };
      },
    },
  };
}

/** Renders what the upstream holds, applies it in one group, waits if asked to, and prunes what is left over. */
export function rolloutPlugins(upstream: Upstream, judge?: () => Data): readonly PlainPlugin[] {
  const renderer: PlainPlugin = {
    manifest: { name: "plain", kind: "renderer" },
    methods: { render: (_: RenderRequest) => ({ objects: [...upstream.objects] }) },
  };
  const health: PlainPlugin = {
    manifest: { name: "judge", kind: "health" },
    methods: {
      judge: ({ items }: { items: readonly unknown[] }) => ({
        verdicts: items.map((_, index) => ({ index, ...(judge?.() ?? { status: "current" }) })),
      }),
    },
  };
  return [renderer, health, {
    manifest: {
      name: "rollout",
      kind: "applier",
      serves: [{ group: "example.dev", version: "v1", kind: "Rollout" }],
      profile: {
        controller: "rollout-controller",
        reasons: { ready: "ReconciliationSucceeded" },
        interval: "/spec/interval",
        retryInterval: "/spec/retryInterval",
        timeout: "/spec/timeout",
        suspend: "/spec/suspend",
        finalizer: "finalizers.example.dev",
        dependsOn: "/spec/dependsOn",
        inputs: [{ as: "source", at: "/spec/sourceRef" }],
      },
    },
    methods: { next: rolloutNext },
  }];
}

function rolloutNext({ purpose, set, inventory, spec, results, drifted }: NextRequest) {
  const failed = results?.flat().find(({ status }) => status === "failed");
  if (failed) {
    const { reason, message } = failed.error ?? failed.items!.find((item) => item.error)!.error!;
    throw failed.error
      ? transient("HealthCheckFailed", `health check failed: ${message}`)
      : transient("ReconciliationFailed", `${reason}: ${message}`);
  }
  if (results) return { done: true };
  if (purpose === "delete") {
    return inventory.length === 0
      ? { done: true }
      : { steps: [[{ do: "delete", refs: inventory }]] };
  }
  const targets = drifted ?? set.map((_, i) => i);
  const listed = set.map(({ ref }) => JSON.stringify([ref.kind, ref.namespace, ref.name]));
  const stale = inventory.filter(({ kind, namespace, name }) =>
    !listed.includes(JSON.stringify([kind, namespace, name]))
  );
  const refs = set.map(({ ref }) => ref);
  return {
    steps: [
      [{ do: "apply", targets }],
      ...(stale.length > 0 ? [[{ do: "delete", refs: stale }]] : []),
      ...(spec["wait"] === true ? [[{ do: "wait", refs, until: "current", failFast: true }]] : []),
    ],
  };
}

export const rolloutPipeline = {
  "example.dev/Rollout": { render: ["plain"], apply: "rollout", health: ["judge"] },
};

export function configMap(
  name: string,
  data: Record<string, string> = { key: "value" },
): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "apps" }, data };
}
