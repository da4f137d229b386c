import { assertEquals } from "@std/assert";
import { decodeJson } from "../../core/yaml/mod.ts";
import { type ChartFile, loadChart, renderRelease } from "../../plugins/lib/helm/mod.ts";
import { CORPUS, exists, readJson } from "./corpus.ts";

interface Micro {
  readonly values: string;
  readonly cases: readonly {
    readonly tpl: string;
    readonly out?: string;
    readonly err?: string;
    readonly random?: boolean;
  }[];
}

const encoder = new TextEncoder();
const file = (name: string, text: string): ChartFile => ({ name, data: encoder.encode(text) });

/** What a snippet gives in a chart of its own: the text, or the error as helm prints it. */
function evaluate(snippet: string, values: string): string {
  const template = `{{- define "p" -}}${snippet}{{- end }}out: {{ include "p" . | toJson }}\n`;
  try {
    const chart = loadChart([
      file("Chart.yaml", 'apiVersion: v2\nname: probe\nversion: 1.2.3\nappVersion: "4.5"\n'),
      file("values.yaml", values),
      file("templates/p.yaml", template),
    ]);
    const { manifests } = renderRelease(chart, { name: "rel", namespace: "default" });
    return String(decodeJson(manifests[0]!.content.slice("out:".length).trim()));
  } catch (error) {
    return `Error: ${(error as Error).message}`;
  }
}

Deno.test({
  name: "templates give helm 4.2.3's outputs and error texts for every snippet of the corpus",
  ignore: !exists(`${CORPUS}helm/micro.json`),
  fn() {
    const { values, cases } = readJson<Micro>("helm/micro.json");
    for (const { tpl, out, err, random } of cases) {
      const got = evaluate(tpl, values);
      if (random) assertEquals(got.startsWith("Error: "), false, tpl);
      else assertEquals(got, err ?? out, tpl);
    }
  },
});
