interface Range {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const ranges: readonly Range[] = [
  { name: "minute", low: 0, high: 59 },
  { name: "hour", low: 0, high: 23 },
  { name: "day", low: 1, high: 31 },
  { name: "month", low: 1, high: 12, names: months },
  { name: "weekday", low: 0, high: 6, names: days },
];
const words = new Set([
  "@yearly",
  "@annually",
  "@monthly",
  "@weekly",
  "@daily",
  "@midnight",
  "@hourly",
]);

/** What is wrong with a cron schedule, in the words of robfig/cron; undefined where nothing is. */
export function cronProblem(schedule: string): string | undefined {
  if (schedule.startsWith("@")) {
    if (words.has(schedule) || /^@every \d/.test(schedule)) return undefined;
    return `unrecognized descriptor: ${schedule}`;
  }
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== 5) {
    return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  }
  for (let i = 0; i < 5; i++) {
    for (const part of fields[i]!.split(",")) {
      const problem = partProblem(part, ranges[i]!);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function partProblem(part: string, range: Range): string | undefined {
  const [span = "", step, more] = part.split("/");
  if (more !== undefined) return `too many slashes: ${part}`;
  const [from = "", to, extra] = span.split("-");
  if (extra !== undefined) return `too many hyphens: ${part}`;
  if (step !== undefined && !/^\d+$/.test(step)) {
    return `failed to parse int from ${step}: strconv.Atoi: parsing "${step}": invalid syntax`;
  }
  if (step !== undefined && Number(step) === 0) {
    return `step of range should be a positive number: ${part}`;
  }
  if (from === "*" || from === "?") return undefined;
  const low = numberOf(from, range);
  const high = to === undefined ? (step === undefined ? low : range.high) : numberOf(to, range);
  if (low === undefined || high === undefined) {
    const bad = low === undefined ? from : to;
    return `failed to parse int from ${bad}: strconv.Atoi: parsing "${bad}": invalid syntax`;
  }
  if (low < range.low) return `beginning of range (${low}) below minimum (${range.low}): ${part}`;
  if (high > range.high) return `end of range (${high}) above maximum (${range.high}): ${part}`;
  return low > high
    ? `beginning of range (${low}) beyond end of range (${high}): ${part}`
    : undefined;
}

function numberOf(text: string, { names, low }: Range): number | undefined {
  const at = names?.indexOf(text.toLowerCase()) ?? -1;
  if (at >= 0) return at + low;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
