import { assertEquals, assertThrows } from "@std/assert";
import {
  fluxBuild,
  generate,
  isLocalPath,
  memoryFileSystem,
  mergeImages,
  RemoteError,
  substitute,
  toYaml,
} from "../mod.ts";

interface Row {
  readonly test: string;
  readonly case: Record<string, unknown>;
}

async function rows(name: string): Promise<Row[] | undefined> {
  const url = new URL(`../../../../../shared/corpus/tables/${name}.json`, import.meta.url);
  const text = await Deno.readTextFile(url).catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

const expansions = await rows("pkg-envsubst");
const generators = await rows("pkg-kustomize");

interface Expand {
  readonly params: { readonly __map: readonly [string, string][] };
  readonly input: string;
  readonly output: string;
  readonly wantErr?: unknown;
}

Deno.test({
  name: "substitute() expands what envsubst expands",
  ignore: !expansions,
  fn: () => {
    for (const { test, case: row } of expansions ?? []) {
      if (test === "TestParse") continue;
      const { params, input, output, wantErr } = row as unknown as Expand;
      const expand = () => substitute(input, new Map(params.__map), test === "TestExpandStrict");
      if (wantErr) assertThrows(expand, Error, "variable not set (strict mode)");
      else assertEquals(expand(), output, input);
    }
  },
});

Deno.test({
  name: "mergeImages() merges by name, a tag and a digest together",
  ignore: !generators,
  fn: () => {
    type Image = Record<string, string>;
    const image = (
      { Name = "", NewName = "", NewTag = "", Digest = "", TagSuffix = "" }: Image,
    ) => ({ name: Name, newName: NewName, newTag: NewTag, digest: Digest, tagSuffix: TagSuffix });
    for (const { case: row } of (generators ?? []).filter((one) => one.test === "Test_Images")) {
      const list = (name: string) => ((row[name] ?? []) as Image[]).map(image);
      if (row["expectedImages"] === undefined) continue;
      assertEquals(
        mergeImages(list("existingImages"), list("fluxImages")) ?? [],
        list("expectedImages"),
        String(row["name"]),
      );
    }
  },
});

Deno.test({
  name: "isLocalPath() tells what is on another host",
  ignore: !generators,
  fn: () => {
    for (
      const { case: row } of (generators ?? []).filter((one) =>
        one.test === "Test_IsLocalRelativePath"
      )
    ) {
      assertEquals(isLocalPath(row["path"] as string), row["expected"], row["path"] as string);
    }
  },
});

const map = (name: string, data = "  a: b\n") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${data}`;

Deno.test("generate() lists every manifest where there is no kustomization, and folders that have their own", () => {
  const files = memoryFileSystem({
    "app/a.yaml": map("a"),
    "app/sub/b.yml": map("b"),
    "app/own/kustomization.yaml": "resources: []\n",
    "app/own/c.yaml": "not: an object",
    "app/notes.txt": "x",
  });
  const { file, content } = generate(files, "/app", {});
  assertEquals(file, "/app/kustomization.yaml");
  assertEquals(content.resources, ["./a.yaml", "./own", "./sub/b.yml"]);
});

Deno.test("generate() refuses a file that is no Kubernetes YAML", () => {
  const files = memoryFileSystem({ "app/values.yaml": "replicas: 1\n" });
  assertThrows(
    () => generate(files, "/app", {}),
    Error,
    "failed to decode Kubernetes YAML from /app/values.yaml: missing Resource metadata",
  );
});

Deno.test("a kustomization without resources gets origin annotations", () => {
  const files = memoryFileSystem({
    "app/kustomization.yaml": "configMapGenerator:\n- name: g\n  literals: [a=b]\n",
  });
  assertEquals(generate(files, "/app", {}).content.buildMetadata, ["originAnnotations"]);
  assertEquals(
    toYaml(fluxBuild(files, "/app", { overlay: {} })).includes("config.kubernetes.io/origin"),
    true,
  );
});

Deno.test("fluxBuild() lays the overlay on, and substitutes", () => {
  const files = memoryFileSystem({
    "app/a.yaml": map("a", "  n: ${N}\n  raw: $${N}\n  d: ${X:=def}\n"),
  });
  const built = fluxBuild(files, "/app", {
    overlay: { targetNamespace: "prod", namePrefix: "p-" },
    variables: () => new Map([["N", "5"]]),
    substitute: { strict: true },
  });
  assertEquals(
    toYaml(built),
    'apiVersion: v1\ndata:\n  d: def\n  "n": 5\n  raw: ${N}\nkind: ConfigMap\nmetadata:\n  name: p-a\n  namespace: prod\n',
  );
});

Deno.test("substitution is off where a label or an annotation says so", () => {
  const labels = "  labels:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n";
  const text = map("a", "  n: ${N}\n").replace("\ndata:", `\n${labels}data:`);
  const built = fluxBuild(memoryFileSystem({ "a.yaml": text }), "/", {
    overlay: {},
    variables: () => new Map([["N", "5"]]),
    substitute: { strict: true },
  });
  assertEquals(toYaml(built).includes("${N}"), true);
});

Deno.test("a missing variable is an error in strict mode alone", () => {
  assertThrows(
    () => substitute("${A}", new Map(), true),
    Error,
    'variable not set (strict mode): "A"',
  );
  assertEquals(substitute("<${A}>", new Map(), false), "<>");
});

Deno.test("a remote base is a RemoteError that says what must be fetched", () => {
  const files = memoryFileSystem({
    "kustomization.yaml": "resources:\n- https://github.com/org/repo//base?ref=v1\n",
  });
  const error = assertThrows(() => fluxBuild(files, "/", { overlay: {} }), RemoteError);
  assertEquals(error.url, "https://github.com/org/repo//base?ref=v1");
});

Deno.test("substitute() replaces at every character where the pattern is empty", () => {
  const variables = new Map([["U", "h😀"], ["E", ""]]);
  assertEquals(substitute("${U//${E}/#}", variables, true), "#h#😀#");
});

Deno.test("substitute() refuses a slice that the text ends in", () => {
  assertThrows(() => substitute("${U:", new Map([["U", "x"]]), true), Error, "bad substitution");
});
