/** Reads answers off a stream that stays open: each ends with a flush packet. */
import type { Readable } from "node:stream";
import { joined } from "./commit.ts";
import { GitError } from "./errors.ts";
import { serverSaid } from "./session.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface Expected {
  readonly flushes: number;
  readonly maxBytes: number;
}

const FLUSH = "0000";

/** A function that reads the next answer. `complaint` is what the server said besides, should it hang up. */
export function answerReader(
  stream: Readable,
  complaint: () => string,
): (expected: Expected) => Promise<Bytes> {
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let held: Uint8Array = new Uint8Array(0);
  return async ({ flushes, maxBytes }) => {
    const taken: Uint8Array[] = [];
    let size = 0, left = flushes, rest = 0;
    while (left > 0) {
      if (rest > 0 && held.length > 0 || held.length >= 4) {
        const { cut, after, isFlush } = step(held, rest);
        taken.push(cut);
        if ((size += cut.length) > maxBytes) {
          throw new GitError(`the answer is over ${maxBytes} bytes`);
        }
        held = held.subarray(cut.length);
        rest = after;
        // An error in the place of an answer ends the conversation.
        if (isFlush) left--;
        continue;
      }
      const { value, done } = await pieces.next();
      if (done) throw ended(joined([...taken, held]), complaint());
      held = held.length === 0 ? value : joined([held, value]);
    }
    return joined(taken);
  };
}

/** Takes what there is of a line: its length first. */
function step(held: Uint8Array, rest: number) {
  if (rest > 0) {
    const cut = held.subarray(0, rest);
    return { cut, after: rest - cut.length, isFlush: false };
  }
  const head = new TextDecoder("latin1").decode(held.subarray(0, 4));
  if (!/^[0-9a-f]{4}$/i.test(head)) throw new GitError("invalid pkt-len found");
  const length = parseInt(head, 16);
  return { cut: held.subarray(0, 4), after: Math.max(0, length - 4), isFlush: head === FLUSH };
}

function ended(answer: Bytes, complaint: string): GitError {
  const error = /ERR ([^\n]*)/.exec(new TextDecoder("latin1").decode(answer.subarray(0, 4096)))
    ?.[1];
  if (error !== undefined) return serverSaid(error);
  if (/not found|does not exist|does not appear to be a git repository/i.test(complaint)) {
    return new GitError("repository not found");
  }
  return new GitError(complaint === "" ? "unexpected EOF" : `unknown error: ${complaint}`);
}
