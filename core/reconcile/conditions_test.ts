import { assertEquals } from "@std/assert";
import type { Condition } from "../contract/mod.ts";
import { isReady, stored, summary } from "./conditions.ts";

const said = (type: string, status: Condition["status"], reason = "Why"): Condition => ({
  type,
  status,
  reason,
  message: `${type} is ${status}`,
});
const profile = {
  summary: ["Verified", "FetchFailed", "Stored", "Ready"],
  negative: ["FetchFailed", "Stalled", "Reconciling"],
};

Deno.test("summary() lets what is wrong speak before what is right", () => {
  const good = summary([said("Stored", "True")], profile);
  assertEquals([good?.type, good?.status, good?.message], ["Ready", "True", "Stored is True"]);
  const bad = summary([said("Stored", "True"), said("Verified", "False")], profile);
  assertEquals([bad?.status, bad?.message], ["False", "Verified is False"]);
  const worse = summary([said("Verified", "False"), said("FetchFailed", "True")], profile);
  assertEquals([worse?.status, worse?.message], ["False", "FetchFailed is True"]);
  assertEquals(summary([said("Other", "True")], profile), undefined);
});

Deno.test("stored() keeps the time of what says the same, and drops what is not said any more", () => {
  const time = (second: number, generation: number) => ({
    now: new Date(Date.UTC(2026, 0, 1, 0, 0, second)),
    generation,
  });
  const first = stored([], [said("Ready", "True"), said("Old", "True")], time(1, 1));
  const second = stored(first, [said("New", "True"), said("Ready", "True")], time(2, 2));
  assertEquals(
    second.map(({ type, lastTransitionTime, observedGeneration }) => [
      type,
      lastTransitionTime.slice(17, 19),
      observedGeneration,
    ]),
    [["Ready", "01", 2], ["New", "02", 2]],
  );
});

Deno.test("isReady() counts only for the generation that an object has", () => {
  const conditions = [said("Ready", "True")];
  const object = (observedGeneration: number) => ({
    metadata: { generation: 2 },
    status: { conditions, observedGeneration },
  });
  assertEquals([isReady(object(1)), isReady(object(2)), isReady({})], [false, true, false]);
});
