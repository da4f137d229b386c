import { assertEquals, assertThrows } from "@std/assert";
import { build, memoryFileSystem, toYaml } from "./mod.ts";

const built = (files: Record<string, string>) => toYaml(build(memoryFileSystem(files), "/over"));

Deno.test("build() hashes a generated object that a JSON patch made one of another kind as kustomize does", () => {
  const text = built({
    "over/kustomization.yaml":
      'configMapGenerator:\n- name: a\n  literals: [x=1]\npatches:\n- target: {kind: ConfigMap}\n  options: {allowKindChange: true}\n  patch: \'[{"op": "replace", "path": "/kind", "value": "Foo"}]\'\n',
  });
  assertEquals(
    text,
    'apiVersion: v1\ndata:\n  x: "1"\nkind: Foo\nmetadata:\n  name: a-g6t99tghg4\n',
  );
});

Deno.test("toYaml() refuses, as kustomize does, a list that a patch emptied below a comment on its key's line", () => {
  const files = (comment: string) => ({
    "over/w.yaml":
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  template:\n    spec:\n      containers:${comment}\n      - name: a\n`,
    "over/kustomization.yaml":
      "resources: [w.yaml]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: d}\n    spec:\n      template:\n        spec:\n          containers:\n          - {name: a, $patch: delete}\n",
  });
  assertEquals(built(files("")).endsWith("      containers: []\n"), true);
  assertThrows(
    () => built(files(" # all of them")),
    Error,
    "yaml: line 9: could not find expected ':'",
  );
});

Deno.test("build() refuses, as kustomize does, a validator that sets the labels of a generator anew", () => {
  const files = {
    "over/v.yaml":
      "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: p}\nlabels: {validated-by: me}\nfieldSpecs:\n- {path: metadata/labels, create: true}\n",
    "over/kustomization.yaml":
      "configMapGenerator:\n- name: a\n  options: {labels: {g: h}}\nvalidators: [v.yaml]\n",
  };
  assertThrows(() => built(files), Error, "validator shouldn't modify the resource map");
});
