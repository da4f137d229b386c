import { fromBytes, type GoMap, quote } from "../gotemplate/mod.ts";
import { basePath } from "../sprig/mod.ts";
import { LARGEST_FILE, readArchive, type Room, roomForChart } from "./archive.ts";
import { type Metadata, readMetadata, validateMetadata } from "./metadata.ts";
import { readYamlMap } from "./yaml.ts";

/** A file of a chart; the path is relative to Chart.yaml's folder. */
export interface ChartFile {
  readonly name: string;
  readonly data: Uint8Array;
}

/** A chart as it was loaded. Rendering changes copies, never this. */
export interface Chart {
  readonly metadata: Metadata;
  readonly values: GoMap;
  readonly schema: Uint8Array | undefined;
  readonly templates: readonly ChartFile[];
  readonly files: readonly ChartFile[];
  readonly dependencies: readonly Chart[];
}

/** Why a chart cannot be loaded, or its release not be rendered, in Helm's words. */
export class ChartError extends Error {
  override readonly name = "ChartError";
}

/** Throws ChartError for a file that Helm would not read. */
function checkSize({ name, data }: ChartFile): void {
  if (data.length <= LARGEST_FILE) return;
  const shown = quote(basePath(name));
  throw new ChartError(
    `chart file ${shown} is larger than the maximum file size ${LARGEST_FILE}`,
  );
}

const BOM = [0xef, 0xbb, 0xbf];

function withoutMark({ name, data }: ChartFile): ChartFile {
  return { name, data: BOM.every((byte, i) => data[i] === byte) ? data.subarray(3) : data };
}

function reading<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError || !(error instanceof Error)) throw error;
    throw new ChartError(`cannot load ${what}: ${error.message}`);
  }
}

function mergeMaps(a: GoMap, b: GoMap): GoMap {
  const out = new Map(a);
  for (const [key, value] of b) {
    const before = out.get(key);
    const both = before instanceof Map && value instanceof Map;
    out.set(key, both ? mergeMaps(before, value) : value);
  }
  return out;
}

/** The values of a file: its documents merged one over the other. */
export function readValues(data: Uint8Array | string): GoMap {
  const text = typeof data === "string" ? data : fromBytes(data);
  const documents = text.split(/^---[ \t]*\r?$/m).filter((part) => part.trim() !== "");
  if (documents.length <= 1) return readYamlMap(documents[0] ?? "");
  return documents.map((part) => readYamlMap(part)).reduce(mergeMaps);
}

interface Sorted {
  readonly templates: ChartFile[];
  readonly files: ChartFile[];
  readonly children: Map<string, ChartFile[]>;
}

const OWN = new Set(["Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json"]);
const OLD = new Set(["requirements.yaml", "requirements.lock"]);

function sortFiles(files: readonly ChartFile[], isOld: boolean): Sorted {
  const out: Sorted = { templates: [], files: [], children: new Map() };
  for (const file of files) {
    const { name } = file;
    if (OWN.has(name)) continue;
    if (OLD.has(name)) {
      if (isOld) out.files.push(file);
    } else if (name.startsWith("templates/")) out.templates.push(file);
    else if (name.startsWith("charts/") && !name.endsWith(".prov")) {
      const path = name.slice("charts/".length);
      const child = path.split("/", 1)[0]!;
      const list = out.children.get(child) ?? [];
      out.children.set(child, list);
      list.push({ name: path, data: file.data });
    } else out.files.push(file);
  }
  return out;
}

const API_VERSIONS = new Set(["v1", "v2"]);
/** Helm loads charts of this version, and then installs none. */
const NEWEST = "v3";
/** Charts in charts may stand this deep. */
const DEEPEST = 100;

/** Loads a chart from its files. Throws ChartError. */
export function loadChart(source: readonly ChartFile[], room: Room = roomForChart()): Chart {
  const chart = loadAt(source, room, 0);
  const { apiVersion } = chart.metadata;
  if (apiVersion === NEWEST) throw new ChartError("invalid chart apiVersion");
  if (!API_VERSIONS.has(apiVersion)) throw new ChartError("unsupported chart version");
  return chart;
}

function loadAt(source: readonly ChartFile[], room: Room, depth: number): Chart {
  if (depth > DEEPEST) throw new ChartError("charts stand in each other too deeply");
  source.forEach(checkSize);
  const files = source.map(withoutMark);
  const find = (name: string) => files.findLast((file) => file.name === name)?.data;
  const main = find("Chart.yaml");
  const requirements = find("requirements.yaml");
  if (!main && !requirements) throw new ChartError("Chart.yaml file is missing");
  const metadata = reading("Chart.yaml", () => readMetadata(main, requirements));
  const values = find("values.yaml");
  const { templates, files: others, children } = sortFiles(files, metadata.apiVersion === "v1");
  const problem = validateMetadata(metadata);
  if (problem) throw new ChartError(`validation: ${problem}`);
  return {
    metadata,
    values: values
      ? reading("values.yaml: cannot unmarshal yaml document", () => readValues(values))
      : new Map(),
    schema: find("values.schema.json"),
    templates,
    files: others,
    dependencies: loadChildren(metadata.name, children, room, depth + 1),
  };
}

function loadChildren(
  parent: string,
  children: ReadonlyMap<string, readonly ChartFile[]>,
  room: Room,
  depth: number,
): Chart[] {
  const out: Chart[] = [];
  for (const [name, files] of children) {
    if (name.startsWith("_") || name.startsWith(".")) continue;
    try {
      out.push(loadAt(childFiles(name, files, room), room, depth));
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
      throw new ChartError(`error unpacking subchart ${name} in ${parent}: ${error.message}`);
    }
  }
  return out;
}

function childFiles(name: string, files: readonly ChartFile[], room: Room): ChartFile[] {
  if (name.endsWith(".tgz")) return readArchive(files[0]!.data, room);
  return files.filter((file) => file.name.includes("/"))
    .map((file) => ({ name: file.name.slice(file.name.indexOf("/") + 1), data: file.data }));
}
