/** Times as metav1.Time and metav1.MicroTime read and write them. */

const steps: readonly (readonly [string, RegExp])[] = [
  ["2006", /^\d{4}/],
  ["-", /^-/],
  ["01", /^\d\d/],
  ["-", /^-/],
  ["02", /^\d\d/],
  ["T", /^T/],
  ["15", /^\d\d/],
  [":", /^:/],
  ["04", /^\d\d/],
  [":", /^:/],
  ["05", /^\d\d/],
];
const zone: readonly [string, RegExp] = ["Z07:00", /^(Z|[+-]\d\d:\d\d)/];

/** RFC 3339, to the second, in UTC. Throws an Error with Go's message. */
export function canonicalTime(text: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && isDate(text)) return text;
  const layout = "2006-01-02T15:04:05Z07:00";
  check(text, layout, [...steps, ["", /^(\.\d+)?/], zone]);
  return `${new Date(text).toISOString().slice(0, 19)}Z`;
}

/** RFC 3339 with six decimals, in UTC. Throws an Error with Go's message. */
export function canonicalMicroTime(text: string): string {
  check(text, "2006-01-02T15:04:05.000000Z07:00", [...steps, [".000000", /^\.\d{6}/], zone]);
  const fraction = /\.(\d{6})/.exec(text)![1];
  const seconds = new Date(text.replace(/\.\d+/, "")).toISOString().slice(0, 19);
  return `${seconds}.${fraction}Z`;
}

function isDate(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

function check(text: string, layout: string, parts: readonly (readonly [string, RegExp])[]): void {
  const cannot = `parsing time ${JSON.stringify(text)}`;
  let rest = text;
  for (const [name, pattern] of parts) {
    const match = pattern.exec(rest);
    if (match === null) {
      throw new Error(
        `${cannot} as "${layout}": cannot parse ${JSON.stringify(rest)} as "${name}"`,
      );
    }
    rest = rest.slice(match[0].length);
  }
  if (rest !== "") throw new Error(`${cannot}: extra text: ${JSON.stringify(rest)}`);
  const [, month, day] = text.split(/[-T]/).map(Number);
  if (!(month! >= 1 && month! <= 12)) throw new Error(`${cannot}: month out of range`);
  if (!(day! >= 1) || new Date(text.slice(0, 10)).getUTCDate() !== day) {
    throw new Error(`${cannot}: day out of range`);
  }
}
