import type { Mark } from "./errors.ts";

/** Kinds of token. */
export const T = {
  streamEnd: 1,
  versionDirective: 2,
  tagDirective: 3,
  documentStart: 4,
  documentEnd: 5,
  blockSequenceStart: 6,
  blockMappingStart: 7,
  blockEnd: 8,
  flowSequenceStart: 9,
  flowSequenceEnd: 10,
  flowMappingStart: 11,
  flowMappingEnd: 12,
  blockEntry: 13,
  flowEntry: 14,
  key: 15,
  value: 16,
  alias: 17,
  anchor: 18,
  tag: 19,
  scalar: 20,
} as const;

/** A token and where it starts. */
export interface Token extends Mark {
  kind: number;
  /** Text of a scalar, name of an anchor or alias, handle of a tag, version. */
  value: string;
  /** Suffix of a tag, prefix of a tag directive. */
  suffix: string;
  /** Style flag of a scalar. */
  style: number;
  index: number;
  line: number;
  column: number;
  /** The possible simple key that begins here. */
  simpleKey: SimpleKey | undefined;
}

/** What may turn out to be a key once its `:` is found. */
export interface SimpleKey extends Mark {
  possible: boolean;
  required: boolean;
  tokenNumber: number;
  index: number;
  line: number;
  column: number;
}

/** A comment that waits for the token that it belongs to. */
export interface PendingComment {
  readonly scan: Mark;
  /** The comment belongs to the first token at or after this place. */
  token: Mark;
  readonly start: Mark;
  readonly end: Mark;
  head: string;
  line: string;
  readonly foot: string;
}

/** A key that is none. */
export function noKey(): SimpleKey {
  return { possible: false, required: false, tokenNumber: 0, index: 0, line: 0, column: 0 };
}

/** The part of a scanner that an indicator calls. */
export interface Fetcher {
  fetchFlowStart(kind: number): void;
  fetchFlowEnd(kind: number): void;
  fetchFlowEntry(): void;
  fetchAnchor(kind: number): void;
  fetchTag(): void;
  fetchQuoted(style: number): void;
}
