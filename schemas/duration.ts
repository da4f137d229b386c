/** Milliseconds of each unit, by the names of Go's `time.ParseDuration`. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  "µs": 1e-3, // U+00B5, the micro sign
  "μs": 1e-3, // U+03BC, the Greek letter
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** The most that Go's int64 of nanoseconds holds, in milliseconds: about 292 years. */
const longest = 2 ** 63 / 1e6;

/**
 * Milliseconds of a Go duration such as `1h30m`, `1.5s` or `-2m`; `undefined` where it is none. The rules are those of Go's
 * `time.ParseDuration`: every number has a unit, only `0` goes without.
 */
export function parseDuration(text: string): number | undefined {
  const [, sign, rest] = /^([-+]?)(.*)$/s.exec(text)!;
  if (rest === "0") return 0;
  if (!/^(([0-9]+(\.[0-9]*)?|\.[0-9]+)[a-zµμ]+)+$/.test(rest!)) return undefined;
  let total = 0;
  for (const [, amount, unit] of rest!.matchAll(/([0-9.]+)([a-zµμ]+)/g)) {
    const scale = units[unit!];
    if (scale === undefined) return undefined;
    total += Number(amount) * scale;
  }
  if (total > longest || (total === longest && sign !== "-")) return undefined;
  return sign === "-" && total !== 0 ? -total : total;
}
