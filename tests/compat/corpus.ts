import { fileURLToPath } from "node:url";
import { type ChartFile, withoutIgnored } from "../../plugins/lib/helm/mod.ts";

/** Where the corpus lies, beside the repository. */
export const CORPUS: string = fileURLToPath(new URL("../../../shared/corpus/", import.meta.url));

/** Whether a file or folder is there: what needs one that is not is skipped, by name. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** A JSON file of the corpus, as whatever its reader says it is. */
export function readJson<T>(path: string): T {
  return JSON.parse(Deno.readTextFileSync(CORPUS + path)) as T;
}

/** The files of a chart's folder, without what its .helmignore leaves out. */
export function readChartFolder(folder: string): ChartFile[] {
  const files: ChartFile[] = [];
  const walk = (path: string, below: string) => {
    const entries = [...Deno.readDirSync(path)].sort((a, b) => a.name < b.name ? -1 : 1);
    for (const { name } of entries) {
      const full = `${path}/${name}`;
      if (Deno.statSync(full).isDirectory) walk(full, `${below}${name}/`);
      else files.push({ name: below + name, data: Deno.readFileSync(full) });
    }
  };
  walk(folder, "");
  return withoutIgnored(files);
}
