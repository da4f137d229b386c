import { assertEquals } from "@std/assert";
import { readCrds } from "./mod.ts";

const corpus = new URL("../../../shared/corpus/crds/", import.meta.url);
const ignore = !await Deno.stat(corpus).then(() => true, () => false);

Deno.test({
  name: "the CRDs have the facts of Flux's own, and are as many",
  ignore,
  async fn() {
    const crds = await readCrds();
    assertEquals(crds.length, 15);
    for (const { metadata: { name }, spec } of crds) {
      const facts = JSON.parse(await Deno.readTextFile(new URL(`${name}.json`, corpus)));
      assertEquals(spec, facts.spec, name);
    }
  },
});
