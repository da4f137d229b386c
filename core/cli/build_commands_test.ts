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
    await build(output as never, "kustomize", state, flags);
    assertEquals([data, words], [CONFIGMAP, ""]);

    await Deno.writeTextFile(join(state, "kustomization.yaml"), "resources: [missing.yaml]\n");
    await assertRejects(() => build(output as never, "kustomize", state, flags), Failed);
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
    await build(output as never, undefined, undefined, {
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
