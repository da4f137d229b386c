import { assertEquals } from "@std/assert";
import { type StatusCondition, summarize, withCondition } from "./conditions.ts";

const first = new Date("2026-01-02T03:04:05.678Z");
const later = new Date("2026-01-02T03:05:00Z");
const ready = { type: "Ready", status: "True", reason: "Succeeded", message: "ok" } as const;

Deno.test("withCondition() moves the time with status, reason or message, and the generation always", () => {
  const [before] = withCondition([], ready, { now: first, generation: 1 });
  assertEquals(before, {
    ...ready,
    lastTransitionTime: "2026-01-02T03:04:05Z",
    observedGeneration: 1,
  });
  const [same] = withCondition([before!], ready, { now: later, generation: 2 });
  assertEquals(same, { ...before!, observedGeneration: 2 });
  for (const change of [{ status: "False" }, { reason: "Other" }, { message: "other" }] as const) {
    const [moved] = withCondition([before!], { ...ready, ...change }, {
      now: later,
      generation: 2,
    });
    assertEquals(moved?.lastTransitionTime, "2026-01-02T03:05:00Z");
  }
});

Deno.test("withCondition() keeps Flux's order: Stalled, Reconciling, Ready, then by generation and type", () => {
  const conditions = [
    ...[["Zeta", 2], ["Ready", 1], ["Beta", 1], ["Reconciling", 1], ["Alpha", 1], ["Stalled", 1]],
  ].reduce<StatusCondition[]>(
    (all, [type, generation]) =>
      withCondition(all, { ...ready, type: String(type) }, {
        now: first,
        generation: Number(generation),
      }),
    [],
  );
  assertEquals(conditions.map(({ type }) => type), [
    ...["Stalled", "Reconciling", "Ready", "Zeta", "Alpha", "Beta"],
  ]);
});

Deno.test("withCondition() cuts a message at what the CRD takes, by characters, and says so", () => {
  const message = (text: string) =>
    withCondition([], { ...ready, message: text }, { now: first })[0]!.message;
  assertEquals(message("€".repeat(32_768)), "€".repeat(32_768));
  assertEquals(message("🙂".repeat(32_768)), "🙂".repeat(32_768));
  assertEquals(message("🙂".repeat(32_769)), "🙂".repeat(32_765) + "...");
});

Deno.test("summarize() prefers what is wrong, then what is right, then what is not known", () => {
  const order = ["Healthy", "Fetched", "FetchFailed", "Other"];
  const negative = ["FetchFailed"];
  const pick = (...given: [string, StatusCondition["status"]][]) => {
    const conditions = given.map(([type, status]) => ({
      ...ready,
      type,
      status,
      lastTransitionTime: "",
    }));
    return summarize(conditions, { order, negative })?.type;
  };
  assertEquals(pick(["Healthy", "False"], ["FetchFailed", "True"]), "FetchFailed");
  assertEquals(pick(["Healthy", "True"], ["Fetched", "False"]), "Fetched");
  assertEquals(pick(["Fetched", "True"], ["Healthy", "True"]), "Healthy");
  assertEquals(pick(["FetchFailed", "False"], ["Healthy", "Unknown"]), "FetchFailed");
  assertEquals(pick(["Foreign", "False"]), undefined);
});
