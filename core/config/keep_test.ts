import { assertEquals } from "@std/assert";
import { checkConfig } from "./check.ts";
import { say } from "./problem.ts";
import { keepConfig } from "./keep.ts";
import { manifests } from "./testdata/manifests.ts";

const check = (text: string) => checkConfig(text, { file: "sluice.yaml", manifests });

Deno.test("keepConfig() keeps the old config while the new one has a mistake, then tells what differs from it", async () => {
  const first = check("plugins: { ssa: { use: a } }\n");
  if ("problems" in first) throw new Error("the first config has a mistake");
  const told: unknown[] = [];
  let text = "";
  const reload = keepConfig(first.config, {
    load: () => Promise.resolve(check(text)),
    onChange: (_, { added, removed, restart, sections }) =>
      void told.push([...added, ...removed, ...restart, ...sections]),
    onProblems: (problems) => void told.push(problems.map(say).join()),
  });
  text = "plugins: { ssa: { use: a }, plain: { use: b }\n";
  await reload();
  text = "plugins: { ssa: { use: a }, plain: { use: b } }\nlog: { level: debug }\n";
  await reload();
  await reload();
  assertEquals(told.length, 3);
  assertEquals(told.slice(1), [["plain", "log"], []]);
  assertEquals(String(told[0]).startsWith("sluice.yaml:2:1: is no YAML: "), true);
});
