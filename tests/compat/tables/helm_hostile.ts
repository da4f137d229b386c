import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";

/** A chart that would harm whoever renders it. */
export interface HostileChart {
  readonly name: string;
  /** The text of its only template, where `files` says none. */
  readonly template?: string;
  /** Its values.yaml. */
  readonly values?: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Values of the release itself. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** What the failure says. */
  readonly says: RegExp;
}

const loops = (levels: number): string =>
  levels === 0 ? "" : `{{ range until 1000 }}${loops(levels - 1)}{{ end }}`;
const doubling = (name: string, start: string, step: string): string =>
  `{{ ${name} := ${start} }}{{ range until 60 }}{{ ${name} = ${step} }}{{ end }}`;
const map = doubling("$d", 'dict "x" 1', 'dict "a" $d "b" $d');
const self = '{{ $d := dict }}{{ $_ := set $d "a" $d }}';
const deep = (open: string, close: string, levels = 200_000): string =>
  open.repeat(levels) + close.repeat(levels);
const calls = (name: string, how: string): string => `{{ define "${name}" }}${how}{{ end }}${how}`;

const steps = /take too many steps/;
const output = /write too much/;
const large = /too large/;
const visits = /looks at too many values|too deeply|too large/;
const nested = /nested reference name|error calling include|too deeply|too large/;

const looping: readonly HostileChart[] = [
  { name: "loops in loops", template: loops(6), says: steps },
  {
    name: "a loop of a billion rounds",
    template: "{{ range until 1000000000 }}{{ end }}",
    says: large,
  },
  {
    name: "a loop over an integer",
    template: "{{ range 9000000000000000000 }}{{ end }}",
    says: steps,
  },
  {
    name: "a loop that looks at the clock alone",
    template: `{{ range until 100000 }}{{ $_ := derivePassword 1 "long" "a" "b" "c" }}{{ end }}`,
    says: /take too long/,
  },
  {
    name: "passwords hashed without end",
    template: `{{ range until 100000 }}{{ $_ := bcrypt "a" }}{{ end }}`,
    says: /take too long/,
  },
  {
    name: "keys made without end",
    template: `{{ range until 100000 }}{{ $_ := genPrivateKey "rsa" }}{{ end }}`,
    says: /take too long/,
  },
];

const recursion: readonly HostileChart[] = [
  { name: "include of itself", template: calls("x", '{{ include "x" . }}'), says: nested },
  {
    name: "include of itself, twice",
    template: calls("x", '{{ include "x" . }}{{ include "x" . }}'),
    says: nested,
  },
  { name: "template of itself", template: calls("x", '{{ template "x" . }}'), says: nested },
  {
    name: "two that call each other",
    template:
      '{{ define "x" }}{{ include "y" . }}{{ end }}{{ define "y" }}{{ template "x" . }}{{ end }}{{ include "x" . }}',
    says: nested,
  },
  {
    name: "tpl of itself",
    template: "{{ tpl .Values.t . }}",
    values: "t: '{{ tpl .Values.t . }}'\n",
    says: nested,
  },
  {
    name: "tpl of itself, twice",
    template: "{{ tpl .Values.t . }}",
    values: "t: '{{ tpl .Values.t . }}{{ tpl .Values.t . }}'\n",
    says: nested,
  },
  {
    name: "tpl that grows",
    template:
      '{{ define "g" }}{{ tpl (printf "%s%s" . .) . }}{{ end }}{{ include "g" "{{ include \\"g\\" . }}" }}',
    says: /./,
  },
  {
    name: "tpl of a text that doubles",
    template: `${doubling("$t", '"{{ .Values.a }}"', 'printf "%s%s" $t $t')}{{ tpl $t . }}`,
    says: large,
  },
  { name: "a file of parentheses", template: `{{ ${deep("(", ")")} }}`, says: /./ },
  { name: "a file of blocks", template: deep("{{ if true }}", "{{ end }}"), says: /./ },
];

const size: readonly HostileChart[] = [
  { name: "a list of two billion", template: "{{ untilStep 0 2000000000 1 | len }}", says: large },
  { name: "seq of two billion", template: "{{ seq 1 2000000000 | len }}", says: large },
  { name: "a text of 2 GB", template: '{{ repeat 2000000000 "x" }}', says: large },
  { name: "indentation of 2 GB", template: '{{ indent 2000000000 "x" }}', says: large },
  {
    name: "lines indented by a lot",
    template: '{{ repeat 1000000 "\\n" | indent 100000 }}',
    says: large,
  },
  {
    name: "padding of 1 MB, over and over",
    template: '{{ range until 1000000 }}{{ printf "%1000000d" 1 }}{{ end }}',
    says: output,
  },
  { name: "random text of 2 GB", template: "{{ randAlpha 2000000000 }}", says: large },
  { name: "random bytes of 2 GB", template: "{{ randBytes 2000000000 }}", says: large },
  {
    name: "replacing that multiplies",
    template: '{{ repeat 1000000 "x" | replace "x" (repeat 100000 "y") }}',
    says: large,
  },
  {
    name: "regular expressions that multiply",
    template: '{{ regexReplaceAll "x" (repeat 1000000 "x") (repeat 100000 "y") }}',
    says: large,
  },
  {
    name: "joining that multiplies",
    template: '{{ until 1000000 | join (repeat 100000 "y") }}',
    says: large,
  },
  {
    name: "wrapping that multiplies",
    template: '{{ wrapWith 1 (repeat 100000 "y") (repeat 1000000 "x ") }}',
    says: large,
  },
  {
    name: "output of 1 GiB",
    template: `{{ range until 2000000 }}${"x".repeat(1000)}{{ end }}`,
    says: output,
  },
  {
    name: "output of 1 GiB by include",
    template: `{{ define "x" }}${
      "x".repeat(10_000)
    }{{ end }}{{ range until 200000 }}{{ $x := include "x" . }}{{ end }}`,
    says: output,
  },
  {
    name: "a list that doubles",
    template: doubling("$l", "list 1 2 3", "concat $l $l"),
    says: large,
  },
  { name: "a map that doubles, as YAML", template: `${map}{{ toYaml $d }}`, says: visits },
  { name: "a map that doubles, as JSON", template: `${map}{{ toJson $d }}`, says: visits },
  { name: "a map that doubles, as text", template: `${map}{{ $d }}`, says: visits },
  { name: "a map that doubles, copied", template: `${map}{{ deepCopy $d | len }}`, says: visits },
  {
    name: "a map that doubles, merged",
    template: `${map}{{ merge (dict) $d | toString | len }}`,
    says: visits,
  },
  { name: "a map in itself, as YAML", template: `${self}{{ toYaml $d }}`, says: visits },
  { name: "a map in itself, as JSON", template: `${self}{{ toJson $d }}`, says: visits },
  { name: "a map in itself, as text", template: `${self}{{ $d }}`, says: visits },
];

const anchors = (levels: number): string =>
  "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" +
  Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`)}]\n`)
    .join("");

const values: readonly HostileChart[] = [
  { name: "values of 200,000 brackets", values: `a: ${deep("[", "]")}\n`, says: /./ },
  { name: "values of 200,000 braces", values: `a: ${deep("{a: ", "}")}\n`, says: /./ },
  {
    name: "values whose anchors multiply",
    values: anchors(12),
    says: /excessive aliasing|too many/,
  },
  {
    name: "a document of 200,000 brackets",
    template: `{{ repeat 200000 "[" }}{{ repeat 200000 "]" }}`,
    says: /./,
  },
  {
    name: "fromJson of 200,000 brackets",
    template: '{{ fromJsonArray (repeat 200000 "[") }}',
    says: /./,
  },
  {
    name: "fromYaml whose anchors multiply",
    template: `{{ fromYaml (.Files.Get "bomb") }}`,
    files: { "bomb": anchors(12) },
    says: /./,
  },
  {
    name: "a schema of 200,000 levels",
    files: { "values.schema.json": deep('{"properties":{"a":', "}}").replace("}}", "true}}") },
    says: /./,
  },
  {
    name: "a schema that refers to itself",
    files: { "values.schema.json": '{"$ref": "#"}' },
    says: /./,
  },
  {
    name: "a schema whose pattern backtracks",
    values: `a: ${"a".repeat(50_000)}!\n`,
    files: { "values.schema.json": '{"properties": {"a": {"pattern": "^(a+)+$"}}}' },
    says: /don't meet the specifications/,
  },
  {
    name: "a pattern that backtracks",
    template:
      `{{ if regexMatch "^(a|aa|a*)+b$" (repeat 50000 "a") }}{{ else }}{{ fail "no match" }}{{ end }}`,
    says: /no match/,
  },
  {
    name: "a pattern that is repeated in itself",
    template: '{{ mustRegexMatch "((((a{100}){100}){100}){100}){100}" "a" }}',
    says: /./,
  },
];

const encoder = new TextEncoder();

function tarEntry(name: string, data: Uint8Array | number): Uint8Array[] {
  const header = new Uint8Array(512);
  const length = typeof data === "number" ? data : data.length;
  header.set(encoder.encode(name));
  header.set(encoder.encode("0000644"), 100);
  header.set(encoder.encode(length.toString(8).padStart(11, "0")), 124);
  header[156] = 48;
  header.set(encoder.encode("        "), 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(encoder.encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  if (typeof data === "number") return [header];
  return [header, data, new Uint8Array((512 - length % 512) % 512)];
}

const CHART = "apiVersion: v2\nname: evil\nversion: 1.0.0\n";
const packed = (...entries: readonly Uint8Array[][]): Uint8Array =>
  gzipSync(Buffer.concat(entries.flat().concat(new Uint8Array(1024))), { level: 9 });
const chartEntry = (folder = "evil"): Uint8Array[] =>
  tarEntry(`${folder}/Chart.yaml`, encoder.encode(CHART));
const zeros = (mebibytes: number): Uint8Array => new Uint8Array(mebibytes << 20);

const archive = (data: () => Uint8Array) => ({ "evil.tgz": data() });

/** Charts that are archives; each is made when it is asked for, as some are large. */
const archives: readonly (() => HostileChart)[] = [
  () => ({
    name: "an archive of 1 GiB of zeros",
    files: archive(() => bomb(1024)),
    says: /maximum size/,
  }),
  () => ({
    name: "an archive in which one file is too large",
    files: archive(() => packed(chartEntry(), tarEntry("evil/a", zeros(6)))),
    says: /maximum file size/,
  }),
  () => ({
    name: "an archive of nothing but zeros",
    files: archive(() => packed([zeros(90)])),
    says: /no files/,
  }),
  () => ({
    name: "an archive that says it is larger than it is",
    files: archive(() => packed(tarEntry("evil/Chart.yaml", 1 << 30))),
    says: /cut off|unexpected EOF/,
  }),
  () => ({
    name: "archives in an archive, which are small until they are opened",
    files: archive(() => {
      const inner = packed(
        chartEntry(),
        ...Array.from({ length: 16 }, (_, i) => tarEntry(`evil/f${i}`, zeros(5))),
      );
      return packed(
        chartEntry(),
        ...Array.from({ length: 100 }, (_, i) => tarEntry(`evil/charts/${i}.tgz`, inner)),
      );
    }),
    says: /maximum size/,
  }),
  () => ({
    name: "archives in archives in archives",
    files: archive(() => {
      let data = packed(chartEntry());
      for (let i = 0; i < 150; i++) {
        data = packed(chartEntry(), tarEntry("evil/charts/a.tgz", data));
      }
      return data;
    }),
    says: /too deeply/,
  }),
  () => ({
    name: "an archive that leads out",
    files: archive(() =>
      packed(chartEntry(), tarEntry("evil/../../etc/passwd", encoder.encode("x")))
    ),
    says: /parent directory/,
  }),
  () => ({ name: "an archive that is none", files: archive(() => zeros(1)), says: /gzip/ }),
];

/** Zeros by the mebibyte, packed without holding them. */
function bomb(mebibytes: number): Uint8Array {
  const member = gzipSync(zeros(16), { level: 9 });
  return Buffer.concat(Array<Uint8Array>(mebibytes / 16).fill(member));
}

/** Each is stopped by an error of a type; the process that renders lives on. */
export const HOSTILE: readonly (() => HostileChart)[] = [
  ...[...looping, ...recursion, ...size, ...values].map((chart) => () => chart),
  ...archives,
];
