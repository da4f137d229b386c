import { assertEquals, assertStrictEquals } from "@std/assert";
import { terminal } from "../contract/errors.ts";
import { redactAnswer, redactFailure } from "./redact.ts";

const redact = (text: string) => text.replaceAll("hunter2", "***");
const condition = { type: "Ready", status: "False", reason: "X", message: "bad hunter2" } as const;

Deno.test("redactFailure() masks the message and keeps what the kernel does next", () => {
  const clean = redactFailure(terminal("Refused", "no hunter2 here"), redact) as ReturnType<
    typeof terminal
  >;
  assertEquals([clean.code, clean.reason, clean.message], ["terminal", "Refused", "no *** here"]);
});

Deno.test("redactAnswer() masks conditions, events and progress of the report, and nothing of the result", () => {
  const event = { type: "Warning", severity: "error", reason: "X", message: "hunter2!" } as const;
  const report = { conditions: [condition], events: [event], progress: "with hunter2" };
  const clean = redactAnswer({ value: "hunter2", report }, redact);
  assertEquals(clean.value, "hunter2");
  assertEquals([
    clean.report.conditions[0]!.message,
    clean.report.events[0]!.message,
    clean.report.progress,
  ], [
    "bad ***",
    "***!",
    "with ***",
  ]);
});

Deno.test("redactAnswer() gives an answer without a report back as it is", () => {
  const answer = { value: 1 };
  assertStrictEquals(redactAnswer(answer, redact), answer);
});
