import { oddScalar } from "../resources.ts";
import { anyMade, type Feature, indent, item } from "./scene.ts";

const oneLine = (text: string) => text.includes("\n") ? "plain" : text;
const specs = (lines: readonly string[]) => lines.map((one) => item(`${one}\n`)).join("");

const namespace: Feature = ({ random }) => [{
  field: "namespace",
  value: random.pick(["prod", "other", "dev", "default", '"1"', "kube-system"]),
}];
const prefix: Feature = ({ random }) => [{
  field: "namePrefix",
  value: random.pick(["p-", "q1-", '"1-"', "Up."]),
}];
const suffix: Feature = ({ random }) => [{
  field: "nameSuffix",
  value: random.pick(["-s", '"-2"', '"1"', ".end"]),
}];

const pair = (scene: Parameters<Feature>[0]) => {
  const { random } = scene;
  const key = random.pick(["team", "app", "app.kubernetes.io/part-of", "tier", "x.y/z_1"]);
  const value = random.chance(0.7)
    ? random.pick(["a", '"1"', '"yes"', '"true"', "b-c", '""', "null"])
    : JSON.stringify(random.pick(["a b", "1e3", "0x1", "~", "é", "2020-01-01"]));
  return `${key}: ${value}`;
};

const commonLabels: Feature = (scene) => [{ field: "commonLabels", value: `{${pair(scene)}}` }];
const annotations: Feature = (scene) => [{
  field: "commonAnnotations",
  value: `\n  ${pair(scene)}\n  note: ${
    scene.random.pick(['"x"', '"yes"', '"a: b"', '"line\\nline"', "''", '"# no"', "'multi'"])
  }\n  ${scene.random.pick(["long", "other"])}: ${
    JSON.stringify("z ".repeat(scene.random.below(60)))
  }`,
}];

const labels: Feature = (scene) => {
  const { random } = scene;
  const flags = random.pick([
    "",
    "includeSelectors: true\n",
    "includeTemplates: true\n",
    "includeSelectors: false\nincludeTemplates: true\n",
    `fields:\n${specs(["path: spec/labels\ncreate: true\nkind: Widget"])}`,
    `includeSelectors: true\nfields:\n${
      specs([
        "path: spec/template/metadata/labels\ngroup: apps\ncreate: false",
        "path: spec/l[]/m",
      ])
    }`,
    `includeTemplates: true\nfields:\n${specs(["path: data\nkind: ConfigMap"])}`,
  ]);
  return [{ field: "labels", items: item(`pairs:\n  ${pair(scene)}\n${flags}`) }];
};

const images: Feature = ({ random }) => {
  const name = random.pick([
    ...["nginx", "app", "busybox", "registry:5000/app", "bus.*", "n.inx", "nginx:1.2", "missing"],
    ...["registry.example/team/app", "(nginx|app)"],
  ]);
  const change = random.pick([
    'newTag: "2.0"\n',
    "newTag: v1\nnewName: other/nginx\n",
    "newName: other:5000/nginx\n",
    "digest: sha256:24a0c4b4\n",
    "newTag: t\ndigest: sha256:ff\n",
    "tagSuffix: -x\n",
    "tagSuffix: -x\nnewName: z\n",
    "tagSuffix: -x\nnewTag: z\n",
    'newTag: ""\n',
    "",
  ]);
  return [{ field: "images", items: item(`name: ${name}\n${change}`) }];
};

const WORKLOADS = new Set(["Deployment", "StatefulSet"]);
const replicas: Feature = (scene) => [{
  field: "replicas",
  items: item(
    `name: ${(scene.made.find((one) => WORKLOADS.has(one.kind)) ?? anyMade(scene)).name}\ncount: ${
      scene.random.pick([0, 1, 4, 100])
    }\n`,
  ),
}];

/** Fields of Widget that a configuration file teaches the transformers. */
const configuration: Feature = (scene) => {
  const { random } = scene;
  const text = random.pick([
    "nameReference:\n- kind: ConfigMap\n  version: v1\n  fieldSpecs:\n  - path: spec/ref/name\n    kind: Widget\n",
    "nameReference:\n- kind: Secret\n  fieldSpecs:\n  - path: spec/refs/name\n    kind: Widget\n  - path: spec/refList\n    kind: Widget\n",
    "nameReference:\n- kind: Widget\n  group: example.com\n  fieldSpecs:\n  - path: data/k0\n    kind: ConfigMap\n",
    "varReference:\n- path: spec/ref/name\n  kind: Widget\n- path: data\n  kind: ConfigMap\n",
    "commonLabels:\n- path: spec/labels\n  kind: Widget\n  create: true\n",
    "commonAnnotations:\n- path: spec/notes\n  create: true\n  kind: Widget\n",
    "namePrefix:\n- path: spec/ref/name\n  kind: Widget\n",
    "nameSuffix:\n- path: metadata/labels/app\n",
    "namespace:\n- path: spec/ns\n  kind: Widget\n  create: true\n",
    "images:\n- path: spec/image\n  kind: Widget\n- path: spec/list[]/image\n  kind: Widget\n",
    "replicas:\n- path: spec/size\n  kind: Widget\n  create: true\n",
    "labels:\n- path: spec/only\n  kind: Widget\n  create: true\n",
    "templateLabels:\n- path: spec/tpl\n  kind: Widget\n  create: true\n",
  ]);
  scene.files[`${scene.folder}/config${Object.keys(scene.files).length}.yaml`] = text;
  return [{
    field: "configurations",
    items: `- config${Object.keys(scene.files).length - 1}.yaml\n`,
  }];
};

const crds: Feature = (scene) => {
  const path = `crd${Object.keys(scene.files).length}.json`;
  scene.files[`${scene.folder}/${path}`] = JSON.stringify({
    "example.com/v1.Widget": {
      Schema: {
        properties: {
          apiVersion: { type: "string" },
          kind: { type: "string" },
          metadata: {},
          spec: { $ref: "example.com/v1.WidgetSpec" },
        },
      },
    },
    "example.com/v1.WidgetSpec": {
      Schema: {
        properties: {
          ref: {
            "x-kubernetes-object-ref-api-version": "v1",
            "x-kubernetes-object-ref-kind": scene.random.pick(["ConfigMap", "Secret"]),
          },
          labels: { "x-kubernetes-label-selector": "" },
          notes: { "x-kubernetes-annotation": "" },
          id: { "x-kubernetes-identity": "" },
        },
      },
    },
  });
  return [{ field: "crds", items: `- ${path}\n` }];
};

const openapi: Feature = (scene) => {
  const path = `schema${Object.keys(scene.files).length}.json`;
  const strategy = {
    "x-kubernetes-patch-strategy": "merge",
    "x-kubernetes-patch-merge-key": "name",
  };
  scene.files[`${scene.folder}/${path}`] = JSON.stringify({
    definitions: {
      "v1.Widget": {
        properties: {
          spec: {
            properties: {
              list: {
                type: "array",
                items: { properties: { name: {}, v: {} } },
                ...(scene.random.chance(0.8) ? strategy : {}),
              },
              ref: { type: "object", properties: { name: { type: "string" } } },
            },
          },
        },
        "x-kubernetes-group-version-kind": [{
          group: "example.com",
          kind: "Widget",
          version: "v1",
        }],
      },
    },
  });
  return [{ field: "openapi", value: `{path: ${path}}` }];
};

const buildMetadata: Feature = ({ random }) => [{
  field: "buildMetadata",
  value: random.pick([
    "[originAnnotations]",
    "[transformerAnnotations]",
    "[originAnnotations, transformerAnnotations]",
    "[managedByLabel]",
    "[originAnnotations, managedByLabel]",
  ]),
}];

const sortOptions: Feature = ({ random }) => [{
  field: "sortOptions",
  value: random.pick([
    "{order: fifo}",
    "{order: legacy}",
    "{order: legacy, legacySortOptions: {orderFirst: [Service, Namespace], orderLast: [Deployment]}}",
    "{order: legacy, legacySortOptions: {orderFirst: [], orderLast: []}}",
  ]),
}];

const vars: Feature = (scene) => {
  const { random } = scene;
  const { kind, name, apiVersion, namespace } = anyMade(scene);
  const path = random.pick([
    ...[
      "",
      "metadata.name",
      "metadata.namespace",
      "spec.replicas",
      "data.k0",
      "metadata.labels.app",
    ],
    ...["spec.ports[0].port", "spec.size", "metadata.annotations.note", "spec.list[1].name"],
  ]);
  const objref = `objref:\n  kind: ${kind}\n  name: ${name}\n  apiVersion: ${apiVersion}\n${
    namespace && random.chance(0.6) ? `  namespace: ${namespace}\n` : ""
  }`;
  const fieldref = path === "" ? "" : `fieldref:\n  fieldPath: ${path}\n`;
  return [{
    field: "vars",
    items: item(`name: ${random.pick(["VAR", "VAR", "OTHER"])}\n${objref}${fieldref}`),
  }];
};

const metadata: Feature = ({ random }) => [{
  field: "metadata",
  value: `{name: ${random.pick(["x", '"1"'])}, annotations: {a: ${
    JSON.stringify(oneLine(oddScalar(random)))
  }}}`,
}];

/** What a kustomization does with names, labels, annotations, images and the like. */
export const NAME_FEATURES: readonly Feature[] = [
  namespace,
  namespace,
  prefix,
  prefix,
  suffix,
  commonLabels,
  annotations,
  labels,
  labels,
  images,
  images,
  replicas,
  configuration,
  configuration,
  crds,
  openapi,
  buildMetadata,
  sortOptions,
  vars,
  vars,
  metadata,
];
export { indent };
