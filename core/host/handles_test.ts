import { assertEquals, assertRejects } from "@std/assert";
import Type from "typebox";
import { Failure } from "../contract/mod.ts";
import type { Broker } from "../capability/mod.ts";
import { HandleRouter } from "./handles.ts";

function router(calls: Broker["calls"]) {
  const refused: string[] = [];
  const router = new HandleRouter((reason) => void refused.push(reason));
  router.open.set("h", { broker: { calls, close: () => Promise.resolve() } });
  const serve = (method: string, params: unknown) =>
    router.serve(method, params, new AbortController().signal);
  return { router, refused, serve };
}

const params = Type.Object({ n: Type.Number() }, { additionalProperties: false });
const double = { params, run: ({ n }: { n: number }) => Promise.resolve(2 * n) };

Deno.test("serve() carries out what the broker lends, without the handle", async () => {
  assertEquals(await router({ double }).serve("double", { handle: "h", n: 4 }), 8);
});

const refusals: readonly [what: string, method: string, params: unknown, reason: string][] = [
  ["a forged handle", "double", { handle: "g", n: 1 }, "HandleRevoked"],
  ["no handle", "double", { n: 1 }, "HandleRevoked"],
  ["a handle that is no text", "double", { handle: ["h"], n: 1 }, "HandleRevoked"],
  ["no parameters", "double", null, "HandleRevoked"],
  ["a method that is not lent", "triple", { handle: "h", n: 1 }, "NoSuchHandle"],
  ["a method of every object", "constructor", { handle: "h", n: 1 }, "NoSuchHandle"],
  ["parameters of a wrong shape", "double", { handle: "h", n: "1" }, "BadRequest"],
  ["parameters that nobody knows", "double", { handle: "h", n: 1, m: 1 }, "BadRequest"],
];

for (const [what, method, given, reason] of refusals) {
  Deno.test(`serve() refuses ${what}, and counts it`, async () => {
    const { serve, refused } = router({ double });
    const error = await assertRejects(() => serve(method, given), Failure);
    assertEquals([error.code, error.reason, refused], ["terminal", reason, [reason]]);
  });
}

Deno.test("note() takes lines for the log and refuses everything else", async () => {
  const lines: unknown[] = [];
  const log = { params, run: (line: never) => Promise.resolve(lines.push(line)) };
  const { router: held, refused } = router({ log, double });
  held.note("log", { handle: "h", n: 1 });
  held.note("double", { handle: "h", n: 1 });
  held.note("log", { handle: "g", n: 1 });
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals([lines, refused], [[{ n: 1 }], ["NoSuchHandle", "HandleRevoked"]]);
});
