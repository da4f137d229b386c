import { assert, assertEquals } from "@std/assert";
import { type ApiServer, type ApiServerOptions, createApiServer } from "../server.ts";
import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";

const users = new Map([["admin", { name: "admin", groups: ["system:masters"] }]]);
const patience = 5000;

function start(options: Partial<ApiServerOptions> = {}): ApiServer {
  return createApiServer({ users, controllers: "all", ...options });
}

async function send(server: ApiServer, path: string, body?: unknown): Promise<Tree> {
  const answer = await server.fetch(
    new Request(`http://api${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: "Bearer admin", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  return await answer.json();
}

/** The object at a path as soon as it is as wanted. */
async function until(server: ApiServer, path: string, test: (object: Tree) => boolean) {
  const end = Date.now() + patience;
  for (;;) {
    const object = await send(server, path);
    if (test(object)) return object;
    assert(Date.now() < end, `is still ${JSON.stringify(object.status ?? object)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const jobs = "/apis/batch/v1/namespaces/default/jobs";
const cronJobs = "/apis/batch/v1/namespaces/default/cronjobs";
const autoscalers = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";

const template = (annotations: Tree = {}, more: Tree = {}) => ({
  metadata: { labels: { app: "a" }, annotations },
  spec: { containers: [{ name: "c", image: "i" }], ...more },
});
const deployment = (annotations: Tree = {}, replicas = 1) => ({
  metadata: { name: "a" },
  spec: { replicas, selector: { matchLabels: { app: "a" } }, template: template(annotations) },
});
const isTrue = (object: Tree, type: string) =>
  treesAt(object, "status", "conditions").some((one) => one.type === type && one.status === "True");

Deno.test("a Deployment gets available", async () => {
  const server = start();
  await send(server, deployments, deployment());
  await until(server, `${deployments}/a`, (object) => isTrue(object, "Available"));
  server.close();
});

Deno.test("a Deployment whose Pods fail shows them in CrashLoopBackOff and never gets available", async () => {
  const server = start();
  await send(server, deployments, deployment({ "sluice/simulate": "fail" }));
  const pods = await until(
    server,
    "/api/v1/namespaces/default/pods",
    ({ items }) => JSON.stringify(items).includes("CrashLoopBackOff"),
  );
  assertEquals(treesAt(pods, "items").length, 1);
  assert(!isTrue(await send(server, `${deployments}/a`), "Available"));
  server.close();
});

Deno.test("a Job whose Pods fail ends as failed, one that hangs stays active", async () => {
  const server = start();
  const job = (name: string, fate: string) => ({
    metadata: { name },
    spec: {
      backoffLimit: 0,
      template: template({ "sluice/simulate": fate }, { restartPolicy: "Never" }),
    },
  });
  await send(server, jobs, job("failing", "fail"));
  await send(server, jobs, job("hanging", "hang"));
  await until(server, `${jobs}/failing`, (object) => isTrue(object, "Failed"));
  assertEquals(treeAt(await send(server, `${jobs}/hanging`), "status").active, 1);
  server.close();
});

Deno.test("a CronJob makes one Job a minute, named after it, and tells when the last one succeeded", async () => {
  const begun = performance.now(), first = Date.parse("2026-01-01T00:00:59.700Z");
  const server = start({ now: () => new Date(first + performance.now() - begun) });
  await send(server, cronJobs, {
    metadata: { name: "often" },
    spec: {
      schedule: "* * * * *",
      jobTemplate: { spec: { template: template({}, { restartPolicy: "Never" }) } },
    },
  });
  const done = await until(
    server,
    `${cronJobs}/often`,
    (object) => textAt(object, "status", "lastSuccessfulTime") !== "",
  );
  assertEquals(textAt(done, "status", "lastScheduleTime"), "2026-01-01T00:01:00Z");
  const { items } = await send(server, jobs);
  const names = (items as Tree[]).map((item) => textAt(item, "metadata", "name"));
  assertEquals(names, [`often-${Date.parse("2026-01-01T00:01:00Z") / 60_000}`]);
  server.close();
});

Deno.test("a CronJob that is suspended makes nothing", async () => {
  const begun = performance.now(), first = Date.parse("2026-01-01T00:00:59.900Z");
  const server = start({ now: () => new Date(first + performance.now() - begun) });
  await send(server, cronJobs, {
    metadata: { name: "never" },
    spec: {
      schedule: "* * * * *",
      suspend: true,
      jobTemplate: { spec: { template: template({}, { restartPolicy: "Never" }) } },
    },
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  assertEquals((await send(server, jobs)).items, []);
  server.close();
});

Deno.test("an autoscaler scales its target to the load, within its bounds", async () => {
  const server = start();
  await send(server, deployments, deployment({}, 2));
  await send(server, autoscalers, {
    metadata: { name: "a", annotations: { "sluice/simulate-utilization": "400" } },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "a" },
      maxReplicas: 5,
    },
  });
  const scaled = await until(
    server,
    `${autoscalers}/a`,
    (object) => treeAt(object, "status").currentReplicas === 5,
  );
  assert(isTrue(scaled, "ScalingLimited"));
  assertEquals(treeAt(await send(server, `${deployments}/a`), "spec").replicas, 5);
  server.close();
});

Deno.test("a Deployment that makes no progress for as long as its deadline says has timed out", async () => {
  let now = Date.parse("2026-01-01T00:00:00Z");
  const server = start({ controllers: "no-nodes", now: () => new Date(now) });
  const slow = deployment();
  await send(server, deployments, { ...slow, spec: { ...slow.spec, progressDeadlineSeconds: 1 } });
  const reason = (object: Tree) =>
    treesAt(object, "status", "conditions").find(({ type }) => type === "Progressing")?.reason;
  await until(server, `${deployments}/a`, (object) => reason(object) === "ReplicaSetUpdated");
  now += 60_000;
  const failed = await until(
    server,
    `${deployments}/a`,
    (object) => reason(object) === "ProgressDeadlineExceeded",
  );
  assert(!isTrue(failed, "Progressing"));
  server.close();
});

Deno.test("a Deployment tells why a quota lets it have no more Pods", async () => {
  const server = start();
  const quotas = "/api/v1/namespaces/default/resourcequotas";
  await send(server, quotas, { metadata: { name: "q" }, spec: { hard: { pods: "1" } } });
  await until(server, `${quotas}/q`, (quota) => treeAt(quota, "status", "used").pods === "0");
  await send(server, deployments, deployment({}, 3));
  const limited = await until(
    server,
    `${deployments}/a`,
    (object) => isTrue(object, "ReplicaFailure"),
  );
  const failure = treesAt(limited, "status", "conditions")
    .find(({ type }) => type === "ReplicaFailure");
  assertEquals(failure?.reason, "FailedCreate");
  assert(String(failure?.message).includes("exceeded quota: q, requested: pods=1, used: pods=1"));
  server.close();
});

Deno.test("a Pod gets the requests and limits that its namespace has for containers without", async () => {
  const server = start({ controllers: "none" });
  await send(server, "/api/v1/namespaces/default/limitranges", {
    metadata: { name: "l" },
    spec: { limits: [{ type: "Container", default: { cpu: "1" }, max: { cpu: "2" } }] },
  });
  const pods = "/api/v1/namespaces/default/pods";
  const pod = (limits: Tree) => ({
    metadata: { name: "p" },
    spec: { containers: [{ name: "c", image: "i", resources: { limits } }] },
  });
  const refused = await send(server, pods, pod({ cpu: "3" }));
  assertEquals(
    refused.message,
    'pods "p" is forbidden: maximum cpu usage per Container is 2, but limit is 3',
  );
  const made = await send(server, pods, pod({}));
  assertEquals(treeAt(treesAt(made, "spec", "containers")[0], "resources"), {
    limits: { cpu: "1" },
    requests: { cpu: "1" },
  });
  server.close();
});
