/** Nanoseconds of each unit, by the names of Go's `time.ParseDuration`. */
const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  "µs": 1e3, // U+00B5, the micro sign
  "μs": 1e3, // U+03BC, the Greek letter
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** What Go's int64 of nanoseconds cannot hold: about 292 years. */
const tooLong = 2 ** 63;

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
  if (total >= tooLong) return undefined;
  return (sign === "-" && total !== 0 ? -total : total) / 1e6;
}

/** Milliseconds as Go prints a duration: `10m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(ms: number): string {
  if (ms <= 0) return "0s";
  if (ms < 1000) return `${trimmed(ms)}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = `${trimmed((ms % 60_000) / 1000)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(6)));
}
