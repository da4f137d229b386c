import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { families, type Family } from "./tables/families.ts";

type Label<F extends Family> = F["labelNames"][number];
type Made<F extends Family> = F extends { type: "counter" } ? Counter<Label<F>>
  : F extends { type: "gauge" } ? Gauge<Label<F>>
  : Histogram<Label<F>>;

/** Every family of the table, made. */
export type Families = { readonly [Name in keyof typeof families]: Made<typeof families[Name]> };

const classes = { counter: Counter, gauge: Gauge, histogram: Histogram };

/** Makes all families on one registry, so that two kernels in a process share none. */
export function familiesOn(registry: Registry): Families {
  const made = Object.entries<Family>(families).map(([key, { type, buckets, ...family }]) => {
    const labelNames = [...family.labelNames];
    const bounds = buckets ? { buckets: [...buckets] } : {};
    return [key, new classes[type]({ ...family, labelNames, ...bounds, registers: [registry] })];
  });
  return Object.fromEntries(made);
}
