import { type Analysis, analyze } from "./analyze.ts";
import { isAlpha } from "./characters.ts";
import { Kind, type Node, QUOTED, shortTag, Style } from "./node.ts";
import { resolve, type Resolved, resolvePlain } from "./resolve.ts";

const LONGEST_KEY = 128;

/** Whether a key may stand on one line with its `:`. */
export function isSimpleKey(node: Node): boolean {
  if (node.kind === Kind.mapping || node.kind === Kind.sequence) return node.content.length === 0;
  if (node.kind === Kind.scalar && analyze(node.value, "v3").multiline) return false;
  const bytes = new TextEncoder().encode(node.anchor + writtenTag(node).tag + node.value);
  return bytes.length <= LONGEST_KEY;
}

/** The tag that must be written for the node to be read again as it is. */
export function writtenTag(node: Node): { tag: string; forceQuoting: boolean } {
  const { tag } = node;
  if (tag === "" || (node.style & Style.tagged) !== 0) return { tag, forceQuoting: false };
  const short = shortTag(tag);
  if (node.kind !== Kind.scalar) {
    const own = node.kind === Kind.mapping ? "!!map" : node.kind === Kind.sequence ? "!!seq" : "";
    return { tag: own === short ? "" : tag, forceQuoting: false };
  }
  if (short === "!!str" && (node.style & QUOTED) !== 0) return { tag: "", forceQuoting: false };
  if (resolvePlain("v3", node.value).tag === short) return { tag: "", forceQuoting: false };
  return short === "!!str" ? { tag: "", forceQuoting: true } : { tag, forceQuoting: false };
}

/** What stands around a scalar. */
export interface StyleWish {
  readonly tagged: boolean;
  readonly forceQuoting: boolean;
  readonly flow: boolean;
  readonly simpleKey: boolean;
}

/** The style flag that a scalar gets where it stands; 0 is plain. */
export function scalarStyle(node: Node, wish: StyleWish): number {
  const analysis = analyze(node.value, "v3");
  let style =
    [Style.double, Style.single, Style.literal, Style.folded].find((s) => (node.style & s) !== 0) ??
      0;
  if (style === 0 && node.value.includes("\n")) style = Style.literal;
  else if (style === 0 && wish.forceQuoting) style = Style.double;
  if (wish.simpleKey && analysis.multiline) style = Style.double;
  if (style === 0 && !plainFits(node.value, analysis, wish)) style = Style.single;
  if (style === Style.single && !analysis.single) style = Style.double;
  const block = style === Style.literal || style === Style.folded;
  return block && (!analysis.block || wish.flow || wish.simpleKey) ? Style.double : style;
}

function plainFits(value: string, analysis: Analysis, wish: StyleWish): boolean {
  if (value === "" && (wish.flow || wish.simpleKey)) return false;
  if (wish.tagged && value === "") return !wish.flow;
  return wish.flow ? analysis.flowPlain : analysis.blockPlain;
}

const TAG_SIGNS = ";/?:@&=+$,_.~*'()[]";

/** A tag with everything that is no URI character as `%XX`. */
export function escapeTag(text: string): string {
  const octet = (byte: number) => "%" + byte.toString(16).toUpperCase().padStart(2, "0");
  return Array.from(text, (c) => {
    if (isAlpha(c.charCodeAt(0)) || TAG_SIGNS.includes(c)) return c;
    return Array.from(new TextEncoder().encode(c), octet).join("");
  }).join("");
}

/**
 * What a scalar reads as once yaml.v3 has written it: its style and tag decide, not its text alone. Where plain text
 * cannot be empty, as in a flow collection, empty text is quoted and a string.
 */
export function reread(node: Node, inFlow = false): Resolved {
  if ((node.style & Style.folded) !== 0 && !inFlow) {
    return { tag: "!!str", value: foldedAgain(node.value) };
  }
  if (node.tag === "!!str") return { tag: "!!str", value: node.value };
  const { tag } = writtenTag(node);
  if (tag !== "") return resolve("v3", tag, node.value);
  const quoted = (node.style & QUOTED) !== 0 || node.value.includes("\n") ||
    (inFlow && node.value === "");
  return quoted ? { tag: "!!str", value: node.value } : resolvePlain("v3", node.value);
}

/**
 * What a folded scalar reads as once yaml.v3 has written it. Where text begins without a space it ends every line
 * with an empty one, even one before a line that is indented, which is not folded: there a line break is added.
 */
function foldedAgain(text: string): string {
  const first = /^\n*([^\n]?)/.exec(text)?.[1] ?? "";
  if (first === "" || first === " " || first === "\t") return text;
  return text.replace(/(?<=^|\n)([^ \t\n][^\n]*)\n(?=[ \t])/g, "$1\n\n");
}
