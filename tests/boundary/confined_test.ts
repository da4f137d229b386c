import { assert, assertEquals, assertMatch } from "@std/assert";
import { attackConfined } from "./confined.ts";
import { runControls } from "./controls.ts";
import { startMachine } from "./machine.ts";
import { startSandbox } from "./sandbox.ts";
import { confined } from "./tables/confined.ts";

const linux = Deno.build.os === "linux";
const [controls, machine, sandbox] = await Promise.all([
  runControls(linux ? confined : []),
  startMachine(),
  startSandbox(),
]);
Deno.test.afterAll(async () => {
  await machine[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

for (const { category, name, attack, refused } of confined) {
  Deno.test({
    name: `${category}: ${name}`,
    ignore: !linux,
    fn: async () => {
      const outside = controls[attack];
      assert(outside?.ok, `${attack} is refused outside too: ${JSON.stringify(outside)}`);
      const before = machine.trace(), visits = machine.visits();
      const outcome = await attackConfined(sandbox, machine, attack);
      assert(!outcome.ok && "throws" in refused, `it went through: ${JSON.stringify(outcome)}`);
      assertMatch(outcome.error, refused.throws);
      assertEquals([machine.trace(), machine.visits()], [before, visits]);
    },
  });
}
