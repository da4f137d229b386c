import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ApiError } from "./api_error.ts";
import { createClient } from "./client.ts";
import { FencedError } from "./fence.ts";
import { configMap, configMapRef, failure, json, type Script, scripted } from "./testdata/api.ts";
import { EagerClock } from "./testdata/clock.ts";

/** Answers one after the other, the last one again and again. */
function inTurn(...answers: (() => Response)[]): Script {
  let i = 0;
  return () => answers[Math.min(i++, answers.length - 1)]!();
}

const found = () => json(configMap("a"));
const busy = (seconds: string) => () =>
  failure(429, "TooManyRequests", { headers: { "retry-after": seconds } });
const broken = () => {
  throw new TypeError("connection reset");
};

Deno.test("a request waits as long as Retry-After says, and is tried again", async () => {
  const clock = new EagerClock();
  const { client, asked } = scripted(inTurn(busy("2"), busy("3"), found), { clock });
  assertEquals((await client.get(configMapRef("a"))).metadata.name, "a");
  assertEquals(clock.waits, [2_000, 3_000]);
  assertEquals(asked.length, 3);
});

Deno.test("a request gives up where Retry-After lies beyond its time, and tells it", async () => {
  const clock = new EagerClock();
  const { client } = scripted(busy("60"), { clock });
  const error = await assertRejects(() => client.get(configMapRef("a")), ApiError);
  assertEquals([error.status, error.retryAfterMs, clock.waits], [429, 60_000, []]);
});

Deno.test("a write whose outcome is open is tried again where twice is once, and only there", async () => {
  const clock = new EagerClock();
  for (const lost of [broken, () => failure(500, "InternalError")]) {
    const create = scripted(inTurn(lost, found), { clock });
    await assertRejects(() => create.client.create(configMap("a")));
    assertEquals(create.asked.length, 1);
    const apply = scripted(inTurn(lost, found), { clock });
    await apply.client.apply(configMap("a"), { fieldManager: "m" });
    assertEquals(apply.asked.length, 2);
  }
  const refused = () => failure(503, "ServiceUnavailable", { headers: { "retry-after": "1" } });
  const unbegun = scripted(inTurn(refused, found), { clock });
  await unbegun.client.create(configMap("a"));
  assertEquals(unbegun.asked.length, 2);
});

Deno.test("a request without an answer in its time is a TimeoutError", async () => {
  const { client } = scripted(({ signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
  );
  const error = await assertRejects(
    () => client.get(configMapRef("a"), { timeoutMs: 5 }),
    DOMException,
  );
  assertEquals(error.name, "TimeoutError");
});

Deno.test("an ApiError carries reason, message and causes of the server's Status", async () => {
  const cause = { reason: "FieldManagerConflict", message: 'conflict with "x"', field: ".data.a" };
  const { client } = scripted(() => failure(409, "Conflict", { details: { causes: [cause] } }));
  const error = await assertRejects(() => client.create(configMap("a")), ApiError);
  assertEquals(error.message, "it is Conflict");
  assertEquals(error.causes, [cause]);
});

Deno.test("an answer that is no Status is an ApiError that says what was asked", async () => {
  const { client } = scripted(() => new Response("<html>teapot", { status: 418 }));
  const error = await assertRejects(() => client.get(configMapRef("a")), ApiError);
  assertEquals(error.message, 'Cannot GET "/api/v1/namespaces/apps/configmaps/a": status is 418');
});

Deno.test("client.as() refuses a blank identity before any request", () => {
  const { client, asked } = scripted(found);
  for (const user of ["", " ", "\t", "\u00a0", "a\r\nImpersonate-User: b", " a", undefined, null]) {
    assertThrows(() => client.as({ user: user as string }), Error, "Cannot impersonate");
    assertThrows(() => client.as({ user: "a", groups: [user as string] }), Error);
  }
  assertEquals(asked, []);
});

Deno.test("client.as() names its user in every request, and each group in a line of its own", async () => {
  const { client, asked } = scripted(found);
  const tenant = client.as({ user: "system:serviceaccount:apps:default", groups: ["a", "b,c"] });
  await tenant.get(configMapRef("a"));
  await tenant.apply(configMap("a"), { fieldManager: "m", dryRun: true });
  await tenant.list({ apiVersion: "v1", kind: "ConfigMap" }).catch(() => {});
  for (const { headers } of asked) {
    assertEquals(headers.filter(([name]) => name.startsWith("impersonate")), [
      ["impersonate-user", "system:serviceaccount:apps:default"],
      ["impersonate-group", "a"],
      ["impersonate-group", "b,c"],
    ]);
  }
  assertEquals(asked.length, 3);
});

Deno.test("client.fenced() asks its fence before each try, and lets reads and dry runs through", async () => {
  let rests = [1_000];
  const fence = {
    rest() {
      const rest = rests.shift();
      if (rest === undefined) throw new FencedError("Cannot write: the lease is lost");
      return rest;
    },
  };
  const { client, asked } = scripted(busy("1"), { clock: new EagerClock() });
  const fenced = client.fenced(fence);
  await assertRejects(() => fenced.create(configMap("a")), FencedError);
  assertEquals(asked.length, 1);
  rests = [];
  for (const write of ["create", "update"] as const) {
    await assertRejects(() => fenced[write](configMap("a")), FencedError);
  }
  await assertRejects(() => fenced.delete(configMapRef("a")), FencedError);
  assertEquals(asked.length, 1);
  await assertRejects(() => fenced.get(configMapRef("a")), ApiError);
  await assertRejects(() => fenced.create(configMap("a"), { dryRun: true }), ApiError);
});

Deno.test("client.fenced() ends a write when the fence's rest is over", async () => {
  const { client } = scripted(({ signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
  );
  const fenced = client.fenced({ rest: () => 5 });
  const error = await assertRejects(() => fenced.create(configMap("a")), DOMException);
  assertEquals(error.name, "TimeoutError");
});

Deno.test("a redirect is an error, and its target is never asked", async () => {
  const paths: string[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    paths.push(new URL(request.url).pathname);
    return new Response(null, { status: 307, headers: { location: "/elsewhere" } });
  });
  const client = createClient({ server: `http://127.0.0.1:${server.addr.port}` });
  const error = await assertRejects(() => client.discovery.version(), ApiError);
  client.close();
  assertEquals(error.status, 307);
  assert(!paths.includes("/elsewhere"));
});
