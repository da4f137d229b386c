import { assertEquals, assertRejects } from "@std/assert";
import type { Answer, Cx, Pack, RenderRequest } from "contract";
import helm from "./mod.ts";

const CHART = "apiVersion: v2\nname: app\nversion: 1.0.0\n";
const SERVED: Answer = {
  id: "discovery",
  found: {
    version: "v1.36.3",
    apiVersions: ["v1", "apps/v1"],
    kinds: [{ apiVersion: "apps/v1", kind: "Deployment", namespaced: true }],
  },
};
const owner = {
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  metadata: { name: "app", namespace: "prod" },
};

/** A pack of files in memory. */
function pack(files: Readonly<Record<string, string>>): Pack {
  const entries = Object.keys(files).map((path) => ({ path, type: "file", size: 0, mode: 0o600 }));
  return {
    *list() {
      yield* entries;
    },
    read: (path: string) => new TextEncoder().encode(files[path]),
  } as unknown as Pack;
}

async function render(
  template: string,
  request: Partial<RenderRequest> = {},
  files: Readonly<Record<string, string>> = {},
) {
  const renderer = await helm.create({});
  const all = { "app/Chart.yaml": CHART, "app/templates/a.yaml": template, ...files };
  const cx = { files: () => pack(all) } as unknown as Cx;
  return await renderer.render({ object: owner, spec: {}, answers: [SERVED], ...request }, cx);
}

const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  v: ${value}\n`;

/** What the ConfigMap of a template says. */
async function valueOf(template: string, request?: Partial<RenderRequest>): Promise<unknown> {
  const answer = await render(configMap(template), request);
  const [object] = "objects" in answer ? answer.objects : [];
  return (object?.["data"] as Record<string, unknown> | undefined)?.["v"];
}

Deno.test("render() asks what the cluster serves before anything else", async () => {
  assertEquals(await render(configMap("x"), { answers: [] }), {
    needs: [{ id: "discovery", discovery: true }],
  });
});

Deno.test("render() gives the values, the release and the cluster to the templates", async () => {
  const template = "{{ .Values.a }}-{{ .Release.Name }}-{{ .Release.Revision }}-" +
    '{{ .Capabilities.KubeVersion }}-{{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }}';
  const release = { name: "r", namespace: "n", revision: 3, action: "upgrade" } as const;
  const value = await valueOf(template, { values: { a: 1.5 }, release });
  assertEquals(value, "1.5-r-3-v1.36.3-true");
});

Deno.test("render() asks for what lookup names, and renders with the answers", async () => {
  const template = '{{ ((lookup "v1" "Secret" "prod" "s").data).key | default "none" }}';
  const id = "lookup v1/Secret prod/s";
  const asked = { apiVersion: "v1", kind: "Secret", name: "s", namespace: "prod" };
  assertEquals(await render(configMap(template)), { needs: [{ id, get: asked }] });
  const found = { id, found: { data: { key: "x" } } };
  assertEquals(await valueOf(template, { answers: [SERVED, found] }), "x");
  assertEquals(await valueOf(template, { answers: [SERVED, { id, missing: true }] }), "none");
});

Deno.test("render() says where a template fails, in Helm's words", async () => {
  await assertRejects(
    () => render('{{ required "a is needed" .Values.a }}'),
    Error,
    "execution error at (app/templates/a.yaml:1:3): a is needed",
  );
});

Deno.test("render() stops a template that never ends", async () => {
  const endless = '{{ define "x" }}{{ include "x" . }}{{ include "x" . }}{{ end }}';
  await assertRejects(() => render(`${endless}{{ include "x" . }}`), Error);
});

Deno.test("render() labels objects and hooks with their owner, behind patches and common metadata", async () => {
  const hook =
    "\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: t\n  annotations: {helm.sh/hook: test}\n";
  const spec = {
    postRenderers: [{
      kustomize: {
        patches: [{
          target: { kind: "ConfigMap" },
          patch: '[{"op": "replace", "path": "/data/v", "value": "patched"}]',
        }],
      },
    }],
    commonMetadata: { labels: { team: "a", "helm.toolkit.fluxcd.io/name": "other" } },
  };
  const labels = {
    "helm.toolkit.fluxcd.io/name": "app",
    "helm.toolkit.fluxcd.io/namespace": "prod",
    team: "a",
  };
  const all = await render(configMap("x") + hook, { spec });
  assertEquals(
    "objects" in all && all.objects.map(({ kind, metadata, data }) => ({
      kind,
      labels: metadata.labels,
      data,
    })),
    [
      { kind: "ConfigMap", labels, data: { v: "patched" } },
      { kind: "Pod", labels, data: undefined },
    ],
  );
  const apart = await render(configMap("x") + hook, {
    spec: { ...spec, postRenderStrategy: "nohooks" },
  });
  assertEquals(
    "objects" in apart && apart.objects.map(({ metadata }) => metadata.labels),
    [labels, undefined],
  );
});
