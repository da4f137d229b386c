/** What the versions of the protocol have in common. */
import { joined } from "./commit.ts";
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

export const MAX_PACK_BYTES = 1024 ** 3;
export const MAX_REFERENCES_BYTES = 64 * 1024 ** 2;

export function isServiceName(line: PktLine): boolean {
  return typeof line !== "string" && lineText(line).startsWith("# service=");
}

/** The pack out of an answer: what came on the first channel of the side-band, from the line on that says so. */
export function packOf(lines: Iterable<PktLine>): Bytes {
  const parts: Uint8Array[] = [];
  for (const line of lines) {
    if (typeof line === "string") continue;
    if (line[0] === 3) throw serverSaid(lineText(line.subarray(1)));
    if (line[0] === 1) parts.push(line.subarray(1));
  }
  if (parts.length === 0) throw new GitError("the server sent no pack");
  return joined(parts);
}

/** An error that the server tells in the protocol. */
export function serverSaid(text: string): GitError {
  if (/not our ref|no such (remote )?ref|unadvertised object/i.test(text)) {
    return new ObjectNotFound();
  }
  return new GitError(`remote error: ${printable(text)}`);
}
