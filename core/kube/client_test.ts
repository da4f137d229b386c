import { assertEquals, assertRejects } from "@std/assert";
import { ApiError, NoMatchError } from "./api_error.ts";
import { type Asked, configMap, configMapRef, failure, json, scripted } from "./testdata/api.ts";
import { EagerClock } from "./testdata/clock.ts";

const listing = { apiVersion: "v1", kind: "ConfigMap", namespace: "apps", labels: "a=b" };

function page({ query }: Asked) {
  const next = query.get("continue");
  const names = next === null ? ["a", "b"] : ["c"];
  return json({
    metadata: { resourceVersion: "7", ...(next === null && { continue: "more" }) },
    items: names.map((name) => ({ metadata: { name } })),
  });
}

Deno.test("client.list() goes through all pages and names the kind of each item", async () => {
  const { client, asked } = scripted(page);
  const { items, resourceVersion } = await client.list(listing);
  assertEquals(resourceVersion, "7");
  assertEquals(items.map(({ kind, metadata }) => `${kind} ${metadata.name}`), [
    ...["ConfigMap a", "ConfigMap b", "ConfigMap c"],
  ]);
  assertEquals(asked.map(({ query }) => query.toString()), [
    "labelSelector=a%3Db&limit=500",
    "labelSelector=a%3Db&limit=500&continue=more",
  ]);
});

Deno.test("client.list() begins again where a page is expired, so that it is of one moment", async () => {
  let expired = false;
  const { client } = scripted((request) => {
    if (request.query.get("continue") === null || expired) return page(request);
    expired = true;
    return failure(410, "Expired");
  });
  const { items } = await client.list(listing);
  assertEquals(items.map(({ metadata }) => metadata.name), ["a", "b", "c"]);
});

Deno.test("client.list() does not begin again for another failure", async () => {
  const { client, asked } = scripted(() => failure(403, "Forbidden"));
  await assertRejects(() => client.list(listing));
  assertEquals(asked.length, 1);
});

Deno.test("client writes what the API expects: paths, types, queries and bodies", async () => {
  const { client, asked } = scripted(() => json(configMap("a")));
  await client.create(configMap("a"), { fieldManager: "m", dryRun: true });
  await client.apply(configMap("a"), { fieldManager: "m", force: true, subresource: "status" });
  await client.patch(configMapRef("a"), { type: "strategic", body: {} });
  await client.delete(configMapRef("a"), { precondition: { uid: "u" }, propagation: "Orphan" });
  const path = "/api/v1/namespaces/apps/configmaps";
  const typeOf = ({ headers }: Asked) => headers.find(([name]) => name === "content-type")?.[1];
  assertEquals(asked.map((a) => [a.method, a.path, a.query.toString(), typeOf(a)]), [
    ["POST", path, "dryRun=All&fieldManager=m", "application/json"],
    ["PATCH", `${path}/a/status`, "fieldManager=m&force=true", "application/apply-patch+yaml"],
    ["PATCH", `${path}/a`, "", "application/strategic-merge-patch+json"],
    ["DELETE", `${path}/a`, "", "application/json"],
  ]);
  assertEquals(asked[3]?.body, {
    apiVersion: "v1",
    kind: "DeleteOptions",
    preconditions: { uid: "u" },
    propagationPolicy: "Orphan",
  });
});

Deno.test("client.delete() says in its body that it is a dry run: beside a body the API server reads no query", async () => {
  const { client, asked } = scripted(() => json(configMap("a")));
  await client.delete(configMapRef("a"), { dryRun: true });
  assertEquals((asked[0]?.body as { dryRun?: unknown }).dryRun, ["All"]);
});

Deno.test("client asks for no path that a name would lead elsewhere", async () => {
  const { client, asked } = scripted(() => json(configMap("a")));
  for (const name of ["", ".", ".."]) await assertRejects(() => client.get(configMapRef(name)));
  await assertRejects(() => client.get({ ...configMapRef("a"), namespace: "" }));
  await client.get(configMapRef("a/../b?x=1"));
  assertEquals(asked.map(({ path }) => path), [
    "/api/v1/namespaces/apps/configmaps/a%2F..%2Fb%3Fx%3D1",
  ]);
});

Deno.test("discovery.resource() looks anew for a kind that it does not know, but not at once again", async () => {
  const clock = new EagerClock();
  let kinds: string[] = [];
  const { client, asked } = scripted(
    () => json({ resources: kinds.map((kind) => ({ kind, name: kind.toLowerCase(), verbs: [] })) }),
    {
      clock,
    },
  );
  const find = () => client.discovery.resource("new.test/v1", "Thing");
  await assertRejects(find, NoMatchError);
  kinds = ["Thing"];
  await assertRejects(find, NoMatchError);
  assertEquals(asked.length, 1);
  await clock.wait(1_000);
  assertEquals((await find()).name, "thing");
  await find();
  assertEquals(asked.length, 2);
  client.discovery.invalidate("new.test/v1");
  await find();
  assertEquals(asked.length, 3);
});

Deno.test("discovery.resource() asks for no path that an apiVersion would lead elsewhere", async () => {
  const { client, asked } = scripted(() => json({ resources: [] }));
  for (const apiVersion of ["..", "../v1", "apps/..", "a/b/c", "", "apps/"]) {
    await assertRejects(() => client.discovery.resource(apiVersion, "Thing"), NoMatchError);
  }
  assertEquals(asked.length, 0);
});

Deno.test("a client tells of every answer, whatever it is", async () => {
  const answers: unknown[] = [];
  const { client } = scripted(() => failure(409, "Conflict"), {
    answered: (answer) => answers.push(answer),
  });
  await assertRejects(() => client.create(configMap("a")), ApiError);
  assertEquals(answers, [{ method: "GET", code: 200 }, { method: "POST", code: 409 }]);
});
