import { isBlank, isBreak, isPrintable } from "./characters.ts";
import type { Dialect } from "./errors.ts";

/** In which styles a text may be written. */
export interface Analysis {
  readonly multiline: boolean;
  readonly flowPlain: boolean;
  readonly blockPlain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

const EMPTY: Analysis = {
  multiline: false,
  flowPlain: false,
  blockPlain: true,
  single: true,
  block: false,
};
const FIRST = new Set([..."#,[]{}&*!|>'\"%@`"].map((c) => c.charCodeAt(0)));
const LATER = new Set([...",?[]{}"].map((c) => c.charCodeAt(0)));

/** Flags that the characters of a text raise. */
interface Flags {
  blockIndicator: boolean;
  flowIndicator: boolean;
  lineBreak: boolean;
  special: boolean;
  tab: boolean;
  breakSpace: boolean;
  spaceBreak: boolean;
}

/** Looks at every character of `text`, as go-yaml's emitter does before it chooses a style. */
export function analyze(text: string, dialect: Dialect): Analysis {
  if (text === "") return EMPTY;
  const flags = scan(text, dialect);
  const ends = [text.charCodeAt(0), text.charCodeAt(text.length - 1)];
  const trimmed = !ends.some((code) => code === 32 || isBreak(code));
  const hard = flags.spaceBreak || flags.special;
  const harder = hard || flags.tab;
  const plain = trimmed && !flags.breakSpace && !harder && !flags.lineBreak;
  return {
    multiline: flags.lineBreak,
    flowPlain: plain && !flags.flowIndicator,
    blockPlain: plain && !flags.blockIndicator,
    single: !flags.breakSpace && !harder,
    block: ends[1] !== 32 && !hard,
  };
}

function scan(text: string, dialect: Dialect): Flags {
  const marker = text.startsWith("---") || text.startsWith("...");
  const flags: Flags = {
    blockIndicator: marker,
    flowIndicator: marker,
    lineBreak: false,
    special: false,
    tab: false,
    breakSpace: false,
    spaceBreak: false,
  };
  let afterSpace = false;
  let afterBreak = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    indicators(text, i, code, flags);
    if (code === 9 && dialect === "v3") flags.tab = true;
    else if (!isPrintable(code)) flags.special = true;
    const space = code === 32;
    const breaks = isBreak(code);
    if (space && afterBreak) flags.breakSpace = true;
    if (breaks) {
      flags.lineBreak = true;
      if (afterSpace) flags.spaceBreak = true;
    }
    afterSpace = space;
    afterBreak = breaks;
  }
  return flags;
}

function indicators(text: string, i: number, code: number, flags: Flags): void {
  const blankNext = () => i + 1 >= text.length || isBlank(text.charCodeAt(i + 1));
  if (i === 0) {
    if (FIRST.has(code)) flags.flowIndicator = flags.blockIndicator = true;
    else if (code === 63 || code === 58) {
      flags.flowIndicator = true;
      if (blankNext()) flags.blockIndicator = true;
    } else if (code === 45 && blankNext()) flags.flowIndicator = flags.blockIndicator = true;
    return;
  }
  if (LATER.has(code)) flags.flowIndicator = true;
  else if (code === 58) {
    flags.flowIndicator = true;
    if (blankNext()) flags.blockIndicator = true;
  } else if (code === 35) {
    const before = text.charCodeAt(i - 1);
    if (isBlank(before) || isBreak(before)) flags.flowIndicator = flags.blockIndicator = true;
  }
}
