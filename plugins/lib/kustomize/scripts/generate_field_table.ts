/**
 * Writes `tables/default_fields.ts` from kustomize's default transformer configuration, joined into one YAML file:
 * `deno run -A plugins/lib/kustomize/scripts/generate_field_table.ts <default.yaml>`.
 */
import { parseNode, toJS } from "contract/yaml";

interface Spec {
  readonly path?: string;
  readonly create?: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly fieldSpecs?: readonly Spec[];
}

const source = Deno.args[0];
if (source === undefined) {
  throw new Error("Cannot write tables: the path of the configuration is missing");
}
const config = toJS(parseNode(await Deno.readTextFile(source))!) as Record<string, readonly Spec[]>;
const kind = ({ group = "", version = "", kind = "" }: Spec) => `${group}/${version}/${kind}`;
const row = (spec: Spec) => JSON.stringify(`${spec.create ? "+" : "-"} ${kind(spec)} ${spec.path}`);
const sections = Object.entries(config).map(([name, specs]) => {
  const rows = specs.map((spec) =>
    spec.fieldSpecs === undefined
      ? `    ${row(spec)},`
      : `    [${JSON.stringify(kind(spec))}, [\n${
        spec.fieldSpecs.map((s) => `      ${row(s)},\n`).join("")
      }    ]],`
  );
  return `  ${name}: [\n${rows.join("\n")}\n  ],`;
});
const text =
  `// Written by scripts/generate_field_table.ts: where kustomize 5.8.1 looks for names, labels, images and so on.
// deno-fmt-ignore-file

/** Rows are \`+\` (made where it is missing) or \`-\`, \`group/version/Kind\`, and the path. */
export const defaultFields = {
${sections.join("\n")}
} as const;
`;
await Deno.writeTextFile(new URL("../tables/default_fields.ts", import.meta.url), text);
