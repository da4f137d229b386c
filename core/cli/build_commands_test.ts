import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { build, readCases } from "./build_commands.ts";
import { Failed } from "./failed.ts";

const CONFIGMAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
`;
const FLAGS = {
  config: new URL("../../plugins/default.yaml", import.meta.url).pathname,
  state: "",
};

Deno.test("cases name one engine each", () => {
  assertEquals(readCases([{ id: "a", kustomize: "/folder", order: "legacy" }], "/cases"), [{
    id: "a",
    engine: "kustomize",
    input: "/folder",
    options: { order: "legacy", loadRestrictor: undefined },
  }]);
  assertEquals(
    readCases([{ id: "a", kustomize: "none/such" }], "/cases")[0]?.input,
    "/cases/none/such",
  );
  for (
    const wrong of [{}, [{}], [{ id: "a" }], [{ id: "../a", kustomize: "." }], [{
      id: "a",
      x: 1,
      y: 2,
    }]]
  ) {
    assertThrows(() => readCases(wrong, "/cases"), Error, "Cannot read case");
  }
});

Deno.test("a kustomization is built from the command line", async () => {
  const state = await Deno.makeTempDir();
  try {
    const flags = { ...FLAGS, state };
    await Deno.writeTextFile(join(state, "settings.yaml"), CONFIGMAP);
    await Deno.writeTextFile(join(state, "kustomization.yaml"), "resources: [settings.yaml]\n");
    let data = "";
    let words = "";
    const output = {
      data: (text: string) => void (data += text),
      words: (text: string) => void (words += text),
    };
    await build(output as never, "kustomize", [state], flags);
    assertEquals([data, words], [CONFIGMAP, ""]);

    await Deno.writeTextFile(join(state, "kustomization.yaml"), "resources: [missing.yaml]\n");
    await assertRejects(() => build(output as never, "kustomize", [state], flags), Failed);
    assertEquals(words.startsWith("error: accumulating resources"), true, words);

    await Deno.mkdir(join(state, "right"));
    await Deno.writeTextFile(join(state, "right/settings.yaml"), CONFIGMAP);
    await Deno.writeTextFile(
      join(state, "right/kustomization.yml"),
      "resources: [settings.yaml]\n",
    );
    await Deno.writeTextFile(
      join(state, "cases.json"),
      JSON.stringify([{ id: "wrong", kustomize: state }, { id: "right", kustomize: "right" }]),
    );
    const outputDir = join(state, "out");
    await build(output as never, undefined, [], {
      ...flags,
      cases: join(state, "cases.json"),
      outputDir,
    });
    assertEquals(await Deno.readTextFile(join(outputDir, "right.yaml")), CONFIGMAP);
    const error = await Deno.readTextFile(join(outputDir, "wrong.error"));
    assertEquals(error.startsWith("accumulating resources"), true, error);
  } finally {
    await Deno.remove(state, { recursive: true });
  }
});

Deno.test("an engine's own options reach it, and paths inside of a case begin at the file", async () => {
  const state = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(state, "app/templates"), { recursive: true });
    const files = {
      "app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
      "app/templates/a.yaml": "a: {{ .Values.a }} {{ .Release.Name }}\n",
      "b.yaml": "a: file\n",
      "cases.json": JSON.stringify([
        { id: "one", helm: { chart: "app", release: "one", values: ["b.yaml"] } },
        { id: "two", helm: { chart: "app", unknown: true } },
      ]),
    };
    for (const [path, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(state, path), text);
    }
    let data = "";
    const output = { data: (text: string) => void (data += text), words: () => {} };
    const flags = { ...FLAGS, state };
    await build(output as never, "helm", ["rel", join(state, "app"), "--set", "a=x"], flags);
    assertEquals(data, "---\n# Source: app/templates/a.yaml\na: x rel\n");

    const outputDir = join(state, "out");
    const many = { ...flags, cases: join(state, "cases.json"), outputDir };
    await build(output as never, undefined, [], many);
    assertEquals(
      await Deno.readTextFile(join(outputDir, "one.yaml")),
      "---\n# Source: app/templates/a.yaml\na: file one\n",
    );
    const error = await Deno.readTextFile(join(outputDir, "two.error"));
    assertEquals(error.startsWith('a case has no field "unknown"'), true, error);
  } finally {
    await Deno.remove(state, { recursive: true });
  }
});
