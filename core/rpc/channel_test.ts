import { assert, assertEquals, assertObjectMatch, assertRejects } from "@std/assert";
import { Failure, terminal } from "../contract/errors.ts";
import { Channel, type ChannelOptions, type Serve } from "./channel.ts";
import { FrameError, MAX_CONTROL } from "./frame.ts";
import { Lost } from "./failure.ts";
import { pair } from "../contract/testing/pair.ts";
import type { Transport } from "./transport.ts";

const nothing: Serve = () => undefined;

/** Two channels, the kernel's and the plugin's; both are closed after the test. */
async function connected(
  serve: { kernel?: Serve; plugin?: Serve },
  test: (kernel: Channel, plugin: Channel, violations: string[]) => Promise<void>,
  options: Partial<ChannelOptions> = {},
): Promise<void> {
  const [here, there] = pair();
  const violations: string[] = [];
  const kernel = new Channel("kernel", {
    transport: here,
    serve: serve.kernel ?? nothing,
    onViolation: (what) => void violations.push(what),
    ...options,
  });
  const plugin = new Channel("plugin", { transport: there, serve: serve.plugin ?? nothing });
  try {
    await test(kernel, plugin, violations);
  } finally {
    await Promise.all([kernel.close(), plugin.close()]);
    await Promise.all([kernel.done, plugin.done]);
  }
}

/** A channel whose other end is the test, which says what it likes. */
async function facing(
  test: (
    kernel: Channel,
    other: Transport,
    heard: unknown[],
    violations: string[],
  ) => Promise<void>,
): Promise<void> {
  const [here, there] = pair();
  const heard: unknown[] = [], violations: string[] = [];
  const kernel = new Channel("kernel", {
    transport: here,
    serve: (method) => method,
    onViolation: (what) => void violations.push(what),
  });
  const over = there.receive({ control: (m) => void heard.push(m), piece: () => {} });
  try {
    await test(kernel, there, heard, violations);
  } finally {
    await Promise.all([kernel.close(), there.close()]);
    await Promise.all([over, kernel.done]);
  }
}

/** Lets everything that is under way arrive. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("channel.call() gives the other end's answer, in both directions at once", () =>
  connected({
    kernel: (method, params) => [method, params],
    plugin: async (method, params) => [method, await Promise.resolve(params)],
  }, async (kernel, plugin) => {
    const answers = await Promise.all([
      kernel.call("a", 1),
      plugin.call("b", 2),
      kernel.call("c", 3),
    ]);
    assertEquals(answers, [["a", 1], ["b", 2], ["c", 3]]);
  }));

Deno.test("channel.call() answers come in whatever order they are ready", () => {
  const first = Promise.withResolvers<string>();
  return connected(
    { plugin: (method) => method === "slow" ? first.promise : method },
    async (kernel) => {
      const slow = kernel.call("slow", null);
      assertEquals(await kernel.call("fast", null), "fast");
      first.resolve("at last");
      assertEquals(await slow, "at last");
    },
  );
});

Deno.test("channel.call() rejects with the failure that the other end meant", () =>
  connected({
    plugin: () => {
      throw terminal("Broken", "It is broken");
    },
  }, async (kernel) => {
    const error = await assertRejects(() => kernel.call("a", null), Failure, "It is broken");
    assertObjectMatch({ ...error }, { code: "terminal", reason: "Broken" });
  }));

Deno.test("channel.call() rejects with PluginError where the other end threw anything else", () =>
  connected({
    plugin: () => {
      throw new TypeError("oops");
    },
  }, async (kernel) => {
    const error = await assertRejects(() => kernel.call("a", null), Failure, "oops");
    assertObjectMatch({ ...error }, { code: "transient", reason: "PluginError" });
  }));

Deno.test("channel.call() refuses a message over the limit, and goes on", () =>
  connected({ plugin: (_method, params) => params }, async (kernel) => {
    await assertRejects(() => kernel.call("a", "x".repeat(MAX_CONTROL)), FrameError);
    assertEquals(await kernel.call("a", "small"), "small");
  }));

Deno.test("an answer over the limit is a failure of that call alone", () =>
  connected({ plugin: (method) => method.repeat(MAX_CONTROL / 2) }, async (kernel) => {
    const error = await assertRejects(
      () => kernel.call("abc", null),
      Failure,
      "Cannot send a message",
    );
    assertObjectMatch({ ...error }, { reason: "PluginError" });
    assertEquals(await kernel.call("", null), "");
  }));

Deno.test("aborting a call rejects it here and aborts its signal there", () => {
  const there = Promise.withResolvers<unknown>();
  const plugin: Serve = (_method, _params, serving) =>
    new Promise((_resolve, reject) =>
      serving.signal.addEventListener("abort", () => {
        there.resolve(serving.signal.reason);
        reject(serving.signal.reason);
      })
    );
  return connected({ plugin }, async (kernel, _plugin, violations) => {
    const abort = new AbortController();
    const call = kernel.call("a", null, abort.signal);
    await settled();
    abort.abort(new Error("enough"));
    await assertRejects(() => call, Error, "enough");
    assertObjectMatch({ ...await there.promise as Failure }, { reason: "Cancelled" });
    await settled();
    assertEquals(violations, []);
  });
});

Deno.test("a signal that is asked for after the cancellation is aborted", () => {
  const asked = Promise.withResolvers<void>();
  const seen = Promise.withResolvers<boolean>();
  const plugin: Serve = async (_method, _params, serving) => {
    await asked.promise;
    seen.resolve(serving.signal.aborted);
  };
  return connected({ plugin }, async (kernel) => {
    const { id, answer } = kernel.start("a", null);
    await settled();
    kernel.cancel(id, new Error("enough"));
    await assertRejects(() => answer, Error, "enough");
    assert(kernel.isAbandoned(id));
    await settled();
    asked.resolve();
    assert(await seen.promise);
    await settled();
    assert(!kernel.isAbandoned(id));
  });
});

Deno.test("a late, a double and an unasked answer are violations and harm no other call", () =>
  facing(async (kernel, other, heard, violations) => {
    const calls = [kernel.call("a", null), kernel.call("b", null)];
    await settled();
    assertEquals(heard.length, 2);
    for (const v of ["one", "again"]) other.control({ t: "ok", id: 1, v });
    other.control({ t: "err", id: 9, e: { code: "terminal", reason: "R", message: "m" } });
    await settled();
    other.control({ t: "ok", id: 2, v: "two" });
    assertEquals(await Promise.all(calls), ["one", "two"]);
    // One fixed text: an id of the plugin's own choice would make a metric's label of it.
    assertEquals(violations, ["an answer to no open call", "an answer to no open call"]);
  }));

Deno.test("the one answer to a cancelled call means nothing; a second one is a violation", () =>
  facing(async (kernel, other, _heard, violations) => {
    const { id, answer } = kernel.start("a", null);
    kernel.cancel(id, new Error("enough"));
    await assertRejects(() => answer, Error, "enough");
    other.control({ t: "ok", id, v: 1 });
    await settled();
    assertEquals(violations, []);
    other.control({ t: "ok", id, v: 1 });
    await settled();
    assertEquals(violations.length, 1);
  }));

Deno.test("two open calls with one id are a violation", async () => {
  const [here, there] = pair();
  const violations: string[] = [];
  const kernel = new Channel("kernel", {
    transport: here,
    serve: () => new Promise(() => {}),
    onViolation: (what) => void violations.push(what),
  });
  for (let i = 0; i < 2; i++) there.control({ t: "call", id: 7, m: "a", p: null });
  await settled();
  assertEquals(violations.length, 1);
  await Promise.all([kernel.close(), there.close(), kernel.done]);
});

const broken: readonly unknown[] = [
  null,
  "call",
  [],
  { t: "shout", id: 1 },
  { t: "constructor", id: 1 },
  { t: "call", id: 0, m: "a" },
  { t: "call", id: 1.5, m: "a" },
  { t: "call", id: 1 },
  { t: "err", id: 1, e: { code: "fatal", reason: "R", message: "m" } },
  { t: "err", id: 1, e: null },
  { t: "err", id: 1, e: { code: "transient", reason: "R", message: "m", retryAfterMs: "soon" } },
  { t: "credit", id: 1, n: -1 },
  { t: "credit", id: 1, n: 1e300 },
];

for (const message of broken) {
  Deno.test(`a message ${JSON.stringify(message)} ends the channel, and its calls as lost`, () =>
    facing(async (kernel, other) => {
      const call = kernel.call("a", null);
      other.control(message);
      await assertRejects(() => call, Lost);
      assert(await kernel.done instanceof TypeError);
      await assertRejects(() => kernel.call("b", null), Lost);
    }));
}

Deno.test("calls are lost when the other end goes, and what it asked for is aborted", () => {
  const served = Promise.withResolvers<unknown>();
  const kernelServes: Serve = (_method, _params, { signal }) =>
    new Promise((_resolve, reject) =>
      signal.addEventListener("abort", () => {
        served.resolve(signal.reason);
        reject(signal.reason);
      })
    );
  return connected(
    { kernel: kernelServes, plugin: () => new Promise(() => {}) },
    async (kernel, plugin) => {
      const mine = kernel.call("a", null);
      const theirs = assertRejects(() => plugin.call("b", null), Failure, "is gone");
      await settled();
      await plugin.close();
      await assertRejects(() => mine, Lost);
      assert(await served.promise instanceof Lost);
      await theirs;
    },
  );
});

Deno.test("a failure that only says PluginGone is not taken for a lost call", () =>
  connected({
    plugin: () => {
      throw new Failure("transient", "PluginGone", "I am gone, honestly");
    },
  }, async (kernel) => {
    const error = await assertRejects(() => kernel.call("a", null), Failure, "honestly");
    assertEquals(error instanceof Lost, false);
  }));

Deno.test("no more calls are served at once than allowed, and the rest are served later", () => {
  const open: (() => void)[] = [];
  let most = 0, running = 0;
  const kernel: Serve = async (method) => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => open.push(resolve));
    running--;
    return method;
  };
  return connected({ kernel }, async (_kernel, plugin) => {
    const calls = Array.from({ length: 10 }, (_, i) => plugin.call(`m${i}`, null));
    for (let done = 0; done < 10; done++) {
      await settled();
      open.shift()!();
    }
    assertEquals((await Promise.all(calls)).length, 10);
    assertEquals(most, 3);
  }, { maxServing: 3 });
});

Deno.test("stopServing() lets the channel read to its end though all that is served hangs", async () => {
  const [here, there] = pair();
  const hung: Serve = (_method, _params, { signal }) =>
    new Promise((_resolve, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason))
    );
  const kernel = new Channel("kernel", { transport: here, serve: hung, maxServing: 2 });
  for (let id = 1; id <= 5; id++) there.control({ t: "call", id, m: "a", p: null });
  const waiting = kernel.call("b", null);
  await there.close();
  await settled();
  kernel.stopServing();
  await assertRejects(() => waiting, Lost);
  assertEquals(await kernel.done, undefined);
  await kernel.close();
});

Deno.test("channel.note() is heard and needs no answer", async () => {
  const notes: unknown[] = [];
  await connected({}, async (_kernel, plugin) => {
    plugin.note("log", { message: "hello" });
    await settled();
    assertEquals(notes, [["log", { message: "hello" }]]);
  }, { note: (...note) => void notes.push(note) });
});
