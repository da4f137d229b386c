import { assertEquals, assertRejects } from "@std/assert";
import type { Data } from "contract";
import { ApiError } from "./api_error.ts";
import { mergePatch, patchStatus } from "./status.ts";
import { configMap, failure, json, scripted } from "./testdata/api.ts";

const object = (resourceVersion: string, status: Data, uid = "u") =>
  configMap("a", { metadata: { uid, resourceVersion }, status });
const change = (status: Data) => ({ ...status, ours: "new" });

Deno.test("mergePatch() holds what differs and nothing else", () => {
  assertEquals(
    mergePatch({ a: 1, b: { c: [1, { d: 2 }] } }, { a: 1, b: { c: [1, { d: 2 }] } }),
    undefined,
  );
  assertEquals(
    mergePatch({ a: 1, b: { c: 1, d: 2 }, e: [1] }, { b: { c: 1, d: 3 }, e: [1, 2], f: 0 }),
    {
      ...{ a: null, b: { d: 3 }, e: [1, 2], f: 0 },
    },
  );
  assertEquals(mergePatch({ a: 1 }, { a: undefined }), { a: null });
});

Deno.test("patchStatus() sends only its own fields, on the version that was read", async () => {
  const { client, asked } = scripted(() => json({}));
  const live = object("7", { ours: "old", foreign: 1 });
  await patchStatus({ client, object: live, change, fieldManager: "m" });
  assertEquals(asked.map(({ path, query, body }) => [path, query.toString(), body]), [[
    "/api/v1/namespaces/apps/configmaps/a/status",
    "fieldManager=m",
    { metadata: { resourceVersion: "7", uid: "u" }, status: { ours: "new" } },
  ]]);
});

Deno.test("patchStatus() sends nothing where nothing changes", async () => {
  const { client, asked } = scripted(() => json({}));
  const live = object("7", { ours: "new" });
  assertEquals(await patchStatus({ client, object: live, change, fieldManager: "m" }), live);
  assertEquals(asked, []);
});

Deno.test("patchStatus() reads again after a conflict, and says its part of the new status", async () => {
  const { client, asked } = scripted(({ method, body }) => {
    if (method === "GET") return json(object("8", { ours: "old", foreign: 2 }));
    const { metadata } = body as { metadata: { resourceVersion: string } };
    return metadata.resourceVersion === "8" ? json({}) : failure(409, "Conflict");
  });
  const count = (status: Data) => ({ ...status, count: Number(status.foreign) + 1 });
  const live = object("7", { foreign: 1 });
  await patchStatus({ client, object: live, change: count, fieldManager: "m" });
  assertEquals((asked.at(-1)?.body as { status: Data }).status, { count: 3 });
});

Deno.test("patchStatus() leaves another object of that name alone", async () => {
  const { client, asked } = scripted(({ method }) =>
    method === "GET" ? json(object("8", {}, "other")) : failure(409, "Conflict")
  );
  const patch = () => patchStatus({ client, object: object("7", {}), change, fieldManager: "m" });
  await assertRejects(patch, ApiError);
  assertEquals(asked.map(({ method }) => method), ["PATCH", "GET"]);
});
