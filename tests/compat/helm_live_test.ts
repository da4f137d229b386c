import { assertEquals } from "@std/assert";
import { HELM, helmRendered, rendered, withoutLog } from "./helm_binary.ts";
import { SNIPPETS, VALUES } from "./tables/helm_snippets.ts";

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

function theirs(folder: string): string {
  const { success, text } = helmRendered(folder);
  return success ? text : withoutLog(text.replace(/\n\nUse --debug flag.*/s, "\n"));
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
        const [got, want] = [rendered(folder), theirs(folder)];
        return got === want ? [] : [{ snippet, got, want }];
      });
      assertEquals(wrong, []);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
