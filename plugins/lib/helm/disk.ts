import { readArchive } from "./archive.ts";
import { type Chart, ChartError, type ChartFile, loadChart } from "./chart.ts";
import { withoutIgnored } from "./ignore.ts";

/** Links that may lead to each other. */
const MOST_LINKS = 255;

function walk(folder: string, below: string, files: ChartFile[]): ChartFile[] {
  const entries = [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory, isSymlink } of entries) {
    const path = `${folder}/${name}`;
    if (isSymlink ? standing(path).isDirectory : isDirectory) walk(path, `${below}${name}/`, files);
    else files.push({ name: below + name, data: Deno.readFileSync(path) });
  }
  return files;
}

/** What stands at a path, or where a link there leads. Throws ChartError where that is nowhere. */
function standing(path: string): Deno.FileInfo {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const whole = path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;
    const missing = firstMissing(whole);
    throw new ChartError(
      `error evaluating symlink ${whole}: lstat ${missing}: no such file or directory`,
    );
  }
}

/** The first part of a path that is not there, when all links are followed. */
function firstMissing(path: string): string {
  let done = "";
  const parts = path.split("/").filter((part) => part !== "");
  for (let links = 0; parts.length > 0 && links < MOST_LINKS;) {
    const part = parts.shift()!;
    const next = part === ".." ? done.slice(0, done.lastIndexOf("/")) : `${done}/${part}`;
    let isLink: boolean;
    try {
      isLink = part !== ".." && Deno.lstatSync(next).isSymlink;
    } catch {
      return next;
    }
    if (!isLink) {
      done = next;
      continue;
    }
    links++;
    const to = Deno.readLinkSync(next);
    if (to.startsWith("/")) done = "";
    parts.unshift(...to.split("/").filter((one) => one !== "" && one !== "."));
  }
  return path;
}

/** Reads a chart from the disk: a folder, without what its .helmignore leaves out, or a package. Throws ChartError. */
export function readChart(path: string): Chart {
  if (Deno.statSync(path).isDirectory) {
    const files = walk(path, "", []);
    if (!files.some(({ name }) => name === "Chart.yaml")) {
      const main = `${path.replace(/\/+$/, "")}/Chart.yaml`;
      throw new ChartError(
        `unable to detect chart at ${main}: open ${main}: no such file or directory`,
      );
    }
    return loadChart(withoutIgnored(files));
  }
  return loadChart(readArchive(Deno.readFileSync(path)));
}
