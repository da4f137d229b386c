import { encodeYaml, type Value } from "contract/yaml";
import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import {
  ChartError,
  type ChartFile,
  loadChart,
  type Metadata,
  readArchive,
  readValues,
} from "../helm/mod.ts";
import { metadataYaml } from "./metadata_yaml.ts";
import { tar, type TarFile } from "./tar.ts";

/** A packaged chart. */
export interface Package {
  /** NAME-VERSION.tgz */
  readonly name: string;
  readonly data: Uint8Array;
}

const encoder = new TextEncoder();
/** How Helm signs its archives: flags (extra field, comment), no time, an unknown system, the extra field, "Helm". */
const GZIP_HEAD = Buffer.concat([
  Buffer.from([0x1f, 0x8b, 8, 0x14, 0, 0, 0, 0, 0, 0xff, 41, 0]),
  Buffer.from("+aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo="),
  Buffer.from("Helm\0"),
]);
const PLAIN_HEAD = 10;

function gzip(data: Uint8Array): Uint8Array {
  return Buffer.concat([GZIP_HEAD, gzipSync(data).subarray(PLAIN_HEAD)]);
}

interface Parts {
  readonly own: readonly ChartFile[];
  /** Files of the charts in charts/, by the name that they have there. */
  readonly children: ReadonlyMap<string, readonly ChartFile[]>;
}

function partsOf(files: readonly ChartFile[]): Parts {
  const own: ChartFile[] = [];
  const children = new Map<string, ChartFile[]>();
  for (const file of files) {
    const [, child, rest] = /^charts\/([^/]+)(?:\/(.*))?$/s.exec(file.name) ?? [];
    if (child === undefined || file.name.endsWith(".prov")) own.push(file);
    else if (rest === undefined) {
      if (child.endsWith(".tgz")) children.set(child, readArchive(file.data));
    } else if (!/^[._]/.test(child)) {
      children.set(child, [...children.get(child) ?? [], { name: rest, data: file.data }]);
    }
  }
  return { own, children };
}

const GENERATED = new Set(["Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json"]);

/** The files of a chart in Helm's order, below `folder`; Chart.yaml and Chart.lock are written anew. */
function* packed(
  files: readonly ChartFile[],
  folder: string,
): Generator<ChartFile & { readonly modified?: number }> {
  const { metadata } = loadChart(files);
  const { own, children } = partsOf(files);
  const base = `${folder}${metadata.name}/`;
  const find = (name: string) => own.findLast((file) => file.name === name)?.data;
  yield { name: `${base}Chart.yaml`, data: encoder.encode(metadataYaml(metadata)) };
  const lock = metadata.apiVersion === "v1" ? undefined : find("Chart.lock");
  if (lock) {
    const content = readValues(lock);
    const generated = Date.parse(String(content.get("generated")));
    yield {
      name: `${base}Chart.lock`,
      data: encoder.encode(encodeYaml(content as Map<Value, Value>)),
      ...Number.isNaN(generated) ? {} : { modified: Math.round(generated / 1000) },
    };
  }
  for (const name of ["values.yaml", "values.schema.json"]) {
    const data = find(name);
    if (data) yield { name: base + name, data };
  }
  const others = own.filter(({ name }) => !GENERATED.has(name) && isKept(name, metadata));
  const isTemplate = ({ name }: ChartFile) => name.startsWith("templates/");
  for (const file of [...others.filter(isTemplate), ...others.filter((one) => !isTemplate(one))]) {
    yield { name: base + file.name, data: file.data };
  }
  for (const [, child] of [...children].sort(([a], [b]) => a < b ? -1 : 1)) {
    yield* packed(child, `${base}charts/`);
  }
}

/** Requirements stand in files of their own in the first API version alone. */
const isKept = (name: string, { apiVersion }: Metadata): boolean =>
  apiVersion === "v1" || !/^requirements\.(yaml|lock)$/.test(name);

/**
 * Packages a chart as `helm package` does. Every file gets the time `modified`, in seconds since 1970: the same chart gives the
 * same bytes at any time. Throws ChartError.
 */
export function packChart(files: readonly ChartFile[], modified = 0): Package {
  const { metadata } = loadChart(files);
  if (metadata.name === "") throw new ChartError("chart.metadata.name is required");
  const all = [...packed(files, "")].map((file): TarFile => ({ modified, ...file }));
  return { name: `${metadata.name}-${metadata.version}.tgz`, data: gzip(tar(all)) };
}
