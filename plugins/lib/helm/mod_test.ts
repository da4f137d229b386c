import { assertEquals, assertThrows } from "@std/assert";
import {
  ChartError,
  type ChartFile,
  loadChart,
  printRelease,
  readChart,
  renderRelease,
  setLiteral,
  setValues,
  splitManifests,
  valuesFromJson,
  withoutIgnored,
} from "./mod.ts";

const encoder = new TextEncoder();
const filesOf = (files: Readonly<Record<string, string>>): ChartFile[] =>
  Object.entries(files).map(([name, text]) => ({ name, data: encoder.encode(text) }));
const chartYaml = (more = "") => `apiVersion: v2\nname: app\nversion: 1.0.0\n${more}`;
const subYaml = "apiVersion: v2\nname: sub\nversion: 1.2.3\n";

function render(files: Readonly<Record<string, string>>, values: unknown = {}): string {
  const chart = loadChart(filesOf({ "Chart.yaml": chartYaml(), ...files }));
  const given = valuesFromJson(values);
  return printRelease(renderRelease(chart, { name: "rel", namespace: "ns", values: given }));
}

const body = (text: string) => text.replace(/---\n# Source: .*\n/g, "").trim();

Deno.test("null in the given values deletes a default, null in the chart's own is dropped", () => {
  const files = {
    "values.yaml": "a: {x: 1, z: 2}\nb: null\nc: 3\n",
    "templates/a.yaml": "v: {{ toJson .Values }}",
  };
  assertEquals(body(render(files, { a: { x: null }, c: null })), 'v: {"a":{"z":2}}');
});

Deno.test("a dependency is rendered by its condition, its tags and its alias", () => {
  const files = {
    "Chart.yaml": chartYaml(
      "dependencies:\n- {name: sub, version: 1.x, condition: sub.on, tags: [t]}\n" +
        "- {name: sub, version: ^1.0.0, alias: other}\n",
    ),
    "charts/sub/Chart.yaml": subYaml,
    "charts/sub/values.yaml": "on: true\nv: default\n",
    "charts/sub/templates/a.yaml": "{{ .Chart.Name }}: {{ .Values.v }} {{ .Values.global.g }}",
  };
  const text = render(files, { global: { g: "G" }, other: { v: "given" } });
  assertEquals(body(text), "other: given G\nsub: default G");
  assertEquals(body(render(files, { sub: { on: false } })), "other: default");
  assertEquals(body(render(files, { tags: { t: false }, sub: { on: null } })), "other: default");
});

Deno.test("import-values lifts a child's table into the parent", () => {
  const files = {
    "Chart.yaml": chartYaml(
      "dependencies:\n- {name: sub, version: 1.2.3, import-values: [data, {child: inner, parent: mine}]}\n",
    ),
    "charts/sub/Chart.yaml": subYaml,
    "charts/sub/values.yaml": "exports: {data: {a: 1}}\ninner: {b: 2}\n",
    "templates/a.yaml": "v: {{ .Values.a }}{{ .Values.mine.b }}",
  };
  assertEquals(body(render(files)), "v: 12");
});

Deno.test("objects come in the order of installation, hooks behind them, unknown kinds last", () => {
  const object = (kind: string, more = "") => `kind: ${kind}\nmetadata: {name: a${more}}\n`;
  const files = {
    "templates/a.yaml": [
      object("Zebra"),
      object("Deployment"),
      object("Job", ', annotations: {"helm.sh/hook": pre-install}'),
      object("Job", ', annotations: {"helm.sh/hook": nonsense}'),
      object("Alpha"),
      object("Service"),
    ].join("---\n"),
  };
  const kinds = [...render(files).matchAll(/^kind: (.*)$/gm)].map(([, kind]) => kind);
  assertEquals(kinds, ["Service", "Deployment", "Alpha", "Zebra", "Job"]);
});

Deno.test("splitManifests() cuts at separators, even where text follows", () => {
  assertEquals(splitManifests("\n---\na: 1\n---b: 2\n--- # c\n"), ["a: 1", "b: 2", "# c\n"]);
});

Deno.test("renderRelease() refuses a cluster that the chart does not take", () => {
  const files = { "Chart.yaml": chartYaml('kubeVersion: ">=1.40"\n') };
  assertThrows(
    () => render(files),
    Error,
    "chart requires kubeVersion: >=1.40 which is incompatible with Kubernetes v1.36.0",
  );
});

Deno.test("values that break the schema are refused in Helm's words", () => {
  const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["m"] };
  const message = "app:\n- at '': missing property 'm'\n- at '/n': got string, want integer\n";
  assertThrows(
    () => render({ "values.schema.json": JSON.stringify(schema) }, { n: "x" }),
    Error,
    message,
  );
});

Deno.test("library charts give definitions and nothing else", () => {
  const files = {
    "charts/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n",
    "charts/lib/templates/_a.tpl": '{{ define "lib.a" }}A{{ end }}',
    "charts/lib/templates/b.yaml": "b: 1",
    "templates/a.yaml": 'v: {{ include "lib.a" . }}',
  };
  assertEquals(body(render(files)), "v: A");
});

Deno.test("files are read, matched and encoded for ConfigMaps and Secrets", () => {
  const files = {
    "conf/a.txt": "one\ntwo\n",
    "conf/deep/b.txt": "x",
    "templates/a.yaml": 'v: {{ (.Files.Glob "conf/*.txt").AsConfig | quote }}\n' +
      'w: {{ .Files.Lines "conf/a.txt" }}\nx: {{ (.Files.Glob "**/b.txt").AsSecrets | quote }}',
  };
  assertEquals(
    body(render(files)),
    'v: "a.txt: |\\n  one\\n  two"\nw: [one two]\nx: "b.txt: eA=="',
  );
});

Deno.test("withoutIgnored() follows .helmignore, folders and negation too", () => {
  const files = filesOf({
    ".helmignore": "*.tmp\n/docs/\n# no\n",
    "a.tmp": "",
    "docs/x": "",
    "sub/docs/x": "",
    "templates/.hidden": "",
    "templates/a.yaml": "",
  });
  const kept = withoutIgnored(files).map(({ name }) => name);
  assertEquals(kept, [".helmignore", "sub/docs/x", "templates/a.yaml"]);
});

Deno.test("setValues() reads paths, indexes, lists and typed values", () => {
  const values = valuesFromJson({ a: { keep: 1 } });
  setValues("a.b[1]=x,a.c={1,true},d=null,e\\.f=007", values);
  const read = (key: string) => values.get(key);
  assertEquals((read("a") as Map<string, unknown>).get("b"), [null, "x"]);
  assertEquals(read("d"), null);
  assertEquals(read("e.f"), "007");
  setLiteral("g=a,b=c", values);
  assertEquals(read("g"), "a,b=c");
  setValues('h={"x":[1,2]},i=1', values, "json");
  assertEquals(read("h"), new Map([["x", [1, 2]]]));
  assertThrows(() => setValues("a", values), Error, 'key "a" has no value');
});

Deno.test("the fields of Chart.yaml are found whatever their case, as Go reads JSON", () => {
  const text = "apiversion: v2\nNAME: app\nversion: 1.0.0\nappversion: old\nappVersion: 9.9\n";
  const files = { "Chart.yaml": text, "templates/a.yaml": "v: {{ .Chart.AppVersion }}" };
  assertEquals(body(render(files)), "v: old");
});

Deno.test("splitManifests() takes off space as RE2 knows it, which is of ASCII", () => {
  assertEquals(splitManifests("a: 1\u00a0 \n---\n\u00a0b: 2\n"), ["a: 1\u00a0", "b: 2\n"]);
});

Deno.test("readChart() names what a broken link leads to", () => {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    Deno.writeTextFileSync(`${folder}/Chart.yaml`, chartYaml());
    Deno.symlinkSync("../gone/far", `${folder}/values.yaml`);
    const gone = `${folder.slice(0, folder.lastIndexOf("/"))}/gone`;
    assertThrows(
      () => readChart(folder),
      ChartError,
      `error evaluating symlink ${folder}/values.yaml: lstat ${gone}: no such file or directory`,
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
