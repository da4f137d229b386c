import { assert, assertEquals, assertMatch, assertObjectMatch, assertRejects } from "@std/assert";
import { Failure } from "../contract/mod.ts";
import { digestOf, verifyBundle } from "../cli/bundle/digest.ts";
import { ask, type Bench, gate, given, object, withHost } from "./testdata/real_host.ts";

/** A host with one gate of that body. */
function withGate(
  body: string,
  test: (bench: Bench) => Promise<void>,
  more: Parameters<Bench["plugin"]>[2] = {},
): Promise<void> {
  return withHost(async (bench) => {
    await bench.restartWith([await bench.plugin("gate", gate(body), more)]);
    await test(bench);
  });
}

async function failure(call: Promise<unknown>): Promise<Failure> {
  const error = await assertRejects(() => call);
  assert(error instanceof Failure, String(error));
  return error;
}

async function until(what: () => boolean): Promise<void> {
  const end = performance.now() + 5000;
  while (!what()) {
    assert(performance.now() < end, "It did not come to that in 5 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

Deno.test("a process is started at the first call and serves the next one", () =>
  withGate("return told(Deno.pid)", async ({ host, told }) => {
    assertEquals(host.pids(), []);
    const first = await ask(host);
    assertEquals(await ask(host), first);
    assertEquals(host.pids(), [Number(first)]);
    assertEquals(told, ["tested starting", "tested ready"]);
  }));

Deno.test({
  name: "every cap that Linux has is set on a plugin's process",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const missing: (string | undefined)[] = [];
    const changed = ({ state, detail }: { state: string; detail?: string }) =>
      void (state === "ready" && missing.push(detail));
    await withHost(async ({ host, plugin, restartWith }) => {
      await restartWith([await plugin("gate", gate("return told(1)"))]);
      await ask(host);
      const status = await Deno.readTextFile(`/proc/${host.pids()[0]}/status`);
      assertMatch(status, /^NoNewPrivs:\s1$/m);
      assertMatch(status, /^Seccomp:\s2$/m);
      const stat = await Deno.readTextFile(`/proc/${host.pids()[0]}/stat`);
      assert(Number(stat.split(") ")[1]!.split(" ")[16]) > 0, "it is as urgent as the kernel");
    }, { hooks: { changed } });
    assertEquals(missing, [""]);
  },
});

Deno.test("a tenant has processes of its own, unless the plugin is shared", async () => {
  for (const [shared, processes] of [[false, 2], [true, 1]] as const) {
    await withGate("return told(Deno.pid)", async ({ host }) => {
      const pids = [await ask(host, {}, { tenant: "a" }), await ask(host, {}, { tenant: "b" })];
      assertEquals(new Set(pids).size, processes);
      assertEquals(await ask(host, {}, { tenant: "a" }), pids[0]);
    }, { shared });
  }
});

Deno.test("a burst of calls that compute is spread over a pool", () =>
  withGate(
    "const end = Date.now() + 1500; while (Date.now() < end); return told(Deno.pid)",
    async ({ host }) => {
      const pids = await Promise.all(Array.from({ length: 6 }, () => ask(host)));
      assertEquals(new Set(pids).size, 3);
    },
    { poolSize: 3 },
  ));

Deno.test("a burst of calls that wait needs no second process", () =>
  withGate(
    "await new Promise((r) => setTimeout(r, 500)); return told(Deno.pid)",
    async ({ host }) => {
      const pids = await Promise.all(Array.from({ length: 6 }, () => ask(host)));
      assertEquals(new Set(pids).size, 1);
    },
    { poolSize: 3 },
  ));

Deno.test("calls run side by side in one process", () =>
  withGate(
    "await new Promise((r) => setTimeout(r, request.spec.ms)); return told(request.spec.ms)",
    async ({ host }) => {
      const order: string[] = [];
      const note = (answer: string) => void order.push(answer);
      await Promise.all([ask(host, { ms: 300 }).then(note), ask(host, { ms: 1 }).then(note)]);
      assertEquals([order, host.pids().length], [["1", "300"], 1]);
    },
  ));

Deno.test("a plugin's own failure comes back as it was meant, and ends no process", () =>
  withGate(
    `const error = new Error("not today");
     Object.assign(error, { code: "waiting", reason: "Later", retryAfterMs: 5, [Symbol.for("sluice.failure")]: true });
     if (request.spec.fail) throw error; return told(Deno.pid)`,
    async ({ host }) => {
      const pid = await ask(host);
      const failed = await failure(ask(host, { fail: true }));
      assertObjectMatch({ ...failed }, { code: "waiting", reason: "Later", retryAfterMs: 5 });
      assertEquals(await ask(host), pid);
    },
  ));

Deno.test("a plugin that says it is gone, and is not, is believed in its words alone", () =>
  withGate(
    `throw Object.assign(new Error("boo"), { code: "transient", reason: "PluginGone", [Symbol.for("sluice.failure")]: true })`,
    async ({ host }) => {
      assertObjectMatch({ ...await failure(ask(host)) }, { reason: "PluginGone" });
    },
  ));

Deno.test("an answer of a wrong shape is a violation that names plugin, method and field", () =>
  withGate(`return { open: "yes" }`, async ({ host, told }) => {
    const { code, reason, message } = await failure(ask(host));
    assertEquals([code, reason], ["terminal", "ContractViolation"]);
    assertMatch(message, /"tested".*open\(\).*\/open/);
    assert(told.includes("refused ContractViolation"));
  }));

Deno.test("an answer that names a file which is none is a violation", async () => {
  const lies = {
    "../../etc/passwd": /\/bulk\/objects: must match pattern/,
    ".objects.jsonl": /cannot be opened/,
  };
  for (const [file, says] of Object.entries(lies)) {
    const code =
      `export default { kind: "renderer", create: () => ({ render: () => ({ objects: [] }) }) };
const write = Deno.stdout.writeSync.bind(Deno.stdout);
Deno.stdout.writeSync = (bytes) => {
  const text = new TextDecoder().decode(bytes.subarray(5));
  if (!text.includes('"objects":[]')) return write(bytes);
  const lie = new TextEncoder().encode(text.replace('{"value":{"objects":[]}}', ${
        JSON.stringify(JSON.stringify({ value: {}, bulk: { objects: file } }))
      }));
  const frame = new Uint8Array(5 + lie.length);
  new DataView(frame.buffer).setUint32(0, lie.length + 1);
  frame.set(lie, 5);
  for (let sent = 0; sent < frame.length;) sent += write(frame.subarray(sent));
  return bytes.length;
};`;
    await withHost(async ({ host, plugin, restartWith }) => {
      await restartWith([await plugin("renderer", code)]);
      const request = { object, spec: {}, answers: [] };
      const { reason, message } = await failure(
        host.call("tested", "renderer", "render", request, given),
      );
      assertEquals(reason, "ContractViolation", message);
      assertMatch(message, says);
    });
  }
});

Deno.test("a crash in one call is tried again in a new process", () =>
  withHost(async ({ host, plugin, restartWith, folder, told }) => {
    const first = `${folder}/run/tested-1/scratch`; // no other process may look at it
    const body = `try { Deno.statSync("${first}") } catch { return told("alive") } Deno.exit(3)`;
    await restartWith([await plugin("gate", gate(body))]);
    assertEquals(await ask(host), "alive");
    assertEquals(told.filter((one) => one === "tested failed").length, 1);
  }));

Deno.test("a plugin that crashes every time is unavailable after four tries, with a word on how", () =>
  withGate("Deno.exit(3)", async ({ host, told }) => {
    const { code, reason, message } = await failure(ask(host));
    assertEquals([code, reason], ["transient", "PluginUnavailable"]);
    assertMatch(message, /"tested".*ended with status 3/);
    assertEquals(told.filter((one) => one === "tested starting").length, 4);
  }));

Deno.test("a plugin that failed is not started again before its time", () =>
  withHost(async ({ host, plugin, restartWith, told }) => {
    await restartWith([await plugin("gate", gate("Deno.exit(3)"))]);
    const { reason, retryAfterMs = 0, message } = await failure(ask(host));
    assertEquals(reason, "PluginUnavailable");
    assert(retryAfterMs > 50_000 && retryAfterMs <= 60_000, message);
    assertEquals(told.filter((one) => one === "tested starting").length, 1);
  }, { backoff: { baseMs: 60_000, maxMs: 60_000 } }));

Deno.test("a missed deadline kills the process, and the call is tried again", () =>
  withHost(async ({ host, plugin, restartWith, told }) => {
    await restartWith([await plugin("gate", gate("for (;;);"), { timeoutMs: 150 })]);
    const { reason, message } = await failure(ask(host));
    assertEquals(reason, "PluginUnavailable");
    assertMatch(message, /did not answer open\(\) within 150 ms/);
    assertEquals(told.filter((one) => one === "tested starting").length, 4);
    await until(() => host.pids().length === 0);
  }));

Deno.test("a call with effects outside is not repeated after a crash: its outcome is unknown", () =>
  withHost(async ({ host, plugin, restartWith, told }) => {
    const code =
      `export default { kind: "notifier", create: () => ({ send: () => Deno.exit(3) }) };`;
    await restartWith([await plugin("notifier", code)]);
    const event = {
      involvedObject: { kind: "App", name: "app" },
      severity: "info",
      timestamp: "2026-01-01T00:00:00Z",
      message: "m",
      reason: "R",
      reportingController: "c",
    } as const;
    const request = { object, spec: {}, event, alert: object, timeoutMs: 1000 };
    const failed = await failure(host.call("tested", "notifier", "send", request, given));
    assertObjectMatch({ ...failed }, { code: "transient", reason: "OutcomeUnknown" });
    assertEquals(told.filter((one) => one === "tested starting").length, 1);
  }));

Deno.test("a call that was given up rejects at once and is aborted in the plugin", () =>
  withGate(
    `if (!request.spec.wait) return told(globalThis.state);
     globalThis.state = "begun";
     await new Promise((resolve) => cx.signal.addEventListener("abort", resolve));
     globalThis.state = "aborted";`,
    async ({ host }) => {
      const abort = new AbortController();
      const call = failure(ask(host, { wait: true }, { signal: abort.signal }));
      while (await ask(host) !== "begun");
      abort.abort();
      assertEquals((await call).reason, "Cancelled");
      while (await ask(host) !== "aborted");
    },
  ));

Deno.test("a plugin that cannot be created is unavailable, with what it said", () =>
  withHost(async ({ host, plugin, restartWith }) => {
    const code =
      `export default { kind: "gate", create: () => { throw new Error("no licence") } };`;
    await restartWith([await plugin("gate", code)]);
    const { reason, message } = await failure(ask(host));
    assertEquals(reason, "PluginUnavailable");
    assertMatch(message, /no licence/);
  }));

Deno.test("a plugin of another kind than its manifest, or of none, does not start", async () => {
  const codes = {
    [`export default { kind: "policy", create: () => ({}) };`]: /defines a policy/,
    [`export default 1;`]: /no definition/,
  };
  for (const [code, says] of Object.entries(codes)) {
    await withHost(async ({ host, plugin, restartWith }) => {
      await restartWith([await plugin("gate", code)]);
      assertMatch((await failure(ask(host))).message, says);
    });
  }
});

Deno.test("a bundle whose bytes have changed is refused before anything of it runs", () =>
  withHost(async ({ host, plugin, restartWith, folder }) => {
    const made = await plugin("gate", gate("return told(1)"));
    const digest = await digestOf(made.bundle);
    const checked = { ...made, digest, verify: () => verifyBundle(made.bundle, digest) };
    await restartWith([checked]);
    assertEquals(await ask(host), "1");
    await restartWith([{ ...checked }]);
    await Deno.writeTextFile(`${made.bundle}/mod.js`, gate(`return told(2)`));
    const { reason, message } = await failure(ask(host));
    assertEquals(reason, "PluginUnavailable");
    assertMatch(message, /Cannot run the bundle/);
    assertEquals(host.pids(), []);
    assertEquals(await exists(`${folder}/run/tested-2`), false);
  }));

Deno.test("reload() stops what changed or is gone and leaves the rest alone", () =>
  withHost(async ({ host, plugin, restartWith }) => {
    const kept = await plugin("gate", gate("return told(Deno.pid)"));
    const other = await plugin("gate", gate("return told(Deno.pid)"), { id: "other" });
    await restartWith([kept, other]);
    const pid = await ask(host);
    const request = { object, spec: {}, revision: "1", now: "" };
    await using _ = await host.call("other", "gate", "open", request, given);
    assertEquals(host.pids().length, 2);
    await restartWith([kept]);
    assertEquals(host.pids(), [Number(pid)]);
    assertEquals(
      (await failure(host.call("other", "gate", "open", request, given))).reason,
      "NoSuchPlugin",
    );
    assertEquals(await ask(host), pid);
    await restartWith([{ ...kept, config: { changed: true } }]);
    assert(await ask(host) !== pid);
  }));

Deno.test("reload() lets a running call of a changed plugin finish", () =>
  withGate(
    "await new Promise((r) => setTimeout(r, 300)); return told('done')",
    async ({ host, told, restartWith }) => {
      const call = ask(host);
      await until(() => told.includes("tested ready"));
      await restartWith([]);
      assertEquals(await call, "done");
      assertEquals(host.pids(), []);
    },
  ));

Deno.test("reload() has a call that is tried again asked of the plugin as it is now, or of nobody", () =>
  withHost(async ({ host, plugin, restartWith, told }) => {
    const dying = "await new Promise((r) => setTimeout(r, 300)); Deno.exit(3)";
    const old = await plugin("gate", gate(dying));
    const next = await plugin("gate", gate("return told('the new one')"));
    for (const [plugins, says] of [[[next], "the new one"], [[], "NoSuchPlugin"]] as const) {
      await restartWith([old]);
      told.length = 0;
      const call = ask(host).catch((error: Failure) => error.reason);
      await until(() => told.includes("tested ready"));
      await restartWith(plugins);
      assertEquals(await call, says);
    }
    await restartWith([next]);
    assertEquals(await ask(host), "the new one");
  }));

Deno.test("an idle process is stopped, and started again when it is needed", () =>
  withHost(async ({ host, plugin, restartWith, told }) => {
    await restartWith([await plugin("gate", gate("return told(Deno.pid)"))]);
    const first = await ask(host);
    await until(() => host.pids().length === 0);
    assert(await ask(host) !== first);
    assertEquals(told.includes("tested failed"), false);
  }, { idleMs: 100 }));

Deno.test("stop() ends a plugin that reads nothing, even with much to say to it", () =>
  withGate("for (;;);", async ({ host, told }) => {
    const calls = Array.from(
      { length: 4 },
      () => failure(ask(host, { much: "x".repeat(200_000) })),
    );
    await until(() => told.includes("tested ready"));
    await host.stop(50);
    await Promise.all(calls);
    assertEquals(host.pids(), []);
  }));

Deno.test("there are never more processes than allowed: the one idle the longest makes room", () =>
  withHost(async ({ host, plugin, restartWith }) => {
    await restartWith([await plugin("gate", gate("return told(Deno.pid)"))]);
    const pids = [];
    for (const tenant of ["a", "b", "c"]) pids.push(Number(await ask(host, {}, { tenant })));
    assertEquals([...host.pids()].sort(), pids.slice(1).sort());
  }, { maxProcesses: 2 }));

Deno.test("a request over the limit is refused by name, and harms nothing", () =>
  withGate("return told('fine')", async ({ host }) => {
    const { reason, message } = await failure(ask(host, { much: "x".repeat(600_000) }));
    assertEquals(reason, "TooLarge");
    assertMatch(message, /Cannot ask "tested" open\(\)/);
    assertEquals(await ask(host), "fine");
  }));

Deno.test("large lists travel as files both ways, and scratch is empty once an answer is disposed of", () =>
  withHost(async ({ host, plugin, restartWith }) => {
    const code = `export default { kind: "renderer", create: () => ({
      render: ({ objects }) => ({ objects: objects.toReversed() }) }) };`;
    await restartWith([await plugin("renderer", code)]);
    const objects = Array.from({ length: 20_000 }, (_, i) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `map-${i}` },
    }));
    const request = { object, spec: {}, objects, answers: [] };
    const answered = await host.call("tested", "renderer", "render", request, given);
    assertEquals(answered.answer, { objects: objects.toReversed() });
    const { scratch } = answered;
    assert(await exists(`${scratch}/.objects.jsonl`));
    await answered[Symbol.asyncDispose]();
    assertEquals(await exists(`${scratch}/.objects.jsonl`), false);
  }));

Deno.test("what an answer refers to stays until it is disposed of, though its process is stopped", () =>
  withHost(async ({ host, plugin, restartWith }) => {
    const code = `export default { kind: "source", create: () => ({ pull(_request, cx) {
      Deno.writeTextFileSync(cx.scratch + "/made", "x"); return { unchanged: true } } }) };`;
    await restartWith([await plugin("source", code, { granted: { scratchMiB: 1 } })]);
    const request = { object, spec: {}, have: {}, stored: {} };
    const answered = await host.call("tested", "source", "pull", request, given);
    await restartWith([]);
    assertEquals(host.pids(), []);
    assert(await exists(`${answered.scratch}/made`));
    await answered[Symbol.asyncDispose]();
    await until(() => true);
    assertEquals(await exists(`${answered.scratch}/made`), false);
  }));
