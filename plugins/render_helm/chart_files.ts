import type { Pack } from "contract";
import { type ChartFile, readArchive } from "../lib/helm/mod.ts";

/** The files of the chart that an artifact holds: in a folder of any depth, or packaged. */
export function chartFiles(pack: Pack): ChartFile[] {
  const paths = [...pack.list("", { recursive: true })].filter(({ type }) => type === "file")
    .map(({ path }) => path);
  const depth = (path: string) => path.split("/").length;
  const [main] = paths.filter((path) => /(^|\/)Chart\.yaml$/.test(path))
    .sort((a, b) => depth(a) - depth(b));
  const packaged = paths.find((path) => path.endsWith(".tgz"));
  if (main === undefined && packaged !== undefined) return readArchive(pack.read(packaged));
  const folder = main?.slice(0, -"Chart.yaml".length) ?? "";
  return paths.filter((path) => path.startsWith(folder))
    .map((path) => ({ name: path.slice(folder.length), data: pack.read(path) }));
}
