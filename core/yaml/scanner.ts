import { isBlank, isBlankEnd, isBreak } from "./characters.ts";
import { Cursor } from "./cursor.ts";
import { type Dialect, type Mark, NOWHERE, problemError } from "./errors.ts";
import { Style } from "./node.ts";
import { scanBlock } from "./scan_block.ts";
import { scanComments, scanLineComment, skipComments } from "./scan_comments.ts";
import { scanAnchor, scanDirective, scanTag } from "./scan_names.ts";
import { scanPlain } from "./scan_plain.ts";
import { scanQuoted } from "./scan_quoted.ts";
import { FETCHES, INDICATORS } from "./tables/indicators.ts";
import { noKey, type PendingComment, type SimpleKey, T, type Token } from "./tokens.ts";

/** How deep collections may stand in each other: go-yaml allows 10,000, the stack here does not. */
export const MAX_DEPTH = 1000;
/** A key that is not marked by `?` is at most this long. */
const MAX_KEY = 1024;
/** Consumed tokens that are kept: comments look back at them. */
const KEPT = 8;

/** Gives the tokens of a text one after the other. */
export class Scanner {
  readonly cursor: Cursor;
  readonly comments: PendingComment[] = [];
  readonly #withComments: boolean;
  readonly #dialect: Dialect;
  readonly #tokens: Token[] = [];
  #head = 0;
  #parsed = 0;
  #ended = false;
  #keyAllowed = true;
  #pendingKey: SimpleKey | undefined;
  readonly #indents: number[] = [];
  readonly #keys: SimpleKey[] = [noKey()];

  constructor(text: string, dialect: Dialect, withComments: boolean) {
    this.cursor = new Cursor(text, dialect);
    this.#dialect = dialect;
    this.#withComments = withComments;
  }

  /** The next token, which stays the next one until `next()`. */
  peek(): Token {
    this.#fetchMore();
    return this.#tokens[this.#head]!;
  }

  /** Goes over the token that `peek()` gave. */
  next(): void {
    this.#parsed++;
    this.#head++;
    if (this.#head > 256) {
      this.#tokens.splice(0, this.#head - KEPT);
      this.#head = KEPT;
    }
  }

  #fetchMore(): void {
    const ahead = this.#dialect === "v3" ? 2 : 0;
    while (true) {
      if (this.#ended || this.#head < this.#tokens.length - ahead) {
        const key = this.#tokens[this.#head]!.simpleKey;
        if (key === undefined || key.tokenNumber !== this.#parsed || !this.#isValid(key)) return;
      }
      if (this.#ended) return;
      this.#fetchNext();
    }
  }

  #fetchNext(): void {
    const { cursor } = this;
    const scan = this.#withComments ? cursor.mark() : NOWHERE;
    this.#toNextToken(scan);
    this.#unroll(cursor.column, scan);
    const code = cursor.code;
    if (code === 0) return this.#fetchEnd();
    if (code === 37 && cursor.column === 0) return this.#fetchDirective();
    if (cursor.atDocumentIndicator()) {
      this.#closeBlocks();
      const kind = code === 45 ? T.documentStart : T.documentEnd;
      this.#push(kind, cursor.mark());
      cursor.pos += 2;
      cursor.skip();
      return;
    }
    const last = this.#tokens.at(-1);
    const separator = cursor.flowLevel === 0 ? code === 58 : code === 44;
    const commentMark = this.#withComments ? (separator && last ? last : cursor.mark()) : undefined;
    this.#fetchToken(code);
    if (commentMark && this.#tokens.at(-1)?.kind !== T.blockEntry) this.#lineComment(commentMark);
  }

  #fetchToken(code: number): void {
    const fetch = FETCHES[code];
    if (fetch) return fetch(this);
    const { cursor } = this;
    const inFlow = cursor.flowLevel > 0;
    const blankNext = () => isBlankEnd(cursor.codeAt(1));
    if (code === 45 && blankNext()) return this.fetchBlockEntry();
    if (code === 63 && (inFlow || blankNext())) return this.fetchKey();
    if (code === 58 && (inFlow || blankNext())) return this.fetchValue();
    if ((code === 124 || code === 62) && !inFlow) return this.#fetchBlockScalar(code === 124);
    const plain = (!isBlankEnd(code) && !INDICATORS.has(code)) ||
      (code === 45 && !isBlank(cursor.codeAt(1))) ||
      (!inFlow && (code === 63 || code === 58) && !blankNext());
    if (plain) return this.#fetchPlain();
    throw cursor.fail("found character that cannot start any token", cursor.mark());
  }

  #lineComment(mark: Mark): void {
    const comment = scanLineComment(this.cursor, mark);
    if (comment) this.comments.push(comment);
  }

  /** Goes over blanks, breaks and comments. */
  #toNextToken(scan: Mark): void {
    const { cursor } = this;
    while (true) {
      if (cursor.line === 0 && cursor.column === 0 && cursor.code === 0xfeff) cursor.pos++;
      const tabs = cursor.flowLevel > 0 || !this.#keyAllowed;
      while (cursor.code === 32 || (tabs && cursor.code === 9)) cursor.pos++;
      if (this.#withComments && this.comments.length > 0) this.#headOfFirstItem();
      if (cursor.code === 35) this.#comment(scan);
      if (!isBreak(cursor.code)) return;
      cursor.readBreak();
      if (cursor.flowLevel === 0) this.#keyAllowed = true;
    }
  }

  #comment(scan: Mark): void {
    const { cursor } = this;
    if (this.#withComments) {
      const tokens = this.#tokens.length > 0 ? this.#tokens : [this.#token(T.key, noKey())];
      this.comments.push(...scanComments(cursor, scan, tokens));
    } else skipComments(cursor);
  }

  /** A comment on the line of a sequence's first dash is the head of its first item. */
  #headOfFirstItem(): void {
    const tokens = this.#tokens;
    const comment = this.comments.at(-1)!;
    if (
      tokens.at(-2)?.kind === T.blockSequenceStart && tokens.at(-1)?.kind === T.blockEntry &&
      comment.line !== "" && !isBreak(this.cursor.code)
    ) {
      comment.head = comment.line;
      comment.line = "";
      if (comment.start.line === this.cursor.line - 1) comment.token = this.cursor.mark();
    }
  }

  #token(kind: number, mark: Mark, value = "", suffix = "", style = 0): Token {
    const { index, line, column } = mark;
    return { kind, value, suffix, style, index, line, column, simpleKey: undefined };
  }

  #push(kind: number, mark: Mark, value = "", suffix = "", style = 0): void {
    const token = this.#token(kind, mark, value, suffix, style);
    token.simpleKey = this.#pendingKey;
    this.#pendingKey = undefined;
    this.#tokens.push(token);
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    const { cursor } = this;
    if (key.line < cursor.line || key.index + MAX_KEY < cursor.pos) {
      if (key.required) throw cursor.fail("could not find expected ':'", key);
      key.possible = false;
      return false;
    }
    return true;
  }

  #nextNumber(): number {
    return this.#parsed + this.#tokens.length - this.#head;
  }

  /** Remembers that the token to come may be a key. */
  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const { cursor } = this;
    this.#removeKey();
    const { pos: index, line, column } = cursor;
    const required = cursor.flowLevel === 0 && cursor.indent === column;
    const key = { possible: true, required, tokenNumber: this.#nextNumber(), index, line, column };
    this.#keys[this.#keys.length - 1] = key;
    this.#pendingKey = key;
  }

  #removeKey(): void {
    const key = this.#keys[this.#keys.length - 1]!;
    if (!key.possible) return;
    if (key.required) throw this.cursor.fail("could not find expected ':'", key);
    key.possible = false;
  }

  #roll(column: number, number: number, kind: number, mark: Mark): void {
    const { cursor } = this;
    if (cursor.flowLevel > 0 || cursor.indent >= column) return;
    this.#indents.push(cursor.indent);
    cursor.indent = column;
    if (this.#indents.length > MAX_DEPTH) this.#tooDeep(mark);
    const token = this.#token(kind, mark);
    if (number < 0) this.#tokens.push(token);
    else this.#insert(number, token);
  }

  #insert(number: number, token: Token): void {
    this.#tokens.splice(this.#head + number - this.#parsed, 0, token);
  }

  #tooDeep(at: Mark): never {
    const problem = `exceeded max depth of ${MAX_DEPTH}`;
    throw problemError({ dialect: this.#dialect, stage: "scanner", problem, at, context: at });
  }

  /** Ends every block that is indented deeper than `column`. */
  #unroll(column: number, scan: Mark): void {
    const { cursor } = this;
    if (cursor.flowLevel > 0) return;
    let mark: Mark = { index: scan.index - 1, line: scan.line, column: scan.column };
    while (cursor.indent > column) {
      if (this.#withComments) mark = this.#blockEndMark(mark);
      this.#tokens.push(this.#token(T.blockEnd, this.#withComments ? mark : cursor.mark()));
      cursor.indent = this.#indents.pop()!;
    }
  }

  /** A block ends before the comments that stand at its indentation. */
  #blockEndMark(from: Mark): Mark {
    let mark = from;
    let stop = from.index;
    for (let i = this.comments.length - 1; i >= 0; i--) {
      const comment = this.comments[i]!;
      if (comment.end.index < stop) break;
      if (comment.start.column === this.cursor.indent + 1) mark = comment.start;
      stop = comment.scan.index;
    }
    return mark;
  }

  #closeBlocks(): void {
    this.#unroll(-1, this.cursor.mark());
    this.#removeKey();
    this.#keyAllowed = false;
  }

  #fetchEnd(): void {
    const { cursor } = this;
    if (cursor.column !== 0) {
      cursor.lineStart = cursor.pos;
      cursor.line++;
    }
    this.#closeBlocks();
    this.#push(T.streamEnd, cursor.mark());
    this.#ended = true;
  }

  #fetchDirective(): void {
    this.#closeBlocks();
    const mark = this.cursor.mark();
    const { name, value, prefix } = scanDirective(this.cursor);
    this.#push(name === "YAML" ? T.versionDirective : T.tagDirective, mark, value, prefix);
  }

  fetchFlowStart(kind: number): void {
    const { cursor } = this;
    this.#saveKey();
    this.#keys.push({ ...noKey(), tokenNumber: this.#nextNumber() });
    if (++cursor.flowLevel > MAX_DEPTH) this.#tooDeep(cursor.mark());
    this.#keyAllowed = true;
    this.#push(kind, cursor.mark());
    cursor.skip();
  }

  fetchFlowEnd(kind: number): void {
    const { cursor } = this;
    this.#removeKey();
    if (cursor.flowLevel > 0) {
      cursor.flowLevel--;
      const { tokenNumber } = this.#keys.pop()!;
      // go-yaml forgets here that an empty collection may be a key: it may still be one, but is not waited for.
      const token = this.#tokens[this.#head + tokenNumber - this.#parsed];
      if (token) token.simpleKey = undefined;
    }
    this.#keyAllowed = false;
    this.#push(kind, cursor.mark());
    cursor.skip();
  }

  fetchFlowEntry(): void {
    this.#removeKey();
    this.#keyAllowed = true;
    this.#push(T.flowEntry, this.cursor.mark());
    this.cursor.skip();
  }

  fetchBlockEntry(): void {
    const { cursor } = this;
    const mark = cursor.mark();
    if (cursor.flowLevel === 0) {
      if (!this.#keyAllowed) {
        throw cursor.fail("block sequence entries are not allowed in this context", mark);
      }
      this.#roll(mark.column, -1, T.blockSequenceStart, mark);
    }
    this.#removeKey();
    this.#keyAllowed = true;
    this.#push(T.blockEntry, mark);
    cursor.skip();
  }

  fetchKey(): void {
    const { cursor } = this;
    const mark = cursor.mark();
    if (cursor.flowLevel === 0) {
      if (!this.#keyAllowed) {
        throw cursor.fail("mapping keys are not allowed in this context", mark);
      }
      this.#roll(mark.column, -1, T.blockMappingStart, mark);
    }
    this.#removeKey();
    this.#keyAllowed = cursor.flowLevel === 0;
    this.#push(T.key, mark);
    cursor.skip();
  }

  fetchValue(): void {
    const { cursor } = this;
    const key = this.#keys[this.#keys.length - 1]!;
    const mark = cursor.mark();
    if (this.#isValid(key)) {
      this.#insert(key.tokenNumber, this.#token(T.key, key));
      this.#roll(key.column, key.tokenNumber, T.blockMappingStart, key);
      key.possible = false;
      this.#keyAllowed = false;
    } else {
      if (cursor.flowLevel === 0) {
        if (!this.#keyAllowed) {
          throw cursor.fail("mapping values are not allowed in this context", mark);
        }
        this.#roll(mark.column, -1, T.blockMappingStart, mark);
      }
      this.#keyAllowed = cursor.flowLevel === 0;
    }
    this.#push(T.value, mark);
    cursor.skip();
  }

  fetchAnchor(kind: number): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.cursor.mark();
    this.#push(kind, mark, scanAnchor(this.cursor));
  }

  fetchTag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.cursor.mark();
    const { handle, suffix } = scanTag(this.cursor);
    this.#push(T.tag, mark, handle, suffix);
  }

  #fetchBlockScalar(literal: boolean): void {
    this.#removeKey();
    this.#keyAllowed = true;
    const mark = this.cursor.mark();
    const value = scanBlock(this.cursor, literal, () => {
      if (this.#withComments) this.#lineComment(mark);
    });
    this.#push(T.scalar, mark, value, "", literal ? Style.literal : Style.folded);
  }

  fetchQuoted(style: number): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.cursor.mark();
    this.#push(T.scalar, mark, scanQuoted(this.cursor), "", style);
  }

  #fetchPlain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.cursor.mark();
    const { value, brokeLine } = scanPlain(this.cursor);
    this.#push(T.scalar, mark, value);
    if (brokeLine) this.#keyAllowed = true;
  }
}
