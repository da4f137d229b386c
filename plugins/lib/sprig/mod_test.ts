import { assert, assertEquals, assertThrows } from "@std/assert";
import { createHash, X509Certificate } from "node:crypto";
import { compareSync } from "bcryptjs";
import { BUILTINS, parse, Run, Templates } from "../gotemplate/mod.ts";
import { SPRIG } from "./mod.ts";

const functions = new Map([...BUILTINS, ...SPRIG]);

function render(text: string, dot?: unknown): string {
  const trees = parse("t", text, (name) => functions.has(name));
  return new Run(new Templates(trees), functions, { missing: "zero" }).render("t", dot);
}

Deno.test("arithmetic is of int64, with decimals where the name ends in f", () => {
  assertEquals(render('{{ add 1 2.9 "3" }} {{ div 7 -2 }} {{ mod -7 3 }}'), "6 -3 -1");
  assertEquals(
    render("{{ addf 0.1 0.2 }} {{ divf 10 4 }} {{ add 9223372036854775807 1 }}"),
    "0.3 2.5 -9223372036854775808",
  );
  assertThrows(() => render("{{ div 1 0 }}"), Error, "integer divide by zero");
});

Deno.test("set, unset and merge change the map itself", () => {
  const text = '{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $_ := unset $d "a" }}{{ $d }}';
  assertEquals(render(text), "map[b:2]");
  assertEquals(render('{{ merge (dict "a" "" "b" 1) (dict "a" 2 "b" 3) }}'), "map[a:2 b:1]");
  assertEquals(render('{{ mergeOverwrite (dict "a" 1) (dict "a" nil) }}'), "map[a:<nil>]");
});

Deno.test("a text is cut by bytes, and a cut character keeps its bytes", () => {
  assertEquals(render('{{ trunc 2 "héé" | len }} {{ trunc 2 "hé" | b64enc }}'), "2 aMM=");
});

Deno.test("regular expressions are RE2's, linear, with Go's replacement", () => {
  assertEquals(render('{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }}'), "-W-xxW-");
  assertEquals(render('{{ regexMatch "^(a+)+$" (printf "%sb" (repeat 40 "a")) }}'), "false");
  assertThrows(
    () => render('{{ regexFind "(?=a)" "a" }}'),
    Error,
    "invalid or unsupported Perl syntax",
  );
  assertEquals(
    render('{{ regexSplit "" "abc" -1 }} {{ regexFindAll "a*" "baaac" -1 }}'),
    "[a b c] [ aaa ]",
  );
});

Deno.test("dates are written by Go's layouts in any zone", () => {
  const zone =
    '{{ dateInZone "Mon Jan _2 15:04:05 MST 2006" (1700000000 | int64) "America/New_York" }}';
  assertEquals(render(zone), "Tue Nov 14 17:13:20 EST 2023");
  assertEquals(render('{{ toDate "2006-01-02" "2020-02-30" | unixEpoch }}'), "-62135596800");
  assertEquals(
    render('{{ (toDate "2006-01-02T15:04:05Z07:00" "2020-01-02T03:04:05+02:00") }}').slice(0, 25),
    "2020-01-02 03:04:05 +0200",
  );
  assertEquals(render('{{ duration "95" }} {{ durationRound "2h10m5s" }}'), "1m35s 2h");
});

Deno.test("genSignedCert gives a certificate that its authority signed", () => {
  const [ca = "", leaf = ""] = render(
    '{{ $ca := genCA "ca" 10 }}{{ $c := genSignedCert "leaf" (list "10.0.0.1") (list "a.example") 5 $ca }}' +
      "{{ $ca.Cert }}|{{ $c.Cert }}",
  ).split("|");
  const [authority, certificate] = [new X509Certificate(ca), new X509Certificate(leaf)];
  assert(authority.ca);
  assert(certificate.verify(authority.publicKey));
  assertEquals(certificate.subject, "CN=leaf");
  assertEquals(certificate.subjectAltName, "DNS:a.example, IP Address:10.0.0.1");
});

Deno.test("encryptAES is undone by decryptAES, and derivePassword is the algorithm's", () => {
  assertEquals(render('{{ encryptAES "k" "hello" | decryptAES "k" }}'), "hello");
  assertEquals(
    render('{{ derivePassword 1 "long" "password" "user" "example.com" }}'),
    "ZedaFaxcZaso9*",
  );
});

Deno.test("functions that make a list panic on nil and on what is none", () => {
  assertThrows(() => render('{{ first "a" }}'), Error, "Cannot find first on type string");
  assertThrows(() => render("{{ append nil 1 }}"), Error, "nil pointer dereference");
});

Deno.test("b64dec says where the text is wrong", () => {
  assertEquals(
    render('{{ b64dec "aGk=" }} {{ b64dec "a!" }}'),
    "hi illegal base64 data at input byte 1",
  );
});

Deno.test("bcrypt and htpasswd hash a password as any other program does", () => {
  for (const password of ["hunter2", "", "ünï", "x".repeat(72)]) {
    const [user, hash] = render("{{ htpasswd `me` . }}", password).split(":");
    assertEquals([user, compareSync(password, hash!)], ["me", true], password);
  }
  assert(render("{{ bcrypt `a` }}").startsWith("$2a$10$"));
});

Deno.test("sha256sum is SHA-256, of texts of any length", () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 40_000]) {
    const text = "é".padEnd(length, "x").slice(0, length);
    const wanted = createHash("sha256").update(text).digest("hex");
    assertEquals(render("{{ sha256sum . }}", text), wanted, String(length));
  }
});
