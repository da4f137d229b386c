import { CallError, type GoMethod, GoObject, int64, quote } from "../gotemplate/mod.ts";

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "µs": 1_000n,
  "μs": 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const SECOND = UNITS.s!;

/** time.ParseDuration, in nanoseconds. Throws CallError with Go's words. */
export function parseDuration(text: string): bigint {
  const body = text.replace(/^[+-]/, "");
  if (body === "0") return 0n;
  const invalid = () => new CallError(`time: invalid duration ${quote(text)}`);
  if (body === "") throw invalid();
  let total = 0n;
  let rest = body;
  while (rest !== "") {
    const match = /^([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/.exec(rest)!;
    const [whole, digits, fraction = "", unit] = match as unknown as string[];
    if (!digits && !fraction) throw invalid();
    if (!unit) throw new CallError(`time: missing unit in duration ${quote(text)}`);
    const size = Object.hasOwn(UNITS, unit) ? UNITS[unit]! : undefined;
    if (size === undefined) {
      throw new CallError(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
    }
    total += BigInt(digits || "0") * size;
    if (fraction) total += BigInt(fraction) * size / 10n ** BigInt(fraction.length);
    rest = rest.slice(whole!.length);
  }
  if (total > 2n ** 63n - (text.startsWith("-") ? 0n : 1n)) throw invalid();
  return text.startsWith("-") ? -total : total;
}

function fractional(value: bigint, size: bigint): string {
  const digits = String(size).length - 1;
  const rest = String(value % size).padStart(digits, "0").replace(/0+$/, "");
  return `${value / size}${digits > 0 && rest ? "." + rest : ""}`;
}

/** Duration.String: 1h0m3.5s. */
export function showDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return "0s";
  const sign = nanoseconds < 0n ? "-" : "";
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${fractional(size, 1_000n)}µs`;
  if (size < SECOND) return `${sign}${fractional(size, 1_000_000n)}ms`;
  const [hours, minutes] = [size / UNITS.h!, size / UNITS.m! % 60n];
  const seconds = fractional(size % UNITS.m!, SECOND) + "s";
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : sign + seconds;
}

const ROUND: readonly (readonly [string, bigint])[] = [
  ["y", 365n * 24n],
  ["mo", 30n * 24n],
  ["d", 24n],
  ["h", 1n],
];

/** Sprig's durationRound: the largest unit that fits, cut off. */
export function roundDuration(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const table: [string, bigint][] = [
    ...ROUND.map(([name, hours]): [string, bigint] => [name, hours * UNITS.h!]),
    ["m", UNITS.m!],
    ["s", SECOND],
  ];
  const found = table.find(([, unit]) => size > unit);
  return found ? `${size / found[1]}${found[0]}` : "0s";
}

/** A time.Duration, as templates hold it. */
export class DurationObject extends GoObject {
  readonly goType = "time.Duration";
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    super();
    this.nanoseconds = nanoseconds;
  }

  override get goKind(): string {
    return "int64";
  }

  override get plain(): unknown {
    return int64(this.nanoseconds);
  }

  override method(name: string): GoMethod | undefined {
    const per = (unit: bigint) => Number(this.nanoseconds) / Number(unit);
    const values: Readonly<Record<string, () => unknown>> = {
      Hours: () => per(UNITS.h!),
      Minutes: () => per(UNITS.m!),
      Seconds: () => per(SECOND),
      Milliseconds: () => int64(this.nanoseconds / 1_000_000n),
      Microseconds: () => int64(this.nanoseconds / 1_000n),
      Nanoseconds: () => int64(this.nanoseconds),
      String: () => this.text(),
    };
    return Object.hasOwn(values, name) ? { params: [], call: values[name]! } : undefined;
  }

  text(): string {
    return showDuration(this.nanoseconds);
  }
}
