import type { Failure } from "../contract/errors.ts";
import type { Method } from "../contract/kinds.ts";
import { checkerOf, describe } from "schemas/check.ts";
import { type BulkLimits, readBulk } from "./bulk.ts";
import type { CallFolders } from "./folders.ts";
import type { CallAnswer } from "./wire.ts";

const BULK: BulkLimits = { bytes: 512 * 1024 * 1024, lines: 1_000_000, values: 16_000_000 };

/** What a plugin answered, its lists read from their files, once it fits the schema. Throws what `violation` makes of a lie. */
export async function checkAnswer(
  given: unknown,
  method: Method,
  folders: CallFolders,
  violation: (what: string) => Failure,
): Promise<unknown> {
  if (typeof given !== "object" || given === null) throw violation("it answered no object");
  const { value: small, bulk } = given as CallAnswer;
  const value = bulk === undefined
    ? small
    : { ...small as object, ...await readLists(bulk, method, folders, violation) };
  const problems = checkerOf(method.result).problems(value);
  if (problems.length > 0) throw violation(describe(problems.slice(0, 5)));
  return value;
}

async function readLists(
  bulk: NonNullable<CallAnswer["bulk"]>,
  method: Method,
  folders: CallFolders,
  violation: (what: string) => Failure,
): Promise<Record<string, unknown>> {
  const lists: Record<string, unknown> = {};
  for (const [field, file] of Object.entries(bulk ?? {})) {
    if (!method.bulk?.includes(field) || !/^\.[A-Za-z]+\.jsonl$/.test(String(file))) {
      throw violation(`"${field}" names no file of an answer`);
    }
    lists[field] = await readBulk(`${folders.scratch()}/${file}`, BULK).catch((error: Error) => {
      throw violation(`${field}: ${error.message}`);
    });
  }
  return lists;
}
