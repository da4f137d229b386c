import { assert, assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { ChartError, LimitError, loadChart, readArchive, renderRelease } from "./mod.ts";

const encoder = new TextEncoder();
const CHART = "apiVersion: v2\nname: evil\nversion: 1.0.0\n";

function chartOf(template: string, values = "", files: Readonly<Record<string, string>> = {}) {
  const all = {
    "Chart.yaml": CHART,
    "templates/a.yaml": template,
    "values.yaml": values,
    ...files,
  };
  return loadChart(
    Object.entries(all).map(([name, text]) => ({ name, data: encoder.encode(text) })),
  );
}

const BOUNDS = { steps: 200_000, output: 2_000_000, size: 1_000_000 };

/** The error of a template, by its class and its message. */
function stopped(template: string, values = ""): Error {
  let ticks = 0;
  const limits = { ...BOUNDS, deadline: 1_000, now: () => ticks++ };
  try {
    renderRelease(chartOf(template, values), { name: "rel", namespace: "ns", limits });
  } catch (error) {
    return error as Error;
  }
  throw new Error("the template was not stopped");
}

const limitOf = (error: Error) => error instanceof LimitError ? error.limit : error.message;

Deno.test("renderRelease() stops loops that take too many steps", () => {
  const loop = "{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}";
  assertEquals(limitOf(stopped(loop)), "steps");
});

Deno.test("renderRelease() stops at its deadline", () => {
  const limits = { ...BOUNDS, steps: Infinity, deadline: 0, now: () => 1 };
  const chart = chartOf("{{ range until 100000 }}{{ end }}");
  let error: unknown;
  try {
    renderRelease(chart, { name: "rel", namespace: "ns", limits });
  } catch (thrown) {
    error = thrown;
  }
  assert(error instanceof LimitError);
  assertEquals(error.limit, "time");
});

Deno.test("renderRelease() stops templates that write too much", () => {
  const text = "x".repeat(1000);
  assertEquals(limitOf(stopped(`{{ range until 10000 }}${text}{{ end }}`)), "output");
  const doubling = '{{ define "d" }}{{ $s := include "e" . }}{{ $s }}{{ $s }}{{ end }}' +
    `{{ define "e" }}${text}{{ end }}{{ range until 5000 }}{{ include "d" . }}{{ end }}`;
  assertEquals(limitOf(stopped(doubling)), "output");
});

Deno.test("renderRelease() stops functions that make too large a value", () => {
  assertEquals(limitOf(stopped('{{ repeat 2000000000 "x" }}')), "memory");
  assertEquals(limitOf(stopped("{{ until 2000000000 | len }}")), "memory");
  assertEquals(limitOf(stopped("{{ randAlpha 2000000000 }}")), "memory");
});

Deno.test("renderRelease() stops lists, texts and maps that double, written or compared", () => {
  const doubled = (name: string, start: string, step: string) =>
    `{{ ${name} := ${start} }}{{ range until 60 }}{{ ${name} = ${step} }}{{ end }}`;
  const map = doubled("$d", 'dict "x" 1', 'dict "a" $d "b" $d');
  const again = doubled("$e", 'dict "x" 1', 'dict "a" $e "b" $e');
  for (
    const template of [
      doubled("$l", "list 1 2 3", "concat $l $l"),
      doubled("$s", '"abc"', 'printf "%s%s" $s $s'),
      doubled("$s", '"abc"', "cat $s $s"),
      doubled("$s", '"abc"', "join $s (list $s $s)"),
      `${map}{{ toYaml $d }}`,
      `${map}{{ toJson $d }}`,
      `${map}{{ toString $d | len }}`,
      `${map}{{ deepCopy $d | len }}`,
      `${map}${again}{{ deepEqual $d $e }}`,
    ]
  ) assertEquals(limitOf(stopped(template)), "memory", template);
});

Deno.test("renderRelease() stops maps that hold themselves", () => {
  const self = '{{ $d := dict }}{{ $_ := set $d "a" $d }}';
  for (
    const use of ["toYaml $d", "toJson $d", "toToml $d", "$d", "deepCopy $d"]
  ) assertEquals(limitOf(stopped(`${self}{{ ${use} }}`)), "memory", use);
});

Deno.test("renderRelease() looks at the clock behind every slow function", () => {
  let ticks = 0;
  const limits = { ...BOUNDS, deadline: 3, now: () => ticks++ };
  const chart = chartOf(
    '{{ range until 50 }}{{ $x := derivePassword 1 "long" "a" "b" "c" }}{{ end }}',
  );
  assertThrows(
    () => renderRelease(chart, { name: "rel", namespace: "ns", limits }),
    LimitError,
    "take too long",
  );
});

Deno.test("renderRelease() stops templates that call themselves", () => {
  const self = '{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}';
  const error = stopped(self);
  assert(error instanceof LimitError || /nested reference name/.test(error.message));
  assert(stopped('{{ define "y" }}{{ template "y" . }}{{ end }}{{ template "y" . }}'));
});

Deno.test("renderRelease() stops tpl that makes itself longer", () => {
  const bomb = "{{ tpl .Values.bomb . }}";
  assert(stopped(bomb, "bomb: '{{ tpl .Values.bomb . }}{{ tpl .Values.bomb . }}'"));
});

Deno.test("renderRelease() takes keys of the prototype for data", () => {
  const values = "__proto__:\n  polluted: yes\nconstructor: c\ntoString: t\n";
  const template = "v: {{ .Values.constructor }}{{ .Values.toString }}{{ .Values.hasOwnProperty }}";
  const { manifests } = renderRelease(chartOf(template, values), { name: "r", namespace: "n" });
  assertEquals(manifests[0]?.content, "v: ct");
  assertEquals(({} as Record<string, unknown>)["polluted"], undefined);
});

Deno.test("renderRelease() says that values are too deep instead of failing anyhow", () => {
  const deep = `a: ${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  let error: unknown;
  try {
    renderRelease(chartOf("a: {{ .Values.a }}", deep), { name: "r", namespace: "n" });
  } catch (thrown) {
    error = thrown;
  }
  assert(error instanceof ChartError || error instanceof LimitError, String(error));
});

/** A header of a tar file for a file of the given size. */
function tarHeader(name: string, size: number): Uint8Array {
  const header = new Uint8Array(512);
  header.set(encoder.encode(name));
  header.set(encoder.encode(size.toString(8).padStart(11, "0")), 124);
  header[156] = 48;
  return header;
}

function archive(...parts: Uint8Array[]): Uint8Array {
  return gzipSync(Buffer.concat([...parts, new Uint8Array(1024)]));
}

Deno.test("readArchive() refuses paths that lead out, bombs, and files that are cut off", () => {
  const outcome = (data: Uint8Array) => {
    try {
      return readArchive(data).map(({ name }) => name);
    } catch (error) {
      assert(error instanceof ChartError, String(error));
      return error.message;
    }
  };
  assertEquals(outcome(archive(tarHeader("app/Chart.yaml", 0))), ["Chart.yaml"]);
  assertEquals(
    outcome(archive(tarHeader("app/../../etc/passwd", 0))),
    "chart illegally references parent directory",
  );
  assertEquals(
    outcome(archive(tarHeader("app//etc/passwd", 0))),
    "chart illegally contains absolute paths",
  );
  assertEquals(outcome(archive(tarHeader("app/a", 1 << 20))), "chart archive is cut off");
  const bomb = gzipSync(new Uint8Array(101 << 20));
  assert(String(outcome(bomb)).includes("larger than the maximum size"));
});
