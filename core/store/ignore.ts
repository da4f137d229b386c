import type { IgnoreRules } from "schemas/plugin/contents.ts";
import { refuse } from "./errors.ts";
import { type IgnorePattern, ignorePattern } from "./ignore_pattern.ts";
import type { Limits } from "./tables/limits.ts";
import type { Making } from "./making.ts";
import type { Breathe } from "../bus/mod.ts";
import { defaults, versionControl } from "./tables/ignored.ts";
import type { TreeEntry } from "./tree.ts";

const ignoreFile = ".sourceignore";
/** The longest pattern, in characters. */
const maxPatternLength = 1024;
/** All names together may be matched for this long. */
const matchMilliseconds = 10_000;
/** A pattern of that length takes a millisecond for a long name. */
const breathEvery = 8;

/**
 * The entries that no rule leaves out: version control always; then either the patterns of all
 * `.sourceignore` files (each for its own folder) and of the object, or Flux's default groups where there is none.
 * Later patterns win, below an excluded folder too (reference §2.2.3; go-git v5 and Flux's walk say so, not its words). Throws StoreError for rules that are too many or too costly.
 */
export async function withoutIgnored(
  entries: readonly TreeEntry[],
  rules: IgnoreRules,
  { limits, breathe }: Making,
): Promise<TreeEntry[]> {
  const own = [
    ...rules.files === false ? [] : await patternsOfFiles(entries, limits, breathe),
    ...await patternsOf(rules.patterns ?? "", [], breathe),
  ];
  if (own.length > limits.ignorePatterns) {
    throw refuse(
      "SourceIgnoreTooLarge",
      `Cannot apply ${own.length} ignore patterns: the limit is ${limits.ignorePatterns}`,
    );
  }
  const groups = own.length === 0 && rules.defaults !== false ? defaults : [];
  const built = [...versionControl, ...groups].map((line) => ignorePattern(line, []));
  return await filter(entries, [...built, ...own].reverse(), breathe);
}

/** A folder that is left out while something in it is not is `implied`. The strongest pattern stands first. */
async function filter(
  entries: readonly TreeEntry[],
  patterns: readonly IgnorePattern[],
  breathe: Breathe,
): Promise<TreeEntry[]> {
  const kept: TreeEntry[] = [];
  let spent = 0, around: TreeEntry[] = [];
  for (const entry of entries) {
    const started = performance.now(), path = entry.path.split("/");
    let excluded: boolean | undefined;
    for (let i = 0; i < patterns.length && excluded === undefined; i++) {
      excluded = patterns[i]!.excludes(path, entry.type === "folder");
      if (i % breathEvery === 0) await breathe();
    }
    if ((spent += performance.now() - started) > matchMilliseconds) {
      throw refuse("SourceIgnoreTooSlow", "Cannot apply the ignore patterns: they take too long");
    }
    around = around.filter((folder) => entry.path.startsWith(`${folder.path}/`));
    if (!excluded) kept.push(...around.splice(0).map((one) => ({ ...one, implied: true })), entry);
    else if (entry.type === "folder") around.push(entry);
  }
  return kept;
}

async function patternsOfFiles(
  entries: readonly TreeEntry[],
  limits: Limits,
  breathe: Breathe,
): Promise<IgnorePattern[]> {
  const found: IgnorePattern[] = [];
  const inGit = (path: string) => path.startsWith(".git/") || path.includes("/.git/");
  for (const entry of entries) {
    if (entry.type !== "file" || inGit(entry.path)) continue;
    if (entry.path !== ignoreFile && !entry.path.endsWith(`/${ignoreFile}`)) continue;
    const text = await textOf(entry, limits.ignoreBytes);
    found.push(...await patternsOf(text, entry.path.split("/").slice(0, -1), breathe));
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

/** The patterns of a text that stands in `folder`. A comment begins in the first column. */
async function patternsOf(
  text: string,
  folder: readonly string[],
  breathe: Breathe,
): Promise<IgnorePattern[]> {
  const found: IgnorePattern[] = [];
  for (const written of text.split("\n")) {
    const line = written.replace(/\r$/, "");
    if (line.startsWith("#") || line.trim() === "") continue;
    if (line.length > maxPatternLength) {
      const shown = `${line.slice(0, 80)}…`;
      throw refuse(
        "SourceIgnoreError",
        `Cannot apply the ignore pattern "${shown}": it is too long`,
      );
    }
    found.push(ignorePattern(line, folder));
    await breathe();
  }
  return found;
}
