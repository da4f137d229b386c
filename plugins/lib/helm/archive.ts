import { builtin } from "../builtin/mod.ts";
import { fromBytes, quote } from "../gotemplate/mod.ts";
import { cleanPath } from "../sprig/mod.ts";
import { ChartError, type ChartFile } from "./chart.ts";

/** What an archive may hold once it is unpacked, and one file of a chart, in bytes: Helm's own bounds. */
const LARGEST = 100 * 1024 * 1024;
export const LARGEST_FILE: number = 5 * 1024 * 1024;
/** What an archive and those inside of it may hold together; Helm has no such bound. */
const LARGEST_TOGETHER = 2 * LARGEST;
const BLOCK = 512;
const FOLDER = "5";
/** Kinds of entries that say something about all others. */
const GLOBAL = "g";
/** Kinds of entries that have no content, whatever size they name. */
const EMPTY = /^[1-6]$/;

/** How many bytes archives may still be unpacked to. */
export interface Room {
  left: number;
}

/** Room for one chart with all that is in it. */
export const roomForChart = (): Room => ({ left: LARGEST_TOGETHER });

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
function chartPath(name: string): string {
  const [folder, ...rest] = name.split(name.includes("\\") ? "\\" : "/");
  const path = rest.join("/");
  if (path.startsWith("/")) throw new ChartError("chart illegally contains absolute paths");
  const clean = cleanPath(path);
  if (clean === ".") {
    const shown = quote(name);
    throw new ChartError(`chart illegally contains content outside the base directory: ${shown}`);
  }
  if (clean.startsWith("..")) {
    throw new ChartError("chart illegally references parent directory");
  }
  if (/^[a-zA-Z]:\//.test(clean)) throw new ChartError("chart contains illegally named files");
  if (folder === "Chart.yaml") throw new ChartError("chart yaml not in base directory");
  return clean;
}

const tooLarge = () =>
  new ChartError(`decompressed chart is larger than the maximum size ${LARGEST}`);

function unpack(data: Uint8Array, room: Room): Uint8Array {
  try {
    return builtin.zlib.gunzipSync(data, {
      maxOutputLength: Math.max(1, Math.min(LARGEST, room.left)),
    });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw new ChartError("gzip: invalid header");
  }
}

/** The files of a packaged chart; what they take is taken off `room`. Throws ChartError, mostly in Helm's words. */
export function readArchive(data: Uint8Array, room: Room = roomForChart()): ChartFile[] {
  const tar = unpack(data, room);
  room.left -= tar.length;
  const files: ChartFile[] = [];
  let long: string | undefined;
  for (const { type, name: short, body } of entries(tar)) {
    if (type === "x") long = paxPath(body) ?? long;
    else if (type === "L") long = field(body, 0, body.length);
    else {
      const name = long ?? short;
      long = undefined;
      if (type === FOLDER || type === GLOBAL || name.endsWith("/")) continue;
      const path = chartPath(name);
      if (body.length > LARGEST_FILE) {
        throw new ChartError(
          `decompressed chart file ${
            quote(name)
          } is larger than the maximum file size ${LARGEST_FILE}`,
        );
      }
      files.push({ name: path, data: EMPTY.test(type) ? body.subarray(0, 0) : body });
    }
  }
  if (files.length === 0) throw new ChartError("no files in chart archive");
  return files;
}
