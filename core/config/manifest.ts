import { PluginManifest } from "schemas/plugin_manifest.ts";
import { readYaml } from "./document.ts";
import type { ConfigProblem } from "./problem.ts";
import { shapeOf } from "./shape.ts";

const shape = shapeOf(PluginManifest);

/** Reads and checks the text of a `plugin.yaml`; what is wrong is answered, with its line. */
export function readManifest(
  text: string,
  file: string,
): { readonly manifest: PluginManifest } | { readonly problems: readonly ConfigProblem[] } {
  const yaml = readYaml(text, file);
  const problems = yaml.problems.length > 0 ? yaml.problems : yaml.place(shape(yaml.value));
  return problems.length > 0 ? { problems } : { manifest: yaml.value as PluginManifest };
}
