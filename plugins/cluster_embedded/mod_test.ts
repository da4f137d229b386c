import { assert, assertEquals } from "@std/assert";
import { createApiServer, type FaultPlan, openData } from "./mod.ts";

const users = new Map([["admin", { name: "admin", groups: ["system:masters"] }]]);
const configMaps = "http://api/api/v1/namespaces/default/configmaps";

function send(server: ReturnType<typeof createApiServer>, url: string, init: RequestInit = {}) {
  return server.fetch(
    new Request(url, {
      ...init,
      headers: {
        authorization: "Bearer admin",
        "content-type": "application/json",
        ...init.headers,
      },
    }),
  );
}

const configMap = (name: string, data = {}) => ({
  method: "POST",
  body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data }),
});

function apply(
  server: ReturnType<typeof createApiServer>,
  manager: string,
  data: unknown,
  force = false,
) {
  return send(server, `${configMaps}/a?fieldManager=${manager}${force ? "&force=true" : ""}`, {
    method: "PATCH",
    headers: { "content-type": "application/apply-patch+yaml" },
    body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data }),
  });
}

Deno.test("an apply of a field that another manager owns is a conflict that names it", async () => {
  const server = createApiServer({ users });
  assertEquals((await apply(server, "one", { x: "1" })).status, 201);
  const refused = await apply(server, "two", { x: "2" });
  assertEquals(refused.status, 409);
  assertEquals((await refused.json()).details.causes[0].field, ".data.x");
  assertEquals((await apply(server, "two", { x: "2" }, true)).status, 200);
  server.close();
});

Deno.test("an apply of an empty list that storage does not keep writes nothing the second time", async () => {
  const server = createApiServer({ users });
  const roles = "http://api/apis/rbac.authorization.k8s.io/v1/clusterroles";
  const versions = [];
  for (let i = 0; i < 2; i++) {
    const answer = await send(server, `${roles}/empty?fieldManager=one`, {
      method: "PATCH",
      headers: { "content-type": "application/apply-patch+yaml" },
      body: JSON.stringify({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name: "empty" },
        rules: [],
      }),
    });
    versions.push((await answer.json()).metadata.resourceVersion);
  }
  assertEquals(versions[1], versions[0]);
  server.close();
});

Deno.test("a watch that starts at a list's version sees a later change", async () => {
  const server = createApiServer({ users });
  const list = await (await send(server, configMaps)).json();
  const version = list.metadata.resourceVersion;
  const watch = await send(server, `${configMaps}?watch=1&resourceVersion=${version}`);
  assertEquals((await send(server, configMaps, configMap("seen"))).status, 201);
  const reader = watch.body!.getReader();
  const event = JSON.parse(new TextDecoder().decode((await reader.read()).value));
  assertEquals([event.type, event.object.metadata.name], ["ADDED", "seen"]);
  server.close();
  assertEquals((await reader.read()).done, true);
});

Deno.test("the same seed and clock give the same names and uids", async () => {
  const create = async () => {
    let state = 7;
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const server = createApiServer({ users, random, now: () => new Date(0) });
    const body = JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { generateName: "x-" },
    });
    const made = await (await send(server, configMaps, { method: "POST", body })).json();
    server.close();
    return made.metadata;
  };
  assertEquals(await create(), await create());
});

Deno.test("a name that the server makes stands in the labels that bear it", async () => {
  const server = createApiServer({ users });
  const create = async (path: string, object: object) => {
    const body = JSON.stringify({ ...object, metadata: { generateName: "x-" } });
    return (await (await send(server, path, { method: "POST", body })).json()).metadata;
  };
  const space = await create("http://api/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
  });
  assertEquals(space.labels, { "kubernetes.io/metadata.name": space.name });
  const template = { spec: { restartPolicy: "Never", containers: [{ name: "a", image: "b" }] } };
  const job = await create("http://api/apis/batch/v1/namespaces/default/jobs", {
    apiVersion: "batch/v1",
    kind: "Job",
    spec: { template },
  });
  assertEquals(job.labels["job-name"], job.name);
  server.close();
});

Deno.test("a fault plan can lose the answer of a write that was done", async () => {
  const faults: FaultPlan = ({ method }) =>
    method === "POST" ? { kind: "lose", status: 503 } : undefined;
  const server = createApiServer({ users, faults });
  assertEquals((await send(server, configMaps, configMap("kept"))).status, 503);
  assertEquals((await send(server, `${configMaps}/kept`)).status, 200);
  server.close();
});

Deno.test("objects outlive the process, and a torn last line of the log is cut off", async () => {
  const folder = await Deno.makeTempDir();
  const first = await openData(folder);
  const server = createApiServer({ users, store: first.store });
  await (await send(server, configMaps, configMap("kept", { k: "v" }))).text();
  server.close();
  first.close();
  await Deno.writeTextFile(`${folder}/objects.jsonl`, '[999,"/configmaps","default/torn",{"me', {
    append: true,
  });
  const second = await openData(folder);
  const again = createApiServer({ users, store: second.store });
  assertEquals((await (await send(again, `${configMaps}/kept`)).json()).data, { k: "v" });
  assertEquals((await send(again, `${configMaps}/torn`)).status, 404);
  again.close();
  second.close();
  await Deno.remove(folder, { recursive: true });
});

const hostile: Record<string, string> = {
  "deep nesting": '{"a":'.repeat(150_000),
  "lists in lists": "[".repeat(1_000_000),
  "a huge number": `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generation":${
    "9".repeat(900_000)
  }}}`,
  "repeated keys": `{"apiVersion":"v1","kind":"ConfigMap","data":{${
    '"a":"1",'.repeat(120_000)
  }"a":5}}`,
  "a long string": `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"${
    "a".repeat(1_000_000)
  }"}}`,
};
for (const [name, body] of Object.entries(hostile)) {
  Deno.test(`a body of ${name} is refused`, async () => {
    const server = createApiServer({ users });
    const { status } = await send(server, configMaps, { method: "POST", body });
    assert(status >= 400 && status < 500, `status is ${status}`);
    server.close();
  });
}
