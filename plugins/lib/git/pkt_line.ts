/** Git's pkt-line framing (gitprotocol-common): four hex digits of length, themselves included, then the payload. */
import { GitError } from "./errors.ts";

export type Special = "flush" | "delimiter" | "end";
export type PktLine = Uint8Array<ArrayBuffer> | Special;

const specials: Readonly<Record<number, Special>> = { 0: "flush", 1: "delimiter", 2: "end" };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One line with its length; a line feed is added. */
export function pktLine(text: string): string {
  const length = encoder.encode(text).length + 5;
  return `${length.toString(16).padStart(4, "0")}${text}\n`;
}

export const FLUSH = "0000";
export const DELIMITER = "0001";

/** Cuts bytes into lines. Throws where a length is none, or where the bytes end inside a line. */
export function* pktLines(bytes: Uint8Array<ArrayBuffer>): Generator<PktLine> {
  let at = 0;
  while (at < bytes.length) {
    const head = decoder.decode(bytes.subarray(at, at + 4));
    if (!/^[0-9a-fA-F]{4}$/.test(head)) {
      throw new GitError("invalid pkt-len found");
    }
    const length = parseInt(head, 16);
    const special = specials[length];
    if (special !== undefined) {
      at += 4;
      yield special;
      continue;
    }
    if (length < 4 || at + length > bytes.length) throw new GitError("unexpected EOF");
    yield bytes.subarray(at + 4, at + length);
    at += length;
  }
}

/** A line as text, without the line feed at its end. */
export function lineText(line: Uint8Array): string {
  return decoder.decode(line).replace(/\n$/, "");
}

/** Text of a server, safe to show. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what is to be taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").slice(0, 256).trim();
}
