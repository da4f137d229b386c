import { GitError } from "./errors.ts";
import type { GitObject } from "./pack.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What has been signed, and with what. */
export interface Signed {
  /** Armoured; empty where there is none. */
  readonly signature: string;
  readonly payload: Bytes;
}

export interface Commit extends Signed {
  readonly tree: string;
  readonly message: string;
  /** Seconds since 1970. */
  readonly committed: number;
}

export interface Tag extends Signed {
  readonly name: string;
  readonly target: string;
}

const decoder = new TextDecoder();
const NEWLINE = 10, SPACE = 32;

/** Reads a commit. The payload of its signature is all of it but the header that holds the signature. */
export function readCommit({ data }: GitObject): Commit {
  const lines = headerLines(data);
  const text = (name: string) => lines.find((line) => line.name === name)?.text;
  const tree = /^[0-9a-f]{40}$/.exec(text("tree") ?? "")?.[0];
  if (tree === undefined) throw new GitError("malformed commit: it names no tree");
  const signatures = lines.filter(({ name }) => name === "gpgsig" || name === "gpgsig-sha256");
  return {
    tree,
    message: decoder.decode(data.subarray(bodyAt(lines))),
    committed: Number(/> (\d+) [-+]\d+$/.exec(text("committer") ?? "")?.[1] ?? 0),
    signature: text("gpgsig") ?? "",
    payload: without(data, signatures),
  };
}

/** The first line of a message, at most 50 characters of it. */
export function subjectOf(message: string): string {
  const characters = [...message.split("\n")[0]!];
  return characters.length > 50 ? `${characters.slice(0, 50).join("")}...` : characters.join("");
}

const armours = ["-----BEGIN PGP SIGNATURE-----", "-----BEGIN SSH SIGNATURE-----"];

/** Reads an annotated tag. Its signature stands at the end of its message. */
export function readTag({ data }: GitObject): Tag {
  const lines = headerLines(data);
  const text = (name: string) => lines.find((line) => line.name === name)?.text ?? "";
  const whole = new TextDecoder("latin1").decode(data);
  const at = Math.max(...armours.map((armour) => whole.lastIndexOf(`\n${armour}`))) + 1;
  return {
    name: text("tag"),
    target: text("object"),
    signature: at > 0 ? whole.slice(at) : "",
    payload: at > 0 ? data.slice(0, at) : data,
  };
}

interface Line {
  readonly name: string;
  /** Its further lines too, without the space that each begins with. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

function headerLines(data: Bytes): readonly Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < data.length && data[at] !== NEWLINE;) {
    let end = endOf(data, at);
    while (data[end] === SPACE) end = endOf(data, end);
    const line = decoder.decode(data.subarray(at, end - 1));
    const space = line.indexOf(" ");
    const text = line.slice(space + 1).replaceAll("\n ", "\n");
    lines.push({ name: line.slice(0, space), text, from: at, to: end });
    at = end;
  }
  return lines;
}

function endOf(data: Bytes, from: number): number {
  const found = data.indexOf(NEWLINE, from);
  return found < 0 ? data.length : found + 1;
}

function bodyAt(lines: readonly Line[]): number {
  return (lines.at(-1)?.to ?? 0) + 1;
}

function without(data: Bytes, lines: readonly Line[]): Bytes {
  const parts: Bytes[] = [];
  let at = 0;
  for (const { from, to } of lines) {
    parts.push(data.subarray(at, from));
    at = to;
  }
  return joined([...parts, data.subarray(at)]);
}

export function joined(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
