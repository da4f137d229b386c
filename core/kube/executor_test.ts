import { assert, assertEquals } from "@std/assert";
import type { KubeObject, Step, StepResult } from "contract";
import { executeGroup, type ExecutorOptions } from "./executor.ts";
import { FencedError } from "./fence.ts";
import { type Asked, configMap, configMapRef, failure, json, scripted } from "./testdata/api.ts";
import { EagerClock } from "./testdata/clock.ts";

/** An API server that keeps ConfigMaps and forbids those called `bad`. */
function cluster(...names: string[]) {
  let version = 1;
  const objects = new Map(names.map((name) => [name, stored(name, 1)]));
  function answer({ method, path, query, body }: Asked): Response {
    const name = path.split("/")[6] ?? (body as KubeObject | undefined)?.metadata.name;
    if (name === undefined) return json({ metadata: {}, items: [...objects.values()] });
    if (name === "bad") return failure(403, "Forbidden");
    const before = objects.get(name);
    if (method === "POST" && before) return failure(409, "AlreadyExists");
    if (before === undefined && (method === "GET" || method === "DELETE")) {
      return failure(404, "NotFound");
    }
    if (method === "GET") return json(before);
    if (query.has("dryRun")) {
      const { metadata, ...rest } = body as KubeObject;
      return json({ ...before, ...rest, metadata: { ...before?.metadata, ...metadata } });
    }
    if (method === "DELETE") objects.delete(name);
    else if (
      JSON.stringify(before?.data) !== JSON.stringify((body as KubeObject).data) || !before
    ) {
      objects.set(name, { ...stored(name, ++version), data: (body as KubeObject).data });
    }
    return json(objects.get(name) ?? {});
  }
  return { objects, answer };
}

function stored(name: string, version: number): KubeObject {
  return configMap(name, { metadata: { uid: name, resourceVersion: String(version) } });
}

function run(
  script: (asked: Asked) => Response | Promise<Response>,
  groups: Step[][],
  more: Partial<ExecutorOptions> = {},
) {
  const { client, asked } = scripted(script, { clock: new EagerClock() });
  const one = (group: readonly Step[]) =>
    executeGroup(group, {
      client,
      object: (index) => configMap(`set-${index}`),
      fieldManager: "manager",
      ...more,
    });
  const inOrder = async () => {
    const done: StepResult[][] = [];
    for (const group of groups) done.push(await one(group));
    return done;
  };
  return { results: inOrder(), asked };
}

const apply = (...names: string[]): Step => ({
  do: "apply",
  targets: names.map((n) => configMap(n)),
});

Deno.test("executeGroup() applies set positions and own objects, and says what each became", async () => {
  const { objects, answer } = cluster("same");
  objects.set("other", { ...stored("other", 1), data: { a: "1" } });
  const targets = [3, configMap("same"), configMap("other")];
  const { results, asked } = run(answer, [[{ do: "apply", targets, force: true }]]);
  const [[result] = []] = await results;
  assertEquals(result?.status, "done");
  assertEquals(result?.items?.map(({ status, live }) => [live?.metadata.name, status]), [
    ["set-3", "created"],
    ["same", "unchanged"],
    ["other", "configured"],
  ]);
  assert(result?.items?.every(({ live }) => live?.data === undefined));
  const patches = asked.filter(({ method }) => method === "PATCH");
  assertEquals(patches.map(({ query }) => query.toString()), [
    ...Array(3).fill("fieldManager=manager&force=true"),
  ]);
});

Deno.test("executeGroup() finishes a group in which a step fails", async () => {
  const { objects, answer } = cluster();
  const { results } = run(answer, [[apply("a")], [apply("bad", "b"), apply("c")]]);
  const [first, second] = await results;
  assertEquals([first, second].map((group) => group?.map(({ status }) => status)), [
    ["done"],
    ["failed", "done"],
  ]);
  assertEquals(second?.[0]?.items?.map(({ status }) => status), ["failed", "created"]);
  assertEquals(second?.[0]?.items?.[0]?.error, {
    reason: "Forbidden",
    message: "it is Forbidden",
    status: 403,
  });
  assertEquals([...objects.keys()], ["a", "b", "c"]);
});

Deno.test("executeGroup() holds no more requests open than it may, and no fewer", async () => {
  const { answer } = cluster();
  let open = 0, most = 0;
  const names = Array.from({ length: 40 }, (_, i) => `object-${i}`);
  const { results } = run(
    async (asked) => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 0));
      open--;
      return answer(asked);
    },
    [[apply(...names.slice(20)), apply(...names.slice(0, 20))]],
    { parallel: 5 },
  );
  assertEquals((await results)[0]?.map(({ status }) => status), ["done", "done"]);
  assertEquals(most, 5);
});

Deno.test("executeGroup() reads, lists and deletes, and takes absence as a failure unless told otherwise", async () => {
  const refs = [configMapRef("a"), configMapRef("gone")];
  const strict = run(cluster("a").answer, [[{ do: "get", refs }]]);
  assertEquals((await strict.results)[0]?.[0]?.items?.map(({ status }) => status), [
    ...["found", "failed"],
  ]);
  const { objects, answer } = cluster("a");
  const { results, asked } = run(answer, [
    [{ do: "get", refs, ignoreNotFound: true }],
    [{ do: "list", apiVersion: "v1", kind: "ConfigMap", namespace: "apps", labels: "x=y" }],
    [{ do: "list", apiVersion: "v1", kind: "Unknown", ignoreNotFound: true }],
    [{ do: "delete", refs, ignoreNotFound: true, propagation: "Foreground" }],
  ]);
  const [[got] = [], [listed] = [], [unknown] = [], [deleted] = []] = await results;
  assertEquals(got?.items?.map(({ status }) => status), ["found", "missing"]);
  assertEquals(got?.items?.[0]?.live?.metadata.uid, "a");
  assertEquals((listed?.found as KubeObject[]).map(({ metadata }) => metadata.name), ["a"]);
  assertEquals(unknown?.found, []);
  assertEquals(deleted?.items?.map(({ status }) => status), ["deleted", "missing"]);
  assertEquals(objects.size, 0);
  assertEquals(asked[2]?.query.get("labelSelector"), "x=y");
});

Deno.test("executeGroup() updates the version that it was given, and replaces whatever is live", async () => {
  const own = configMap("a", { metadata: { resourceVersion: "5" } });
  const { results, asked } = run(cluster("a").answer, [
    [{ do: "update", targets: [own] }],
    [{ do: "replace", targets: [own] }],
  ]);
  await results;
  const puts = asked.filter(({ method }) => method === "PUT");
  assertEquals(puts.map(({ body }) => (body as KubeObject).metadata.resourceVersion), ["5", "1"]);
});

Deno.test("a dry-run apply compares what would be with what is", async () => {
  const { objects, answer } = cluster("same", "other");
  const targets = [stored("same", 1), { ...stored("other", 1), data: { a: "1" } }];
  const { results } = run(answer, [[{ do: "apply", targets, dryRun: true }]]);
  assertEquals((await results)[0]?.[0]?.items?.map(({ status }) => status), [
    ...["unchanged", "configured"],
  ]);
  assertEquals(objects.get("other")?.data, undefined);
});

Deno.test("each mutation passes its failpoints, and one that throws before keeps it from happening", async () => {
  const { objects, answer } = cluster("a");
  const passed: string[] = [];
  const { results } = run(answer, [
    [{ do: "delete", refs: [configMapRef("a")] }],
    [{ do: "create", targets: [configMap("b")] }],
  ], {
    at(name, { name: object }) {
      passed.push(`${name} ${object}`);
      if (name === "create:before") throw new Error("killed");
    },
  });
  const [, [created] = []] = await results;
  assertEquals(passed, ["delete:before a", "delete:after a", "create:before b"]);
  assertEquals(created?.items?.[0]?.error?.message, "killed");
  assertEquals(objects.size, 0);
});

Deno.test("a round whose lease is lost makes no further mutation", async () => {
  const { objects, answer } = cluster();
  const { client } = scripted(answer);
  let held = true;
  const rest = () => {
    if (held) return 1_000;
    throw new FencedError("Cannot write: the lease is lost");
  };
  const { results } = run(answer, [[apply("a")], [apply("b", "c")]], {
    client: client.fenced({ rest }),
    at(name) {
      if (name === "apply:after") held = false;
    },
  });
  const [, [second] = []] = await results;
  assertEquals(second?.items?.map(({ error }) => error?.reason), ["Fenced", "Fenced"]);
  assertEquals([...objects.keys()], ["a"]);
});

Deno.test("executeGroup() leaves render, wait and report to the caller", async () => {
  const report: Step = { do: "report", report: { progress: "half" } };
  const { results, asked } = run(cluster().answer, [[report]]);
  assertEquals(await results, [[{
    status: "failed",
    error: { reason: "Failed", message: 'Cannot carry out "report" here' },
  }]]);
  assertEquals(asked, []);
});

Deno.test("a checked apply reads the first of what is new, and of the rest only what a trial finds there", async () => {
  const { objects, answer } = cluster("there");
  const seen: string[] = [];
  const targets = ["one", "two", "there"].map((name) => configMap(name));
  const { results, asked } = run(answer, [[{ do: "apply", targets, force: true, checked: {} }]], {
    isNew: () => true,
    seen: ({ metadata: { name, resourceVersion } }) => void seen.push(`${name} ${resourceVersion}`),
  });
  const [[result] = []] = await results;
  assertEquals(result?.items?.map(({ status }) => status), ["created", "created", "unchanged"]);
  const read = asked.filter(({ method }) => method === "GET").map(({ path }) => path.split("/")[6]);
  assertEquals(read, ["one", "there"]);
  const tried = asked.filter(({ query }) => query.has("dryRun")).map(({ path }) =>
    path.split("/")[6]
  );
  assertEquals(tried, ["two", "there", "there"]);
  assertEquals(seen.toSorted(), ["one 2", "there 1", "two 3"]);
  assertEquals([...objects.keys()], ["there", "one", "two"]);
});

Deno.test("a checked apply of what is new writes nothing where a trial is refused", async () => {
  const { objects, answer } = cluster();
  const targets = ["one", "bad"].map((name) => configMap(name));
  const { results } = run(answer, [[{ do: "apply", targets, force: true, checked: {} }]], {
    isNew: () => true,
  });
  const [[result] = []] = await results;
  assertEquals(result?.items?.map(({ status }) => status), ["notTried", "failed"]);
  assertEquals([...objects.keys()], []);
});
