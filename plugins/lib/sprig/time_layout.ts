/** A moment in a zone, in the parts that a layout can show. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  readonly weekday: number;
  readonly yearDay: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly zone: string;
}

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The parts of Go's reference time that a layout is made of, longest first. */
export const ELEMENT =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|Z07:00:00|Z070000|Z07:00|Z0700|Z07|-07:00:00|-070000|-07:00|-0700|-07|[.,](?:0+|9+)(?![0-9])|__2|002|01|02|03|04|05|06|_2(?!006)|15|PM|pm|1|2|3|4|5/g;

const two = (value: number) => String(value).padStart(2, "0");

function showOffset(offset: number, element: string): string {
  if (element.startsWith("Z") && offset === 0) return "Z";
  const size = Math.abs(offset);
  const [hours, minutes, seconds] = [size / 3600, size % 3600 / 60, size % 60].map(Math.floor);
  const colon = element.includes(":") ? ":" : "";
  const parts = element.slice(1).replaceAll(":", "").length / 2;
  const shown = [hours!, minutes!, seconds!].slice(0, parts).map(two).join(colon);
  return (offset < 0 ? "-" : "+") + shown;
}

function showFraction(nanosecond: number, element: string): string {
  const digits = String(nanosecond).padStart(9, "0").slice(0, element.length - 1);
  if (element[1] === "0") return element[0] + digits;
  const kept = digits.replace(/0+$/, "");
  return kept ? element[0] + kept : "";
}

const SHOW: Readonly<Record<string, (t: Civil) => string>> = {
  January: (t) => MONTHS[t.month - 1]!,
  Jan: (t) => MONTHS[t.month - 1]!.slice(0, 3),
  Monday: (t) => DAYS[t.weekday]!,
  Mon: (t) => DAYS[t.weekday]!.slice(0, 3),
  MST: (t) => t.zone,
  "2006": (t) => String(t.year).padStart(4, "0"),
  "06": (t) => two(t.year % 100),
  "01": (t) => two(t.month),
  "1": (t) => String(t.month),
  "02": (t) => two(t.day),
  "_2": (t) => String(t.day).padStart(2, " "),
  "2": (t) => String(t.day),
  "002": (t) => String(t.yearDay).padStart(3, "0"),
  "__2": (t) => String(t.yearDay).padStart(3, " "),
  "15": (t) => two(t.hour),
  "03": (t) => two(t.hour % 12 || 12),
  "3": (t) => String(t.hour % 12 || 12),
  "04": (t) => two(t.minute),
  "4": (t) => String(t.minute),
  "05": (t) => two(t.second),
  "5": (t) => String(t.second),
  PM: (t) => t.hour >= 12 ? "PM" : "AM",
  pm: (t) => t.hour >= 12 ? "pm" : "am",
};

/** time.Format. */
export function formatTime(time: Civil, layout: string): string {
  return layout.replace(ELEMENT, (element) => {
    const show = SHOW[element];
    if (show) return show(time);
    return /^[.,]/.test(element)
      ? showFraction(time.nanosecond, element)
      : showOffset(time.offset, element);
  });
}
