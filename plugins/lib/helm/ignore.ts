import { fromBytes } from "../gotemplate/mod.ts";
import { ChartError, type ChartFile } from "./chart.ts";

interface Rule {
  readonly negates: boolean;
  readonly folders: boolean;
  matches(path: string): boolean;
}

/** filepath.Match: no sign but `\` crosses a slash. Throws ChartError for a malformed pattern. */
function shellPattern(pattern: string): RegExp {
  let out = "";
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === "*") out += "[^/]*";
    else if (c === "?") out += "[^/]";
    else if (c === "[") {
      const end = pattern.indexOf("]", i + 2);
      if (end < 0) throw new ChartError("syntax error in pattern");
      out += pattern.slice(i, end + 1).replace(/^\[!/, "[!");
      i = end;
    } else if (c === "\\") out += "\\" + (pattern[++i] ?? "\\");
    else out += c.replace(/[\\^$.+()[\]{}|/]/, "\\$&");
  }
  return new RegExp(`^${out}$`, "s");
}

function parseRule(line: string): Rule | undefined {
  let rule = line.trim();
  if (rule === "" || rule.startsWith("#")) return undefined;
  if (rule.includes("**")) throw new ChartError("double-star (**) syntax is not supported");
  const negates = rule.startsWith("!");
  if (negates) rule = rule.slice(1);
  const folders = rule.endsWith("/");
  if (folders) rule = rule.slice(0, -1);
  const rooted = rule.includes("/");
  const pattern = shellPattern(rule.replace(/^\//, ""));
  const name = (path: string) => rooted ? path : path.slice(path.lastIndexOf("/") + 1);
  return { negates, folders, matches: (path) => pattern.test(name(path)) };
}

function ignores(rules: readonly Rule[], path: string, isFolder: boolean): boolean {
  for (const rule of rules) {
    if (rule.negates) {
      if ((rule.folders && !isFolder) || !rule.matches(path)) return true;
    } else if (!(rule.folders && !isFolder) && rule.matches(path)) return true;
  }
  return false;
}

/** The files of a chart's folder that belong to the chart, by its .helmignore. Throws ChartError. */
export function withoutIgnored(files: readonly ChartFile[]): ChartFile[] {
  const list = files.find(({ name }) => name === ".helmignore");
  const lines = list ? fromBytes(list.data).replace(/^\ufeff/, "").split(/\r?\n/) : [];
  const rules = [...lines, "templates/.?*"].map(parseRule).filter((rule) => rule !== undefined);
  const folders = new Map<string, boolean>();
  const dropped = (folder: string): boolean => {
    let known = folders.get(folder);
    if (known === undefined) {
      const slash = folder.lastIndexOf("/");
      known = (slash > 0 && dropped(folder.slice(0, slash))) || ignores(rules, folder, true);
      folders.set(folder, known);
    }
    return known;
  };
  return files.filter(({ name }) => {
    const slash = name.lastIndexOf("/");
    return !(slash > 0 && dropped(name.slice(0, slash))) && !ignores(rules, name, false);
  });
}
