/** Writes the schemas that editors read: `deno task schemas`. */
import type { TSchema } from "typebox";
import { PluginManifest } from "./plugin_manifest.ts";
import { RuntimeConfig } from "./runtime_config.ts";

const schemas: Readonly<Record<string, TSchema>> = {
  "runtime_config.json": RuntimeConfig,
  "plugin_manifest.json": PluginManifest,
};

/** The text of each file, by its name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const draft = { $schema: "https://json-schema.org/draft/2020-12/schema" };
  return new Map(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      `${JSON.stringify({ ...draft, ...schema }, null, 2)}\n`,
    ]),
  );
}

if (import.meta.main) {
  for (const [name, text] of schemaFiles()) {
    await Deno.writeTextFile(new URL(name, import.meta.url), text);
  }
}
