/** Conditional and partial requests (RFC 9110 §13, §14), for one file. */

export interface Representation {
  /** Quoted, strong. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly size: number;
}

export type Selection =
  | { readonly status: 200 }
  | { readonly status: 304 }
  | { readonly status: 416 }
  /** Bytes `from` up to, but not with, `to`. */
  | { readonly status: 206; readonly from: number; readonly to: number };

/** What a request for the file is answered with. */
export function select(headers: Headers, file: Representation): Selection {
  if (isUnchanged(headers, file)) return { status: 304 };
  const range = headers.get("range");
  if (range === null || !rangeApplies(headers.get("if-range"), file)) return { status: 200 };
  return parseRange(range, file.size);
}

/** `If-None-Match` decides where it stands, `If-Modified-Since` otherwise. */
function isUnchanged(headers: Headers, { etag, modified }: Representation): boolean {
  const tags = headers.get("if-none-match");
  if (tags !== null) {
    return tags.split(",").map((tag) => tag.trim().replace(/^W\//, "")).some((tag) =>
      tag === "*" || tag === etag
    );
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

/** One range of bytes. Several at once, other units and nonsense are answered with all of the file, as the RFC allows. */
function parseRange(range: string, size: number): Selection {
  const match = /^bytes=\s*(\d{0,16})-(\d{0,16})\s*$/i.exec(range);
  if (match === null || (match[1] === "" && match[2] === "")) return { status: 200 };
  const [first, last] = [match[1]!, match[2]!];
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? { status: 416 } : { status: 206, from: size - length, to: size };
  }
  const from = Number(first), to = last === "" ? size : Math.min(Number(last) + 1, size);
  if (last !== "" && Number(last) < from) return { status: 200 };
  return from >= size ? { status: 416 } : { status: 206, from, to };
}

/** HTTP dates have no fractions of a second. */
function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
