import { assertEquals, assertMatch } from "@std/assert";
import { TestClock } from "../bus/testdata/test_clock.ts";
import { createMetrics } from "./metrics.ts";
import { type Check, metricsApp, probesApp } from "./probes.ts";

const ok: Check = { name: "ping", check: () => undefined };
const bad: Check = {
  name: "config",
  check: () => Promise.resolve("line 3:\n[+]forged hunter2 ok"),
};
const thrown: Check = {
  name: "store",
  check: () => {
    throw new Error("no space");
  },
};

function setup(...readyz: Check[]) {
  const clock = new TestClock();
  const redact = (text: string) => text.replaceAll("hunter2", "***");
  const app = probesApp({ clock, redact, readyz, healthz: [ok], timeoutMs: 1000 });
  const get = async (path: string) => {
    const response = await app.request(path);
    return [response.status, await response.text()];
  };
  return { clock, get };
}

Deno.test("/readyz says ok when every check holds, and each of them when asked", async () => {
  const { get } = setup(ok, { ...ok, name: "lease" });
  assertEquals(await get("/readyz"), [200, "ok"]);
  assertEquals(await get("/readyz?verbose"), [
    200,
    "[+]ping ok\n[+]lease ok\nreadyz check passed\n",
  ]);
  assertEquals(await get("/readyz/lease"), [200, "ok"]);
  assertEquals((await get("/readyz/unknown"))[0], 404);
});

Deno.test("/readyz is 503 with the message of what fails, redacted and on its own line", async () => {
  const { get } = setup(ok, bad, thrown);
  assertEquals(await get("/readyz"), [
    503,
    "[+]ping ok\n[-]config failed: line 3: [+]forged *** ok\n[-]store failed: no space\nreadyz check failed\n",
  ]);
  assertEquals(await get("/readyz?exclude=config&exclude=store"), [200, "ok"]);
  assertEquals((await get("/readyz/store"))[0], 503);
  assertEquals(await get("/healthz"), [200, "ok"]);
});

Deno.test("/readyz does not wait for a check that never answers, and calls it off", async () => {
  let aborted = false;
  const { clock, get } = setup({
    name: "cluster",
    check: ({ signal }) => {
      signal.addEventListener("abort", () => aborted = true);
      return new Promise(() => {});
    },
  });
  const answer = get("/readyz");
  await clock.settle();
  await clock.advance(1000);
  assertEquals(await answer, [
    503,
    "[-]cluster failed: no answer within 1000 ms\nreadyz check failed\n",
  ]);
  assertEquals([aborted, clock.alarms], [true, 0]);
});

Deno.test("/metrics answers in the text format of Prometheus", async () => {
  const response = await metricsApp(createMetrics()).request("/metrics");
  assertEquals(response.status, 200);
  assertMatch(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  assertMatch(
    await response.text(),
    /\n# HELP process_cpu_seconds_total .+\n# TYPE process_cpu_seconds_total counter\n/,
  );
});
