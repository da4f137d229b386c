import { assertEquals } from "@std/assert";
import type { KubeObject } from "../contract/mod.ts";
import { Written } from "./written.ts";

const at = (resourceVersion: string, uid = "one"): KubeObject => ({
  apiVersion: "example.dev/v1",
  kind: "Thing",
  metadata: { name: "a", namespace: "b", resourceVersion, uid },
});

Deno.test("Written.newest() answers our own write until the watch has caught up", () => {
  const written = new Written();
  written.add(at("10"));
  const seen = [at("9"), at("10"), at("9")].map((one) => written.newest(one));
  assertEquals(seen.map(({ metadata }) => metadata.resourceVersion), ["10", "10", "9"]);
});

Deno.test("Written.newest() knows an object that was made anew under the same name", () => {
  const written = new Written();
  written.add(at("10"));
  assertEquals(written.newest(at("9", "two")).metadata.uid, "two");
});
