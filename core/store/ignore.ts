import ignore from "ignore";
import type { IgnoreRules } from "schemas/plugin/contents.ts";
import { refuse } from "./errors.ts";
import type { Limits } from "./limits.ts";
import type { Breathe } from "./slices.ts";
import { defaults, versionControl } from "./tables/ignored.ts";
import type { TreeEntry } from "./tree.ts";

const ignoreFile = ".sourceignore";
/** Wildcards in one segment: a matcher's worst case grows with their power. */
const maxStars = 3;
/** A pattern, and the path of the folder that it is bound to. */
const maxPatternLength = 1024 + 4096;
/** All names together may be matched for this long. */
const matchMilliseconds = 10_000;

/**
 * The entries that no rule leaves out: version control always; then either the patterns of all
 * `.sourceignore` files (each for its own folder) and of the object, or Flux's default groups where there is none.
 * Later patterns win; nothing below an excluded folder comes back (reference §2.2.3). Throws StoreError for rules that are too many or too costly.
 */
export async function withoutIgnored(
  entries: readonly TreeEntry[],
  rules: IgnoreRules,
  { limits, breathe }: { readonly limits: Limits; readonly breathe: Breathe },
): Promise<TreeEntry[]> {
  const own = [
    ...rules.files === false ? [] : await patternsOfFiles(entries, limits),
    ...patternsOf(rules.patterns ?? "", ""),
  ];
  if (own.length > limits.ignorePatterns) {
    throw refuse(
      "SourceIgnoreTooLarge",
      `Cannot apply ${own.length} ignore patterns: the limit is ${limits.ignorePatterns}`,
    );
  }
  own.forEach(checkCost);
  const groups = own.length === 0 && rules.defaults !== false ? defaults : [];
  const matcher = ignore({ ignorecase: false }).add([...versionControl, ...groups, ...own]);
  return await filter(entries, (path) => matcher.ignores(path), breathe);
}

async function filter(
  entries: readonly TreeEntry[],
  ignored: (path: string) => boolean,
  breathe: Breathe,
): Promise<TreeEntry[]> {
  const kept: TreeEntry[] = [];
  let spent = 0, below = "/";
  for (const entry of entries) {
    await breathe();
    if (entry.path.startsWith(below)) continue;
    const started = performance.now();
    const leave = ignored(entry.type === "folder" ? `${entry.path}/` : entry.path);
    if ((spent += performance.now() - started) > matchMilliseconds) {
      throw refuse("SourceIgnoreTooSlow", "Cannot apply the ignore patterns: they take too long");
    }
    if (!leave) kept.push(entry);
    else if (entry.type === "folder") below = `${entry.path}/`;
  }
  return kept;
}

async function patternsOfFiles(
  entries: readonly TreeEntry[],
  limits: Limits,
): Promise<string[]> {
  const found: string[] = [];
  const inGit = (path: string) => path.startsWith(".git/") || path.includes("/.git/");
  for (const entry of entries) {
    if (entry.type !== "file" || inGit(entry.path)) continue;
    if (entry.path !== ignoreFile && !entry.path.endsWith(`/${ignoreFile}`)) continue;
    const text = await textOf(entry, limits.ignoreBytes);
    found.push(...patternsOf(text, entry.path.slice(0, -ignoreFile.length - 1)));
  }
  return found;
}

async function textOf(entry: TreeEntry, limit: number): Promise<string> {
  if (entry.size > limit) {
    throw refuse(
      "SourceIgnoreTooLarge",
      `Cannot read "${entry.path}": it has ${entry.size} bytes, the limit is ${limit}`,
    );
  }
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of entry.read()) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}

/** The patterns of a text, bound to the folder they stand in. A comment begins in the first column. */
function patternsOf(text: string, folder: string): string[] {
  return text.split("\n")
    .map((line) => line.replace(/\r$/, ""))
    .filter((line) => !line.startsWith("#") && line.trim() !== "")
    .map((line) => folder === "" ? line : bound(line, folder));
}

/** A pattern of a nested file as one of the root: anchored at the folder, or anywhere below it. */
function bound(line: string, folder: string): string {
  const negated = line.startsWith("!");
  const pattern = negated ? line.slice(1) : line;
  const anchored = pattern.trimEnd().slice(0, -1).includes("/");
  const inside = pattern.startsWith("/") ? pattern : anchored ? `/${pattern}` : `/**/${pattern}`;
  return `${negated ? "!" : ""}/${folder.replace(/[\\*?[\]!# ]/g, "\\$&")}${inside}`;
}

function checkCost(pattern: string): void {
  const segments = pattern.split("/");
  const deep = segments.filter((segment) => segment === "**").length;
  const most = segments.filter((segment) => segment !== "**")
    .map((segment) => segment.match(/\*+/g)?.length ?? 0);
  if (pattern.length <= maxPatternLength && Math.max(deep, ...most) <= maxStars) return;
  const shown = pattern.length > 80 ? `${pattern.slice(0, 80)}…` : pattern;
  throw refuse(
    "SourceIgnoreError",
    `Cannot apply the ignore pattern "${shown}": it is too long, or has over ${maxStars} wildcards in a segment`,
  );
}
