import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import fc from "fast-check";
import { TestClock } from "../bus/testdata/test_clock.ts";
import { createLog, type LogOptions, objectFields } from "./log.ts";
import { createRedactor } from "./redactor.ts";

const at = Date.UTC(2026, 7, 7, 12, 0, 0, 5);

function setup(options: Partial<LogOptions> = {}) {
  const clock = new TestClock(at);
  const redactor = createRedactor();
  let written = "";
  const to = {
    write(bytes: Uint8Array) {
      written += new TextDecoder().decode(bytes);
      return Promise.resolve(bytes.length);
    },
  };
  const log = createLog({ clock, redactor, to, ...options });
  const text = async () => {
    await log.flush({ signal: AbortSignal.timeout(5000) });
    return written;
  };
  const lines = async () => (await text()).split("\n").slice(0, -1).map((line) => JSON.parse(line));
  return { clock, log, redactor, text, lines };
}

const app = {
  ...{ apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization" },
  ...{ namespace: "flux-system", name: "apps" },
};

Deno.test("log.info() writes one line of JSON with the keys that `flux logs` reads", async () => {
  const { log, text } = setup();
  log.info("done", { ...objectFields(app, "4a1c"), revision: "main@sha1:ab", plugin: "sample" });
  assertEquals(
    await text(),
    `{"level":"info","ts":"2026-08-07T12:00:00.005Z","msg":"done","controller":"kustomization",` +
      `"controllerGroup":"kustomize.toolkit.fluxcd.io","controllerKind":"Kustomization",` +
      `"Kustomization":{"name":"apps","namespace":"flux-system"},"namespace":"flux-system",` +
      `"name":"apps","reconcileID":"4a1c","revision":"main@sha1:ab","plugin":"sample"}\n`,
  );
});

Deno.test("log.error() tells the error with its causes, and its stack only at debug", async () => {
  const { log, lines } = setup();
  const error = new Error("fetch failed", { cause: new Error("connection refused") });
  log.error("reconciliation failed", { error });
  log.level = "debug";
  log.error("reconciliation failed", { error });
  const [plain, debug] = await lines();
  assertEquals(plain, {
    ...{ level: "error", ts: "2026-08-07T12:00:00.005Z", msg: "reconciliation failed" },
    error: "fetch failed: connection refused",
  });
  assertMatch(debug.stacktrace, /log_test\.ts/);
});

Deno.test("log.level is changed while it runs", async () => {
  const { log, lines } = setup({ level: "error" });
  const sayAll = () => {
    for (const level of ["trace", "debug", "info", "error"] as const) log[level](level);
  };
  sayAll();
  log.level = "trace";
  sayAll();
  log.level = "info";
  sayAll();
  assertEquals(
    (await lines()).map(({ level }) => level).join(" "),
    "error trace debug info error info error",
  );
  assertEquals(log.level, "info");
});

Deno.test("log.info() fields cannot replace the keys of the line", async () => {
  const { log, lines } = setup();
  log.info("hello", { level: "error", _level: "taken", ts: 1, msg: "x", ["__proto__"]: "own" });
  const [line] = await lines();
  assertEquals([line.level, line.msg, line._ts, line._msg], ["info", "hello", 1, "x"]);
  assertEquals([line._level, line.__level], ["error", "taken"]);
});

Deno.test("log.info() redacts messages, keys, values and errors of any depth", async () => {
  const { log, redactor, text } = setup();
  redactor.learn("hunter2!");
  log.info("with hunter2!", {
    deep: { list: ["hunter2!", new Map([["hunter2!", new Set(["hunter2!"])]])] },
    error: new Error("no", { cause: "hunter2!" }),
    url: new URL("https://u:p@host/?sig=abc"),
  });
  const written = await text();
  assert(!/hunter2|u:p|abc/.test(written), written);
  assertMatch(written, /"list":\["\*\*\*",\{"\*\*\*":\["\*\*\*"\]\}\]/);
});

Deno.test("log.info() writes values of any shape", async () => {
  const { log, lines } = setup();
  const circle: { self?: unknown } = {};
  circle.self = circle;
  log.info("shapes", {
    ...{
      circle,
      big: 10n ** 20n,
      no: undefined,
      nothing: null,
      nan: NaN,
      call: () => 1,
      symbol: Symbol(),
    },
    ...{ date: new Date(at), bytes: new Uint8Array(9), invalid: new Date(NaN), list: [undefined] },
    deep: { a: { a: { a: { a: { a: { a: 1 } } } } } },
    error: { message: "of no class" },
    hostile: new Proxy({}, {
      ownKeys() {
        throw new Error("trap");
      },
    }),
    get getter() {
      throw new Error("getter");
    },
    toJSON() {
      throw new Error("toJSON");
    },
  });
  const [{ level: _level, ts: _ts, ...line }] = await lines();
  assertEquals(line, {
    ...{
      msg: "shapes",
      error: "of no class",
      circle: { self: "(circular)" },
      big: `1${"0".repeat(20)}`,
    },
    ...{ nothing: null, nan: "NaN", call: "(function)", symbol: "(symbol)", bytes: "(9 bytes)" },
    ...{
      date: "2026-08-07T12:00:00.005Z",
      invalid: "(no date)",
      list: [null],
      getter: "(unreadable)",
    },
    ...{
      deep: { a: { a: { a: { a: { a: "(too deep)" } } } } },
      hostile: "(unreadable)",
      toJSON: "(function)",
    },
  });
});

Deno.test("log.info() never throws, and writes one bounded line of JSON whatever it is given", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.dictionary(fc.string(), fc.anything()), async (m, f) => {
      const { log, lines } = setup();
      log.info(m, f);
      assertEquals((await lines()).length, 1);
    }),
  );
  const { log, text } = setup();
  const wide = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`k${i}`, "x".repeat(100_000)]),
  );
  log.info("x".repeat(1_000_000), { wide, list: Array(1e6).fill(wide) });
  assertLess((await text()).length, 50_000);
});

for (const encoding of ["json", "console"] as const) {
  Deno.test(`no text can forge a line or move the cursor in the ${encoding} log`, async () => {
    const { log, text } = setup({ encoding });
    const evil = `a\nb\r{"level":"error"}\x1b[2J\x7f\x9b\u2028\u202e\u200b`;
    log.info(evil, { [evil]: evil, error: evil });
    const written = await text();
    // deno-lint-ignore no-control-regex -- none of them may be left
    assert(/^[^\0-\x1f\x7f-\x9f\u200b\u2028\u202e]+\n$/.test(written), written);
    if (encoding === "json") assertEquals(JSON.parse(written).msg, evil);
  });
}

Deno.test("the console log is made for people", async () => {
  const { log, text } = setup({ encoding: "console" });
  log.error("cannot apply", {
    error: new Error("not found"),
    name: "apps",
    count: 2,
    ref: { a: "b" },
  });
  assertEquals(
    await text(),
    `2026-08-07T12:00:00.005Z ERROR cannot apply error="not found" name=apps count=2 ref={"a":"b"}\n`,
  );
});

Deno.test("log.info() neither waits nor grows while nobody reads, and says afterwards what is missing", async () => {
  let written = "", open: (() => void) | undefined, dropped = 0;
  const blocked = new Promise<void>((resolve) => open = resolve);
  const to = {
    async write(bytes: Uint8Array) {
      await blocked;
      const part = bytes.subarray(0, 1000); // as a pipe may take less than it is given
      written += new TextDecoder().decode(part);
      return part.length;
    },
  };
  const { log } = setup({ to, mostWaiting: 10_000, dropped: (lines) => dropped += lines });
  for (let i = 0; i < 100_000; i++) log.info(`line ${i}`);
  await log.flush({ signal: AbortSignal.timeout(1) });
  assert(dropped > 99_000, `${dropped} dropped`);
  open?.();
  await log.flush({ signal: AbortSignal.timeout(5000) });
  log.info("after");
  await log.flush({ signal: AbortSignal.timeout(5000) });
  const lines = written.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.at(-2), {
    ...{ level: "error", ts: "2026-08-07T12:00:00.005Z", lines: dropped },
    msg: "log lines were dropped, nobody read them",
  });
  assertEquals(lines.at(-1).msg, "after");
  assertEquals(lines.length, 100_000 - dropped + 2);
});

Deno.test("log.info() outlives a reader that has gone", async () => {
  let dropped = 0, gone = true;
  const written: string[] = [];
  const to = {
    write(bytes: Uint8Array) {
      if (gone) return Promise.reject(new Deno.errors.BrokenPipe());
      written.push(new TextDecoder().decode(bytes));
      return Promise.resolve(bytes.length);
    },
  };
  const { log } = setup({ to, dropped: (lines) => dropped += lines });
  log.info("lost");
  await log.flush({ signal: AbortSignal.timeout(5000) });
  gone = false;
  log.info("kept");
  await log.flush({ signal: AbortSignal.timeout(5000) });
  assertEquals(dropped, 1);
  assertMatch(written.join(""), /"lines":1.*\n.*"msg":"kept"/);
});
