import { assertEquals, assertObjectMatch, assertRejects } from "@std/assert";
import { conforms, harness, type World } from "contract/testing";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);
const text = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
const world = (files: Record<string, string>): World => ({ manifest, files: { source: files } });

async function names(files: Record<string, string>, spec: object = {}): Promise<string[]> {
  await using t = await harness(plugin, world(files));
  const rendered = await t.calls.render({ spec });
  return "objects" in rendered ? rendered.objects.map(({ metadata }) => metadata.name) : [];
}

conforms("renderer", plugin, manifest, { world: world({ "a.yaml": text("a") }) });

Deno.test("render() reads YAML and JSON in the order of their paths, every document", async () => {
  const json = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" } });
  const files = {
    "z.yml": text("z"),
    "a.yaml": `${text("a1")}---\n---\n${text("a2")}`,
    "b/c.json": json,
    "README.md": "# no object",
    "kustomization.yaml": "resources: []\n",
  };
  assertEquals(await names(files), ["a1", "a2", "c", "z"]);
});

Deno.test("render() stays below spec.path, however it is written", async () => {
  const files = { "apps/a.yaml": text("a"), "apps/b/b.yaml": text("b"), "apps2/c.yaml": text("c") };
  for (const path of ["./apps", "apps/", "/apps", "./apps/."]) {
    assertEquals(await names(files, { path }), ["a", "b"], path);
  }
});

Deno.test("render() takes the items of a List for objects", async () => {
  const item = (name: string) =>
    `- { apiVersion: v1, kind: ConfigMap, metadata: { name: ${name} } }\n`;
  const list = `apiVersion: v1\nkind: List\nitems:\n${item("a")}${item("b")}`;
  assertEquals(await names({ "list.yaml": list }), ["a", "b"]);
});

Deno.test("render() puts objects into the target namespace", async () => {
  await using t = await harness(plugin, world({ "a.yaml": text("a") }));
  const rendered = await t.calls.render({ spec: { targetNamespace: "team" } });
  assertObjectMatch(rendered, { objects: [{ metadata: { name: "a", namespace: "team" } }] });
});

const broken:
  readonly (readonly [what: string, files: Record<string, string>, spec: object, says: string])[] =
    [
      ["text that is no YAML", { "a.yaml": "a: [" }, {}, 'Cannot read "a.yaml", document 1'],
      [
        "a document that is no object",
        { "a.yaml": `${text("a")}---\na: 1\n` },
        {},
        "a.yaml, document 2",
      ],
      [
        "a path that leads out",
        { "a.yaml": text("a") },
        { path: "../other" },
        "leads out of the artifact",
      ],
    ];

for (const [what, files, spec, says] of broken) {
  Deno.test(`render() fails for good at ${what}`, async () => {
    await using t = await harness(plugin, world(files));
    const failed = await assertRejects(() => t.calls.render({ spec }), Error, says);
    assertObjectMatch({ ...failed }, { code: "terminal", reason: "BuildFailed" });
  });
}
