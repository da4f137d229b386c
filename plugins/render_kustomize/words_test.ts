import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { worded } from "./words.ts";

Deno.test("worded() names a folder of its own for each revision, the same each time", () => {
  const message = "kustomization path not found: stat /tmp/kustomization/a: no such file";
  const first = worded(message, "main@sha1:1");
  assertMatch(first, /stat \/tmp\/kustomization-\d+\/a: no such file$/);
  assertEquals(worded(message, "main@sha1:1"), first);
  assertNotEquals(worded(message, "main@sha1:2"), first);
});

Deno.test("worded() says of what lies outside of the artifact that it may not be read", () => {
  const [out, inside] = ["/etc/passwd", "/tmp/kustomization/a.yaml"]
    .map((path) => worded(`open ${path}: no such file or directory`, "r"));
  assertMatch(
    out!,
    /^fs-security-constraint read \/etc\/passwd: path '\/etc\/passwd' is not in or below '\/tmp\/kustomization-\d+'$/,
  );
  assertMatch(inside!, /^open \/tmp\/kustomization-\d+\/a\.yaml: no such file or directory$/);
});

Deno.test("worded() says whose reader found a key twice", () => {
  const message = 'yaml: unmarshal errors:\n  line 8: mapping key "k" already defined at line 7';
  const said = `kustomize build failed: map[string]interface {}(nil): ${message}`;
  assertEquals(worded(message, "r"), said);
});
