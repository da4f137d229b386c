import { readArchive } from "./archive.ts";
import { type Chart, ChartError, type ChartFile, loadChart } from "./chart.ts";
import { withoutIgnored } from "./ignore.ts";

function walk(folder: string, below: string, files: ChartFile[]): ChartFile[] {
  const entries = [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name } of entries) {
    const path = `${folder}/${name}`;
    if (Deno.statSync(path).isDirectory) walk(path, `${below}${name}/`, files);
    else files.push({ name: below + name, data: Deno.readFileSync(path) });
  }
  return files;
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
