const ALPHA = 1;
const DIGIT = 2;
const HEX = 4;
const BLANK = 8;
const BREAK = 16;
const STOP = 32;
const FLOW = 64;

/** Classes of the ASCII characters, as YAML 1.1 groups them. */
const classes = new Uint8Array(128);
const mark = (characters: string, bit: number) => {
  for (const c of characters) classes[c.charCodeAt(0)]! |= bit;
};
mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", ALPHA);
mark("0123456789", DIGIT);
mark("0123456789abcdefABCDEF", HEX);
mark(" \t", BLANK);
mark("\r\n", BREAK);
mark(" \t\r\n\0:", STOP);
mark(",?[]{}", FLOW);

const has = (code: number, bit: number) => code < 128 && (classes[code]! & bit) !== 0;

/** NEL, LS and PS break lines too. */
const isWideBreak = (code: number) => code === 0x85 || code === 0x2028 || code === 0x2029;

/** Letter, digit, `_` or `-`: what names of anchors and handles are made of. */
export const isAlpha = (code: number): boolean => has(code, ALPHA);
/** 0 to 9. */
export const isDigit = (code: number): boolean => has(code, DIGIT);
/** 0 to 9, a to f, A to F. */
export const isHex = (code: number): boolean => has(code, HEX);
/** Space or tab. */
export const isBlank = (code: number): boolean => code === 32 || code === 9;
/** A line break of YAML 1.1. */
export const isBreak = (code: number): boolean =>
  code < 128 ? (classes[code]! & BREAK) !== 0 : isWideBreak(code);
/** A line break or the end of the text. */
export const isBreakEnd = (code: number): boolean => code === 0 || isBreak(code);
/** Blank, line break or the end of the text. */
export const isBlankEnd = (code: number): boolean => isBlank(code) || isBreakEnd(code);
/** Where a run of plain text has to be looked at: blanks, breaks, the end and `:`. */
export const isPlainStop = (code: number): boolean =>
  code < 128 ? (classes[code]! & STOP) !== 0 : isWideBreak(code);
/** `,?[]{}`: these end plain text inside a flow collection. */
export const isFlowIndicator = (code: number): boolean => has(code, FLOW);

/** Characters that go-yaml writes as they are: no controls, no surrogates, no byte order mark. */
export function isPrintable(code: number): boolean {
  return code === 10 || (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
}
