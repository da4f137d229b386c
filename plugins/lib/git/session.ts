/** What the versions of the protocol have in common. */
import { GitError, ObjectNotFound } from "./errors.ts";
import { lineText, type PktLine, printable } from "./pkt_line.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface Reference {
  readonly name: string;
  readonly hash: string;
  /** Of an annotated tag: the object that it stands for. */
  readonly peeled?: string;
}

export interface Wanted {
  readonly want: string;
  /** All that is reachable from these is left out. */
  readonly have?: readonly string[];
  /** With a depth of 1, no parents come along. */
  readonly depth?: number;
}

/** A version of the protocol, as it is spoken over one transport. */
export interface Session {
  references(prefixes: readonly string[]): Promise<readonly Reference[]>;
  fetch(wanted: Wanted): Promise<Bytes>;
}

export const MAX_PACK_BYTES = 512 * 1024 ** 2;
export const MAX_REFERENCES_BYTES = 64 * 1024 ** 2;

export function isServiceName(line: PktLine): boolean {
  return typeof line !== "string" && lineText(line).startsWith("# service=");
}

/**
 * The pack out of an answer: what came on the first channel of the side-band, from the line on that says so. It is put together in the
 * answer's own memory, which is large: each part moves towards the beginning, behind what is still to be read.
 */
export function packOf(lines: Iterable<PktLine>): Bytes {
  let whole: Bytes | undefined, end = 0;
  for (const line of lines) {
    if (typeof line === "string") continue;
    if (line[0] === 3) throw serverSaid(lineText(line.subarray(1)));
    if (line[0] !== 1) continue;
    whole ??= new Uint8Array(line.buffer);
    whole.set(line.subarray(1), end);
    end += line.length - 1;
  }
  if (!whole) throw new GitError("the server sent no pack");
  return whole.subarray(0, end);
}

/** An error that the server tells in the protocol. */
export function serverSaid(text: string): GitError {
  if (/not our ref|no such (remote )?ref|unadvertised object/i.test(text)) {
    return new ObjectNotFound();
  }
  return new GitError(`remote error: ${printable(text)}`);
}
