/** Conditional and partial requests (RFC 9110 §13, §14), for one file. */

export interface Representation {
  /** Quoted, strong. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly size: number;
}

/** The answer's status, and its bytes: `from` up to, but not with, `to`. */
export interface Selection {
  readonly status: 200 | 206 | 304 | 416;
  readonly from: number;
  readonly to: number;
}

/** What a request for the file is answered with. */
export function select(headers: Headers, file: Representation): Selection {
  if (isUnchanged(headers, file)) return { status: 304, from: 0, to: 0 };
  const range = headers.get("range");
  const asked = range !== null && rangeApplies(headers.get("if-range"), file)
    ? parseRange(range, file.size)
    : undefined;
  if (asked === undefined) return { status: 200, from: 0, to: file.size };
  return asked.from < asked.to ? { status: 206, ...asked } : { status: 416, from: 0, to: 0 };
}

/** `If-None-Match` decides where it stands, `If-Modified-Since` otherwise. */
function isUnchanged(headers: Headers, { etag, modified }: Representation): boolean {
  const tags = headers.get("if-none-match");
  if (tags !== null) {
    const given = tags.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
    return given.includes("*") || given.includes(etag);
  }
  const since = Date.parse(headers.get("if-modified-since") ?? "");
  return !Number.isNaN(since) && wholeSeconds(modified) <= since;
}

/** A partial answer is fit only for somebody who holds the rest of this very file. */
function rangeApplies(condition: string | null, { etag, modified }: Representation): boolean {
  if (condition === null) return true;
  if (condition.includes('"')) return condition.trim() === etag;
  return Date.parse(condition) === wholeSeconds(modified);
}

/** One range of bytes, empty where the file has none of it. Several at once, other units and nonsense are none, as the RFC allows. */
function parseRange(range: string, size: number): { from: number; to: number } | undefined {
  const [, first = "", last = ""] = /^bytes=\s*(\d{0,16})-(\d{0,16})\s*$/i.exec(range) ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") return { from: Math.max(0, size - Number(last)), to: size };
  const from = Number(first);
  if (last === "") return { from, to: size };
  return Number(last) < from ? undefined : { from, to: Math.min(Number(last) + 1, size) };
}

/** HTTP dates have no fractions of a second. */
function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
