import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** A family of series: its name, what it says, and the names of its labels. */
export interface Family<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly Label[];
}

/** Makes families on one registry, so that two kernels in a process share none. */
export function familiesOn(registry: Registry) {
  const registers = [registry];
  const labels = <Label extends string>({ labelNames = [] }: Family<Label>) => [...labelNames];
  return {
    counter: <Label extends string>(
      family: Family<Label>,
      collect?: (this: Counter<Label>) => void,
    ) =>
      new Counter({
        ...family,
        registers,
        labelNames: labels(family),
        ...(collect && { collect }),
      }),
    gauge: <Label extends string>(family: Family<Label>, collect?: (this: Gauge<Label>) => void) =>
      new Gauge({ ...family, registers, labelNames: labels(family), ...(collect && { collect }) }),
    histogram: <Label extends string>(family: Family<Label>, buckets: readonly number[]) =>
      new Histogram({ ...family, registers, labelNames: labels(family), buckets: [...buckets] }),
  };
}

export type Families = ReturnType<typeof familiesOn>;

/** `count` buckets from `least` to `most`, each the same factor above the one before. */
export function exponentialRange(least: number, most: number, count: number): number[] {
  const factor = (most / least) ** (1 / (count - 1));
  return Array.from({ length: count }, (_, i) => least * factor ** i);
}
