/** Changes of letter case and the splitting into words, by the rules of goutils and xstrings. */
const SPACE = /\s/u;

/** Sets the first letter of each word, where words begin after a space. */
export function initials(text: string): string {
  let out = "";
  let after = true;
  for (const c of text) {
    const space = SPACE.test(c);
    if (!space && after) out += c;
    after = space;
  }
  return out;
}

const ASCII = /^[ -~\s]*$/;
const single = (changed: string, otherwise: string) =>
  [...changed].length === 1 ? changed : otherwise;

/** strings.ToUpper: each character by itself, so that ß stays. */
export function upperCase(text: string): string {
  if (ASCII.test(text)) return text.toUpperCase();
  return [...text].map((c) => single(c.toUpperCase(), c)).join("");
}

/** strings.ToLower: each character by itself. */
export function lowerCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return [...text].map((c) => [...c.toLowerCase()][0]).join("");
}

function eachWordStart(text: string, change: (c: string) => string): string {
  let out = "";
  let after = true;
  for (const c of text) {
    const space = SPACE.test(c);
    out += !space && after ? change(c) : c;
    after = space;
  }
  return out;
}

/** The first letter of each word in lower case. */
export const untitle = (text: string): string => eachWordStart(text, (c) => c.toLowerCase());

/** Letters of two signs, which have a form of their own at the begin of a word. */
const TITLE_CASE: ReadonlyMap<string, string> = new Map([
  ["\u01c4", "\u01c5"],
  ["\u01c7", "\u01c8"],
  ["\u01ca", "\u01cb"],
  ["\u01f1", "\u01f2"],
]);

/** strings.Title: the first letter after anything that is no letter, digit, underscore or apostrophe. */
export function title(text: string): string {
  return text.replace(/[\p{L}\p{Nd}_']+/gu, (word) => {
    const [first = ""] = word;
    const upper = first.toUpperCase();
    return (TITLE_CASE.get(upper) ?? upper) + word.slice(first.length);
  });
}

/** Lower case to upper and back; a lower-case letter that begins a word becomes upper case, too. */
export function swapCase(text: string): string {
  let out = "";
  let after = true;
  for (const c of text) {
    const upper = /\p{Lu}|\p{Lt}/u.test(c);
    const lower = /\p{Ll}/u.test(c);
    out += upper ? c.toLowerCase() : lower && after ? c.toUpperCase() : lower ? c.toUpperCase() : c;
    after = SPACE.test(c);
  }
  return out;
}

const isConnector = (c: string) => /[-_]/.test(c) || SPACE.test(c);

/** xstrings.ToPascalCase: `http_server` becomes `HttpServer`. */
export function pascalCase(text: string): string {
  const points = [...text];
  let start = 0;
  while (start < points.length && isConnector(points[start]!)) start++;
  if (start === points.length) return text;
  let out = points.slice(0, start).join("");
  let raise = true;
  let lowers = false;
  let pending = "";
  for (const c of points.slice(start)) {
    if (isConnector(c)) {
      pending += c;
      raise = true;
      continue;
    }
    out += pending.slice(0, -1);
    pending = "";
    const upper = /\p{Lu}/u.test(c);
    lowers = raise ? upper : lowers && upper;
    out += raise ? c.toUpperCase() : lowers ? c.toLowerCase() : c;
    raise = false;
  }
  return out + pending;
}

type Kind = "number" | "upper" | "letters" | "connector" | "punctuation" | "other" | "none";
interface Word {
  readonly kind: Kind;
  readonly text: string;
}

const NONE: Word = { kind: "none", text: "" };
/** Letters that have an upper and a lower form, or could have: not those of Chinese. */
const LOWER = String.raw`[\p{L}--\p{Lu}--[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]]`;
const cut = (source: string) => new RegExp(source.replaceAll("LOWER", LOWER), "vy");
const CUT: readonly (readonly [Kind, RegExp])[] = [
  ["connector", cut(String.raw`[\-_\s]+`)],
  ["punctuation", cut(String.raw`\p{P}+`)],
  ["upper", cut(String.raw`\p{Lu}+(?=\p{Lu}LOWER)|\p{Lu}{2,}`)],
  ["upper", cut(String.raw`\p{Lu}LOWER+`)],
  ["upper", cut(String.raw`\p{Lu}`)],
  ["letters", cut("LOWER+")],
  ["number", cut(String.raw`\p{N}+`)],
  ["other", cut(String.raw`(?:(?!LOWER)[^\-_\s\p{P}\p{Lu}\p{N}])+`)],
];

/** The words of a text as xstrings cuts them: "HTTPServer" is HTTP and Server. */
function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (let i = 0; i < text.length;) {
    for (const [kind, pattern] of CUT) {
      pattern.lastIndex = i;
      const found = pattern.exec(text)?.[0];
      if (found === undefined) continue;
      words.push({ kind, text: found });
      i += found.length;
      break;
    }
  }
  return words;
}

const joins = (kind: Kind) => kind === "none" || kind === "connector" || kind === "punctuation";

/** xstrings' snake and kebab case, with `connector` between words; numbers stay with the word before them. */
export function joinWords(text: string, connector: "_" | "-"): string {
  const words = wordsOf(text);
  const at = (i: number): Word => words[i] ?? NONE;
  const lower = ({ kind, text }: Word) =>
    kind === "connector" ? connector.repeat([...text].length) : text.toLowerCase();
  let out = "";
  const separate = (next: Word) => {
    if (!joins(next.kind)) out += connector;
  };
  const run = (from: number): number => {
    let i = from;
    for (; at(i).kind === "letters" || at(i).kind === "number"; i++) out += lower(at(i));
    return i;
  };
  let i = 0;
  while (i + 1 < words.length) {
    const word = at(i);
    out += lower(word);
    i++;
    if (word.kind === "number") {
      i = run(i);
      separate(at(i));
    } else if (word.kind !== "connector" && word.kind !== "punctuation") {
      if (at(i).kind !== "number") separate(at(i));
      else if (i + 1 < words.length) {
        if (at(i + 1).kind === "letters") out += connector;
        out += lower(at(i));
        i++;
        if (at(i).kind === "letters") i = run(i);
        separate(at(i));
      }
    }
  }
  return i < words.length ? out + lower(at(i)) : out;
}
