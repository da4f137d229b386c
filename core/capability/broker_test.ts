import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Report } from "schemas/plugin/report.ts";
import { createTenantCache } from "./cache.ts";
import { createLineGate } from "./log.ts";
import { Bench, failureOf, listen } from "./testdata/bench.ts";

const encode = (text: string) => btoa(text);

Deno.test("a closed broker refuses every method as CallEnded, and counts it", async () => {
  await using bench = new Bench({ needs: { hosts: [{ host: "127.0.0.2" }] } });
  await bench.broker.close();
  const signal = new AbortController().signal;
  const calls = Object.values(bench.broker.calls);
  for (const call of calls) {
    assertEquals((await failureOf(call.run({} as never, signal))).reason, "CallEnded");
  }
  assertEquals(bench.refused, new Array(calls.length).fill("sample:CallEnded"));
});

Deno.test("closing a broker ends what is under way, and waits for it", async () => {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  await using server = listen(async (conn) => {
    await conn.read(new Uint8Array(4096));
    resolve();
    await new Promise(() => {});
  });
  await using bench = new Bench({
    needs: { hosts: [{ at: "/spec/url" }] },
    spec: { url: `http://127.0.0.2:${server.port}` },
  });
  const work = bench.download(`http://127.0.0.2:${server.port}/`, "a");
  const ended = failureOf(work);
  await asked;
  await bench.broker.close();
  assertEquals((await ended).reason, "Cancelled");
  assertEquals([...Deno.readDirSync(bench.scratch)], []);
});

Deno.test("a call that its asker no longer wants ends as Cancelled", async () => {
  await using server = listen(() => new Promise(() => {}));
  await using bench = new Bench({
    needs: { hosts: [{ at: "/spec/url" }] },
    spec: { url: `http://127.0.0.2:${server.port}` },
  });
  const params = { url: `http://127.0.0.2:${server.port}/`, request: {} };
  const gone = AbortSignal.timeout(50);
  const failure = await failureOf(bench.ask("http.fetch", params, gone));
  assertEquals([failure.code, failure.reason], ["transient", "Cancelled"]);
});

Deno.test("parameters are strict: a key more, a wrong type or a foreign method is no call", async () => {
  await using bench = new Bench();
  const wrong = [
    ["http.fetch", { url: "http://x", request: {}, more: 1 }],
    ["http.fetch", { url: "http://x", request: { method: "TRACE" } }],
    ["http.fetch", { url: "http://x", request: { headers: { "a b": "c" } } }],
    ["http.fetch", { url: "http://x", request: { headers: { a: "b\r\nc: d" } } }],
    ["http.fetch", { url: "http://x", request: { auth: [{ secret: "/x", use: "read" }] } }],
    ["secret.value", { pointer: "/x" }],
    ["cache.put", { key: "", value: "", seconds: 1 }],
    ["log", { level: "fatal", message: "" }],
  ] as const;
  for (const [method, params] of wrong) await assertRejects(() => bench.ask(method, params), Error);
});

Deno.test("a method answers for its own errors with their kind alone", async () => {
  await using bench = new Bench({
    secrets: ["/spec/secretRef"],
    spec: { secretRef: "auth" },
    given: { readSecret: () => Promise.reject(new RangeError("canary")) },
  });
  const failure = await failureOf(bench.ask("secret.keys", { pointer: "/spec/secretRef" }));
  assertEquals([failure.reason, failure.code], ["CapabilityFailed", "transient"]);
  assert(!failure.message.includes("canary"));
});

Deno.test("cache values are one plugin's and one tenant's, live for their time, and are at most 64 KiB", async () => {
  let now = 0;
  await using bench = new Bench({ now: () => now });
  const get = (key: string) => bench.ask("cache.get", { key });
  const put = (value: string) =>
    bench.ask("cache.put", { key: "k", value: encode(value), seconds: 10 });
  assertEquals(await get("k"), null);
  await put("held");
  assertEquals(await get("k"), encode("held"));
  const { cache } = bench.kernel;
  assertEquals(cache.get({ plugin: "sample", tenant: "other" }, "k"), undefined);
  assertEquals(cache.get({ plugin: "other", tenant: "apps" }, "k"), undefined);
  now = 10_001;
  assertEquals(await get("k"), null);
  assertEquals((await failureOf(put("x".repeat(65_537)))).reason, "TooLarge");
});

Deno.test("a tenant's cache is bounded: the least used goes first, and others keep theirs", () => {
  const cache = createTenantCache(() => 0);
  const [full, other] = [{ plugin: "p", tenant: "full" }, { plugin: "p", tenant: "other" }];
  cache.put(other, "k", new Uint8Array(10), 60);
  for (let i = 0; i < 20; i++) cache.put(full, `${i}`, new Uint8Array(64 * 1024), 60);
  const held = Array.from({ length: 20 }, (_, i) => cache.get(full, `${i}`) ? 1 : 0);
  assertEquals(held.join(""), "00000111111111111111");
  assertEquals(cache.get(other, "k")?.length, 10);
});

Deno.test("log hands on level, message and fields with whose they are", async () => {
  await using bench = new Bench();
  await bench.ask("log", { level: "info", message: "hello", fields: { n: 1, list: [1, "a"] } });
  const owner = { plugin: "sample", tenant: "apps" };
  assertEquals(bench.lines, [{
    ...owner,
    level: "info",
    message: "hello",
    fields: { n: 1, list: [1, "a"] },
  }]);
});

Deno.test("a flood of lines is cut to the rate, and what was dropped is told once", async () => {
  let now = 0;
  await using bench = new Bench({ now: () => now });
  const log = () => bench.ask("log", { level: "debug", message: "m" });
  for (let i = 0; i < 2000; i++) await log();
  assertEquals(bench.lines.length, 500);
  now = 1000;
  await log();
  await log();
  const told = bench.lines.slice(500).map(({ message, fields }) => [message, fields["lines"]]);
  assertEquals(told, [["Lines were dropped: the plugin logs too fast", 1500], ["m", undefined], [
    "m",
    undefined,
  ]]);
});

Deno.test("the rate of lines counts bytes too, and is each plugin's and tenant's own", () => {
  let now = 0;
  const gate = createLineGate(() => now);
  const [one, two] = [{ plugin: "p", tenant: "1" }, { plugin: "p", tenant: "2" }];
  assertEquals([gate.pass(one, 1024 * 1024), gate.pass(one, 1), gate.pass(two, 1)], [
    0,
    undefined,
    0,
  ]);
  now = 1000;
  assertEquals(gate.pass(one, 128 * 1024), 1);
});

Deno.test("reports go to the one who asked for the call, up to a bound", async () => {
  const reports: Report[] = [];
  await using bench = new Bench({
    limits: { reports: 2 },
    given: { onReport: (report) => void reports.push(report) },
  });
  const report = () => bench.ask("report", { report: { progress: "half" } });
  await report();
  await report();
  assertEquals((await failureOf(report())).reason, "TooManyReports");
  assertEquals(reports, [{ progress: "half" }, { progress: "half" }]);
});

Deno.test("serving is for a plugin that was granted a port", async () => {
  const told: string[] = [];
  const given = { onServing: (kubeconfig: string) => void told.push(kubeconfig) };
  await using without = new Bench({ given });
  const serving = { kubeconfig: "text" };
  assertEquals((await failureOf(without.ask("serving", serving))).reason, "ListenNotGranted");
  await using granted = new Bench({ given, needs: { listen: "loopback" } });
  await granted.ask("serving", serving);
  assertEquals(told, ["text"]);
});
