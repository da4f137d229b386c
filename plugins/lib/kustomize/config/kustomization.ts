import { decodeJson, type Value, yamlToJson } from "contract/yaml";
import { KustomizeError, prefixed, RemoteError } from "../errors.ts";
import { type Loader, loadText } from "../source/loader.ts";
import { decodeGo } from "./go_types.ts";
import { chartOf, globalsOf } from "./helm_types.ts";
import { type Kustomization, kustomization, type MutableKustomization } from "./types.ts";

/** Names of kustomization files, in the order in which they are looked for. */
export const FILE_NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** A kustomization and the file that it was read from. */
export interface LoadedKustomization {
  readonly content: Kustomization;
  readonly file: string;
}

/** Reads the kustomization of a folder. Throws KustomizeError where there is none, or more than one. */
export function loadKustomization(loader: Loader): LoadedKustomization {
  const found = FILE_NAMES.flatMap((file) => {
    try {
      return [{ file, text: loadText(loader, file) }];
    } catch (error) {
      if (error instanceof RemoteError) throw error;
      return [];
    }
  });
  if (found.length > 1) {
    throw new KustomizeError(`Found multiple kustomization files under: ${loader.root}\n`);
  }
  if (found.length === 0) {
    const names = FILE_NAMES.map((name) => `'${name}'`);
    const listed = `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
    throw new KustomizeError(`unable to find one of ${listed} in directory '${loader.root}'`);
  }
  const { file, text } = found[0]!;
  return { file, content: parseKustomization(text, loader.root) };
}

/** YAML as sigs.k8s.io/yaml reads it: JSON with exact integers. */
export function sigsValue(text: string, options: { strict?: boolean } = {}): Value {
  return decodeJson(yamlToJson(text, options), { numbers: "exact" });
}

/** Reads the text of a kustomization, and puts old fields where new ones are. */
export function parseKustomization(text: string, root: string): Kustomization {
  const raw = prefixed(
    () => "invalid Kustomization",
    () => decodeGo(kustomization, sigsValue(text), { strict: true }),
  );
  const fixed = modernize(raw);
  const { kind, apiVersion, ...rest } = fixed;
  if (Object.values(rest).every((value) => value === "" || value === undefined)) {
    throw new KustomizeError("kustomization.yaml is empty");
  }
  const problems = wrongType(kind, apiVersion);
  if (problems.length > 0) {
    throw new KustomizeError(
      `Failed to read kustomization file under ${root}:\n${problems.join("\n")}`,
    );
  }
  return fixed;
}

function modernize(raw: Kustomization): Kustomization {
  const fixed: MutableKustomization = { ...raw };
  fixed.kind ||= "Kustomization";
  fixed.apiVersion ||= fixed.kind === "Component"
    ? "kustomize.config.k8s.io/v1alpha1"
    : "kustomize.config.k8s.io/v1beta1";
  const joined = <T>(a: readonly T[] | undefined, b: readonly T[] | undefined) =>
    b === undefined ? a : [...a ?? [], ...b];
  fixed.resources = joined(raw.resources, raw.bases);
  fixed.images = joined(raw.images, raw.imageTags);
  fixed.bases = fixed.imageTags = undefined;
  const oneEnv = <T extends { readonly env: string; readonly envs: readonly string[] | undefined }>(
    args: T,
  ): T => args.env === "" ? args : { ...args, envs: [...args.envs ?? [], args.env], env: "" };
  fixed.configMapGenerator = raw.configMapGenerator?.map(oneEnv);
  fixed.secretGenerator = raw.secretGenerator?.map(oneEnv);
  fixed.helmCharts = joined(raw.helmCharts, raw.helmChartInflationGenerator?.map(chartOf));
  fixed.helmGlobals ??= globalsOf(raw.helmChartInflationGenerator ?? []);
  fixed.helmChartInflationGenerator = undefined;
  return fixed;
}

function wrongType(kind: string, apiVersion: string): string[] {
  const problems: string[] = [];
  if (kind !== "Kustomization" && kind !== "Component") {
    problems.push("kind should be Kustomization or Component");
  }
  const wanted = kind === "Component"
    ? "kustomize.config.k8s.io/v1alpha1"
    : "kustomize.config.k8s.io/v1beta1";
  if (apiVersion !== wanted) problems.push(`apiVersion for ${kind} should be ${wanted}`);
  return problems;
}
