import { assertEquals, assertThrows } from "@std/assert";
import {
  BUILTINS,
  byteLength,
  byteSlice,
  define,
  formatFloat,
  fromBytes,
  parse,
  quote,
  Run,
  Sized,
  sprintf,
  Templates,
  toBytes,
} from "./mod.ts";

const functions = new Map([
  ...BUILTINS,
  ["dict", define([], () => new Map<string, unknown>([["b", 1n], ["a", null]]))] as const,
  ["list", define(["...any"], (...items) => items)] as const,
  ["upper", define(["string"], (text) => text.toUpperCase())] as const,
  ["double", define(["int"], (value) => BigInt(value * 2))] as const,
]);

function render(text: string, dot: unknown = undefined, missing: "zero" | "invalid" = "zero") {
  const trees = parse("file.tpl", text, (name) => functions.has(name));
  return new Run(new Templates(trees), functions, { missing }).render("file.tpl", dot);
}

const dot = new Map<string, unknown>([
  ["name", "n"],
  ["map", new Map([["z", 1], ["a", 2]])],
  ["items", ["x", null, 3]],
  ["nothing", null],
]);

Deno.test("parse() trims space before {{- and behind -}}, comments too", () => {
  assertEquals(render("a \n{{- 1 -}}\n b {{/* no */}}c{{- /* no */ -}} d"), "a1b cd");
});

Deno.test("range visits maps by sorted key, lists by index, integers by count", () => {
  assertEquals(render("{{ range $k, $v := .map }}{{ $k }}{{ $v }} {{ end }}", dot), "a2 z1 ");
  assertEquals(
    render("{{ range $i, $e := .items }}{{ $i }}{{ $e }} {{ end }}", dot),
    "0x 1<no value> 23 ",
  );
  assertEquals(render("{{ range 3 }}{{ . }}{{ end }}"), "012");
  assertEquals(render("{{ range .nothing }}x{{ else }}none{{ end }}", dot), "none");
});

Deno.test("break and continue leave the round, with and else with change the dot", () => {
  const loop = "{{ range list 1 2 3 4 }}{{ if eq . 2 }}{{ continue }}{{ end }}" +
    "{{ if eq . 4 }}{{ break }}{{ end }}{{ . }}{{ end }}";
  assertEquals(render(loop), "13");
  assertEquals(render("{{ with 0 }}a{{ else with 5 }}{{ . }}{{ end }}"), "5");
});

Deno.test("variables live as long as their block, and = sets those outside", () => {
  const text = "{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x := 3 }}{{ $x }}{{ end }}{{ $x }}";
  assertEquals(render(text), "32");
  assertThrows(
    () => render("{{ if true }}{{ $y := 1 }}{{ end }}{{ $y }}"),
    Error,
    'undefined variable "$y"',
  );
});

Deno.test("a later definition replaces an earlier one unless it is blank", () => {
  assertEquals(
    render('{{ define "a" }}1{{ end }}{{ define "a" }} {{ end }}{{ template "a" }}'),
    "1",
  );
});

Deno.test("nil in a map is an error to look into, no value at all is not", () => {
  assertThrows(
    () => render("{{ .nothing.deep }}", dot),
    Error,
    "nil pointer evaluating interface {}.deep",
  );
  assertEquals(render("{{ (.nothing).deep }}", dot), "<no value>");
  assertEquals(render("{{ .absent }}", dot, "invalid"), "<no value>");
});

Deno.test("arguments of the wrong type are refused as Go refuses them", () => {
  const message = (text: string) => {
    try {
      return render(text, dot);
    } catch (error) {
      return (error as Error).message.replace(/^.* at /, "");
    }
  };
  assertEquals(message("{{ upper 3 }}"), "<3>: expected string; found 3");
  assertEquals(
    message("{{ upper .map }}"),
    "<.map>: wrong type for value; expected string; got map[string]interface {}",
  );
  assertEquals(
    message("{{ upper .nothing }}"),
    "<.nothing>: wrong type for value; expected string; got interface {}",
  );
  assertEquals(message("{{ .nothing | upper }}"), "<upper>: invalid value; expected string");
  assertEquals(message("{{ double }}"), "<double>: wrong number of args for double: want 1 got 0");
  assertEquals(message("{{ .name 1 }}"), "<.name>: name is not a method but has arguments");
});

Deno.test("errors name the file, the line and the column in bytes", () => {
  assertThrows(
    () => render("é\né{{ index list 1 }}"),
    Error,
    'template: file.tpl:2:5: executing "file.tpl" at <index list 1>: error calling index: index out of range: 1',
  );
  assertThrows(
    () => render("a\n{{ nope }}"),
    Error,
    'template: file.tpl:2: function "nope" not defined',
  );
  assertThrows(() => render("{{ if }}{{ end }}"), Error, "missing value for if");
});

Deno.test("sprintf() pads, signs and says what does not fit", () => {
  assertEquals(
    sprintf("%5d|%-5d|%05d|%+d|%x", [42n, 42n, 42n, 42n, 255n]),
    "   42|42   |00042|+42|ff",
  );
  assertEquals(sprintf("%d %s %z", [1.5, 1n, true]), "%!d(float64=1.5) %!s(int=1) %!z(bool=true)");
  assertEquals(sprintf("%d", []), "%!d(MISSING)");
  assertEquals(sprintf("x", [1n]), "x%!(EXTRA int=1)");
  assertEquals(sprintf("%[2]s %[1]s", ["a", "b"]), "b a");
  assertEquals(sprintf("%6.2f|%e|%g", [3.14159, 1234.5, 1e21]), "  3.14|1.234500e+03|1e+21");
  assertEquals(sprintf("%T %T", [new Sized("int64", 1n), null]), "int64 <nil>");
  assertEquals(sprintf("%", []), "%!(NOVERB)");
});

Deno.test("formatFloat() writes the shortest text that reads back the same", () => {
  assertEquals(formatFloat(0.1 + 0.2, "g", -1), "0.30000000000000004");
  assertEquals(formatFloat(1234567, "g", -1), "1.234567e+06");
  assertEquals(formatFloat(1e-7, "f", -1), "0.0000001");
});

Deno.test("texts keep bytes that are no UTF-8", () => {
  const bytes = Uint8Array.of(0x61, 0xff, 0xc3, 0xa9);
  assertEquals(toBytes(fromBytes(bytes)), bytes);
  assertEquals(byteLength(fromBytes(bytes)), 4);
  assertEquals(quote(fromBytes(bytes)), '"a\\xffé"');
  assertEquals(toBytes(byteSlice("héllo", 0, 2)), Uint8Array.of(0x68, 0xc3));
});
