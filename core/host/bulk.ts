/** Lists that travel as files, on the kernel's side: written and read in slices, so that nothing else waits long. */
import { Buffer } from "node:buffer";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { slices } from "../bus/mod.ts";
import { Failure } from "../contract/errors.ts";
import { MAX_INLINE } from "./lines.ts";

/** One line is parsed in one go, and no object of a cluster is larger. */
const MAX_LINE = 4 * 1024 * 1024;
const LF = 10;
const decoder = new TextDecoder("utf-8", { fatal: true });

export interface BulkLimits {
  readonly bytes: number;
  readonly lines: number;
  /** What JSON makes of a few bytes takes many times their memory. */
  readonly values: number;
  /** A line is parsed in one go. */
  readonly lineValues: number;
}

/**
 * Writes the lists of a request that take over 64 KiB into files of `folder`. Gives the request without them, and the files' names
 * by field.
 */
export async function spillRequest(
  request: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  folder: () => string,
): Promise<{ request: Readonly<Record<string, unknown>>; bulk?: Record<string, string> }> {
  const kept = { ...request };
  const bulk: Record<string, string> = {};
  for (const field of fields) {
    const list = request[field];
    if (!Array.isArray(list) || list.length === 0) continue;
    const lines = await stringifyAll(list);
    if (lines.reduce((sum, line) => sum + line.length, 0) <= MAX_INLINE) continue;
    const name = `.${field}.jsonl`;
    await Deno.writeTextFile(`${folder()}/${name}`, lines.join("\n") + "\n", { mode: 0o600 });
    delete kept[field];
    bulk[field] = name;
  }
  return Object.keys(bulk).length === 0 ? { request } : { request: kept, bulk };
}

async function stringifyAll(list: readonly unknown[]): Promise<string[]> {
  const pause = slices();
  const lines: string[] = [];
  for (const one of list) {
    lines.push(JSON.stringify(one));
    const wait = pause();
    if (wait) await wait;
  }
  return lines;
}

/** Reads a list that a plugin wrote. Rejects with a terminal failure where the file is no such list, or over the limits. */
export async function readBulk(path: string, limits: BulkLimits): Promise<unknown[]> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    .catch(() => {
      throw broken("it cannot be opened");
    });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw broken("it is no regular file");
    if (stat.size > limits.bytes) {
      throw broken(`it has ${stat.size} bytes, the most is ${limits.bytes}`);
    }
    return await parseLines(file.createReadStream({ autoClose: false, end: stat.size }), limits);
  } finally {
    await file.close();
  }
}

async function parseLines(
  chunks: AsyncIterable<Uint8Array>,
  limits: BulkLimits,
): Promise<unknown[]> {
  const pause = slices();
  const found: unknown[] = [];
  let parts: Uint8Array[] = [], size = 0;
  let values = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      if (found.length >= limits.lines) throw broken(`it has over ${limits.lines} lines`);
      const line = whole([...parts, chunk.subarray(from, end)]), own = valuesIn(line);
      if (own > limits.lineValues) throw broken(`line ${found.length + 1} has ${own} values`);
      if ((values += own) > limits.values) throw broken(`it has over ${limits.values} values`);
      found.push(parse(line, found.length + 1));
      [parts, size, from] = [[], 0, end + 1];
      const wait = pause();
      if (wait) await wait;
    }
    parts.push(chunk.slice(from));
    size += chunk.length - from;
    if (size > MAX_LINE) throw tooLarge(parts, found.length + 1);
  }
  if (size > 0) throw broken("its last line is cut off");
  return found;
}

function whole(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** Commas and opening brackets, those within texts too. */
function valuesIn(line: Uint8Array): number {
  let count = 0;
  for (const byte of line) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) count++;
  return count;
}

function parse(line: Uint8Array, number: number): unknown {
  try {
    return JSON.parse(decoder.decode(line));
  } catch (error) {
    throw broken(`line ${number} is no ${error instanceof SyntaxError ? "JSON" : "UTF-8"}`);
  }
}

/** Named by what stands at the beginning of the line, where that is an object. */
function tooLarge(parts: readonly Uint8Array[], number: number): Failure {
  const head = Buffer.concat(parts).subarray(0, 4096).toString();
  const kind = /"kind":"(\w+)"/.exec(head)?.[1], name = /"name":"([^"]+)"/.exec(head)?.[1];
  const what = kind !== undefined && name !== undefined ? `${kind} "${name}"` : `object ${number}`;
  const most = `${MAX_LINE / 1024 / 1024} MiB`;
  const message = `Cannot take ${what}: it is larger than ${most}, and no cluster takes that much`;
  return new Failure("terminal", "ObjectTooLarge", message);
}

function broken(why: string): Failure {
  return new Failure(
    "terminal",
    "ContractViolation",
    `Cannot read a list that the plugin wrote: ${why}`,
  );
}
