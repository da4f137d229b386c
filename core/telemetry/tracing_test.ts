import {
  assertEquals,
  assertLess,
  assertMatch,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { INVALID_SPAN_CONTEXT, type Span, trace, type Tracer } from "@opentelemetry/api";
import { createRedactor } from "./redactor.ts";
import { createTracing, systemTracer } from "./tracing.ts";

const redactor = createRedactor();
redactor.learn("hunter2!");

/** A tracer that notes what it is told. */
function noting() {
  const notes: unknown[] = [];
  const span: Span = {
    ...trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
    recordException: (exception) => void notes.push({ exception }),
    setStatus: (status) => (notes.push({ status }), span),
    end: () => void notes.push("end"),
  };
  const tracer: Tracer = {
    startSpan: () => span,
    startActiveSpan: (name: string, ...rest: unknown[]) => {
      notes.push({ name, options: rest[0] });
      return (rest.at(-1) as (span: Span) => never)(span);
    },
  };
  return { notes, tracer };
}

Deno.test("traced() stands around the work, and gives what it gives", async () => {
  const { notes, tracer } = noting();
  const traced = createTracing({ tracer, redactor });
  const attributes = { "plugin.id": "p", url: "https://u:pw@h/?a=hunter2!", bytes: 3 };
  assertEquals(await traced("plugin.call pull", attributes, () => Promise.resolve(7)), 7);
  const clean = { "plugin.id": "p", url: "https://***@h/?a=***", bytes: 3 };
  assertEquals(notes, [{ name: "plugin.call pull", options: { attributes: clean } }, "end"]);
});

Deno.test("traced() records an error redacted and without its stack, and throws it on as it is", async () => {
  const { notes, tracer } = noting();
  const traced = createTracing({ tracer, redactor });
  const error = new TypeError("refused hunter2!");
  const thrown = await assertRejects(() => traced("x", {}, () => Promise.reject(error)));
  assertStrictEquals(thrown, error);
  assertEquals(notes.slice(1), [
    { exception: { name: "TypeError", message: "refused ***" } },
    { status: { code: 2, message: "refused ***" } },
    "end",
  ]);
});

Deno.test("traced() is the work alone where tracing is off", async () => {
  assertEquals(systemTracer(), undefined);
  const traced = createTracing({ tracer: undefined, redactor });
  const work = Promise.resolve(1);
  assertStrictEquals(traced("x", { a: "b" }, () => work), work);
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const started = performance.now();
    for (let i = 0; i < 100_000; i++) void traced("x", { a: "b" }, () => work);
    best = Math.min(best, performance.now() - started);
  }
  await work;
  assertLess(best, 100, "100,000 calls, in ms");
});

Deno.test("systemTracer() finds the runtime's tracer where tracing is on", async () => {
  const module = new URL("./tracing.ts", import.meta.url).href;
  const code = `const { systemTracer } = await import(${JSON.stringify(module)});
    systemTracer().startActiveSpan("x", (span) => { console.log(span.isRecording()); span.end(); });
    Deno.exit(0);`;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--config", config, code],
    env: { OTEL_DENO: "true", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" },
  }).output();
  assertMatch(new TextDecoder().decode(stdout), /true/, new TextDecoder().decode(stderr));
});
