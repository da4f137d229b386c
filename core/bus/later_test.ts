import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Entry } from "./entry.ts";
import { reconcileKey } from "./key.ts";
import { Later } from "./later.ts";

const entry = () => new Entry(reconcileKey({ kind: "K", namespace: "n", name: "x" }));

Deno.test("Later gives the earliest first, whatever was pushed, moved and called off between", () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ push: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ move: fc.nat(20), to: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ callOff: fc.nat(20) }),
      fc.constant("take" as const),
    ),
    { maxLength: 300 },
  );
  fc.assert(fc.property(steps, (steps) => {
    const later = new Later();
    let model: Entry[] = [];
    const put = (item: Entry, at: number) => {
      item.place = "later";
      item.dueAt = at;
      later.push(item, model.length);
    };
    const drop = (item: Entry) => {
      item.place = "nowhere";
      model = model.filter((other) => other !== item);
    };
    for (const step of steps) {
      if (step === "take") {
        if (later.first) drop(later.first);
      } else if ("push" in step) {
        model.push(entry());
        put(model.at(-1)!, step.push);
      } else if ("move" in step) {
        if (model.length > 0) put(model[step.move % model.length]!, step.to);
      } else if (model.length > 0) drop(model[step.callOff % model.length]!);
      const earliest = model.length ? Math.min(...model.map(({ dueAt }) => dueAt)) : undefined;
      assertEquals(later.first?.dueAt, earliest);
    }
  }));
});
