import { assertEquals } from "@std/assert";
import { build, memoryFileSystem, Rebuild, toYaml } from "./mod.ts";
import { objectYaml } from "./model/output.ts";

const map = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  v: "${value}"\n`;
const pod = (name: string, of: string, image = "nginx") =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n  - name: main\n    image: ${image}\n    envFrom:\n    - configMapRef:\n        name: ${of}\n`;

const FILES = {
  "base/kustomization.yaml": "namePrefix: x-\nresources: [a.yaml, b.yaml, p.yaml]\n",
  "base/a.yaml": map("a", "1"),
  "base/b.yaml": map("b", "1"),
  "base/p.yaml": pod("p", "a"),
  "over/kustomization.yaml":
    "resources: [../base]\nimages: [{name: nginx, newTag: v2}]\ncommonLabels: {l: v}\nconfigMapGenerator: [{name: g, literals: [a=b]}]\n",
};

/** Builds trees one after the other with one memory; gives what is built in the end, and how many objects were. */
function rebuilt(...trees: readonly Record<string, string>[]): { text: string; made: number } {
  const rebuild = new Rebuild<string>();
  let made = 0;
  let text = "";
  for (const tree of trees) {
    made = 0;
    text = rebuild.run({
      files: memoryFileSystem(tree),
      key: "",
      build: ({ files, stubs }) => build(files, "/over", { stubs }),
      finish: ({ node }) => {
        made++;
        return objectYaml(node!);
      },
    }).join("---\n");
  }
  return { text, made };
}

/** What changes between two builds, and how many objects are made again: what is generated is made each time. */
const CHANGES: Readonly<Record<string, readonly [Record<string, string>, number]>> = {
  nothing: [{}, 0],
  "the body of one object": [{ "base/p.yaml": pod("p", "b", "nginx:1") }, 2],
  "the bodies of two": [{ "base/a.yaml": map("a", "2"), "base/p.yaml": pod("p", "g") }, 3],
  "a name": [{ "base/a.yaml": map("other", "1") }, 4],
  "a kustomization": [{ "base/kustomization.yaml": "resources: [a.yaml, p.yaml]\n" }, 3],
  "an object more in a file": [{ "base/a.yaml": `${map("a", "1")}---\n${map("c", "1")}` }, 5],
  "an object that takes part in a generator": [{
    "base/a.yaml": map("a", "3"),
    "over/kustomization.yaml":
      "resources: [../base]\nconfigMapGenerator: [{name: a, behavior: merge, literals: [x=y]}]\n",
  }, 3],
};

for (const [what, [changed, made]] of Object.entries(CHANGES)) {
  Deno.test(`a rebuild after a change of ${what} is the same as a build, and makes ${made} objects`, () => {
    const after = { ...FILES, ...changed };
    const wanted = toYaml(build(memoryFileSystem(after), "/over"));
    assertEquals(rebuilt(FILES, after), { text: wanted, made });
    assertEquals(rebuilt(FILES, after, FILES).text, rebuilt(FILES).text);
  });
}

Deno.test("a rebuild makes everything where values are taken from the bodies of objects", () => {
  const over = {
    "over/kustomization.yaml":
      "resources: [../base]\nreplacements:\n- source: {kind: ConfigMap, name: a, fieldPath: data.v}\n  targets:\n  - select: {kind: ConfigMap, name: b}\n    fieldPaths: [data.v]\n",
  };
  const after = { ...FILES, ...over, "base/a.yaml": map("a", "9") };
  const wanted = toYaml(build(memoryFileSystem(after), "/over"));
  assertEquals(rebuilt({ ...FILES, ...over }, after), { text: wanted, made: 3 });
});

Deno.test("a rebuild selects objects by the labels and annotations that transformers below gave them", () => {
  const files = {
    ...FILES,
    "base/kustomization.yaml":
      "resources: [a.yaml, b.yaml, p.yaml]\nlabels: [{pairs: {l: v}}]\ncommonAnnotations: {note: o}\n",
    "over/kustomization.yaml":
      'resources: [../base]\npatches:\n- target: {kind: ConfigMap, labelSelector: l=v}\n  patch: \'[{"op": "add", "path": "/data/w", "value": "2"}]\'\n- target: {annotationSelector: note=o, kind: Pod}\n  patch: \'[{"op": "add", "path": "/spec/hostNetwork", "value": true}]\'\n',
  };
  const after = { ...files, "base/a.yaml": map("a", "9") };
  const wanted = toYaml(build(memoryFileSystem(after), "/over"));
  assertEquals(rebuilt(files, after), { text: wanted, made: 1 });
});
