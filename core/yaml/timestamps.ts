const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})/;
const CLOCK = String.raw`(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?`;
const REST = new RegExp(`^(?:[Tt]${CLOCK}(Z|[+-]\\d{2}:\\d{2})| +${CLOCK})?$`);

const daysIn = (year: number, month: number) =>
  new Date(Date.UTC(2000 + year % 400, month, 0)).getUTCDate();
const two = (n: number | string) => String(n).padStart(2, "0");

/** A YAML timestamp as Go prints its time in RFC 3339; undefined where the text is none. */
export function timestamp(text: string): string | undefined {
  const date = DATE.exec(text);
  if (date === null) return undefined;
  const rest = REST.exec(text.slice(date[0].length));
  if (rest === null) return undefined;
  const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const [hour = "0", minute = "0", second = "0", fraction = ""] = rest[1] === undefined
    ? rest.slice(6, 10)
    : rest.slice(1, 5);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const zone = rest[5] ?? "Z";
  const [, zoneHour = "0", zoneMinute = "0"] = /(\d+):(\d+)/.exec(zone) ?? [];
  if (Number(zoneHour) > 24 || Number(zoneMinute) > 59) return undefined;
  const nanoseconds = fraction.slice(0, 9).replace(/0+$/, "");
  const clock = `${two(hour)}:${two(minute)}:${two(second)}${nanoseconds && "." + nanoseconds}`;
  const offset = /^[+-]00:00$/.test(zone) ? "Z" : zone;
  return `${date[1]}-${two(month)}-${two(day)}T${clock}${offset}`;
}
