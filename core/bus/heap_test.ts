import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { DueHeap, type Timed } from "./heap.ts";

Deno.test("DueHeap gives the earliest first, whatever was pushed and removed between", () => {
  const steps = fc.array(fc.oneof(
    fc.record({ push: fc.integer({ min: 0, max: 50 }) }),
    fc.record({ remove: fc.nat(20) }),
    fc.constant("pop" as const),
  ));
  fc.assert(fc.property(steps, (steps) => {
    const heap = new DueHeap<Timed>();
    let model: Timed[] = [];
    for (const step of steps) {
      if (step === "pop") {
        const got = heap.pop();
        assertEquals(got?.dueAt, model.length ? Math.min(...model.map((t) => t.dueAt)) : undefined);
        model = model.filter((t) => t !== got);
      } else if ("push" in step) {
        const item = { dueAt: step.push, heapIndex: -1 };
        heap.push(item);
        model.push(item);
      } else if (model.length) {
        const item = model[step.remove % model.length]!;
        heap.remove(item);
        model = model.filter((t) => t !== item);
      }
      assertEquals(heap.size, model.length);
    }
  }));
});
