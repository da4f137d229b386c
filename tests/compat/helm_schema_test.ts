import { assertEquals } from "@std/assert";
import { HELM, helmRendered, rendered, withoutLog } from "./helm_binary.ts";
import { SCHEMAS } from "./tables/helm_schemas.ts";

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
        const [got, want] = [rendered(folder), withoutLog(helmRendered(folder).text)];
        return sorted(got) === sorted(want) ? [] : [{ schema, values, got, want }];
      });
      assertEquals(wrong, []);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
