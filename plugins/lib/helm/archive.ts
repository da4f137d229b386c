import { gunzipSync } from "node:zlib";
import { fromBytes } from "../gotemplate/mod.ts";
import { ChartError, type ChartFile } from "./chart.ts";

/** What an archive may hold once it is unpacked, in bytes. */
const LARGEST = 100 * 1024 * 1024;
const BLOCK = 512;
/** Kinds of entries in a tar file that matter. */
const FILE = new Set(["0", "\0", ""]);
const IGNORED = new Set(["5", "g"]);

function field(header: Uint8Array, from: number, length: number): string {
  const bytes = header.subarray(from, from + length);
  const end = bytes.indexOf(0);
  return fromBytes(end < 0 ? bytes : bytes.subarray(0, end));
}

function paxPath(body: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(fromBytes(body))?.[1];
}

interface Entry {
  readonly type: string;
  readonly name: string;
  readonly body: Uint8Array;
}

function* entries(tar: Uint8Array): Generator<Entry> {
  for (let i = 0; i + BLOCK <= tar.length;) {
    const header = tar.subarray(i, i + BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const size = parseInt(field(header, 124, 12).trim() || "0", 8);
    const prefix = field(header, 257, 5) === "ustar" ? field(header, 345, 155) : "";
    const name = field(header, 0, 100);
    const start = i + BLOCK;
    if (!(size >= 0) || start + size > tar.length) throw new ChartError("chart archive is cut off");
    yield {
      type: field(header, 156, 1),
      name: prefix ? `${prefix}/${name}` : name,
      body: tar.subarray(start, start + size),
    };
    i = start + Math.ceil(size / BLOCK) * BLOCK;
  }
}

/** The path below the chart's folder. Throws ChartError for what points outside. */
function chartPath(name: string): string | undefined {
  const parts = name.replaceAll("\\", "/").split("/");
  const rest = parts.slice(1);
  if (rest.length === 0 || rest.join("/") === "") return undefined;
  if (parts[0] === "" || /^[a-zA-Z]:/.test(rest[0]!)) {
    throw new ChartError("chart illegally contains absolute paths");
  }
  if (rest.includes("..") || parts[0] === "..") {
    throw new ChartError("chart illegally references parent directory");
  }
  return rest.filter((part) => part !== "" && part !== ".").join("/");
}

/** The files of a packaged chart. Throws ChartError. */
export function readArchive(data: Uint8Array): ChartFile[] {
  let tar: Uint8Array;
  try {
    tar = gunzipSync(data, { maxOutputLength: LARGEST });
  } catch (error) {
    const large = error instanceof RangeError;
    throw new ChartError(
      large
        ? `decompressed chart is larger than the maximum size ${LARGEST}`
        : "gzip: invalid header",
    );
  }
  const files: ChartFile[] = [];
  let long: string | undefined;
  for (const { type, name, body } of entries(tar)) {
    if (type === "x") long = paxPath(body) ?? long;
    else if (type === "L") long = field(body, 0, body.length);
    else if (!IGNORED.has(type)) {
      const path = chartPath(long ?? name);
      long = undefined;
      if (path && FILE.has(type)) files.push({ name: path, data: body });
    }
  }
  if (files.length === 0) throw new ChartError("no files in chart archive");
  return files;
}
