import { isMap, stepsOf } from "contract";
import type { Problem } from "schemas/check.ts";
import { optionsSchemaProblems } from "schemas/options_schema.ts";
import { PluginManifest } from "schemas/plugin_manifest.ts";
import { readYaml } from "./document.ts";
import type { ConfigProblem, Finding } from "./problem.ts";
import { shapeOf } from "./shape.ts";

const shape = shapeOf(PluginManifest);

/** Far more than a manifest needs. */
const largest = 256 * 1024;

/** Reads and checks the text of a `plugin.yaml`; what is wrong is answered, with its line. */
export function readManifest(
  text: string,
  file: string,
): { readonly manifest: PluginManifest } | { readonly problems: readonly ConfigProblem[] } {
  const yaml = readYaml(text, file, largest);
  if (yaml.problems.length > 0) return { problems: yaml.problems };
  const { config } = (yaml.value ?? {}) as Partial<PluginManifest>;
  const findings = [
    ...shape(yaml.value),
    ...isMap(config) ? optionsSchemaProblems(config).map(placeOf) : [],
  ];
  const problems = yaml.place(findings);
  return problems.length > 0 ? { problems } : { manifest: yaml.value as PluginManifest };
}

function placeOf({ path, key, message }: Problem): Finding {
  return { at: ["config", ...stepsOf(path)], key: key !== undefined, message };
}
