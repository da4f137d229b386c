import { assertEquals, assertThrows } from "@std/assert";
import { Kind, type Node, parseDocuments, parseNode } from "../../core/yaml/mod.ts";
import type { FieldSpec } from "../../plugins/lib/kustomize/model/field_spec.ts";
import { nodeText } from "../../plugins/lib/kustomize/model/fields.ts";
import { keyValues } from "../../plugins/lib/kustomize/generate/key_values.ts";
import { takeDirective } from "../../plugins/lib/kustomize/merge/directive.ts";
import { memoryFileSystem } from "../../plugins/lib/kustomize/mod.ts";
import { makeResource, sameEnding } from "../../plugins/lib/kustomize/model/resource.ts";
import { ResourceMap } from "../../plugins/lib/kustomize/model/resource_map.ts";
import { makeLoader } from "../../plugins/lib/kustomize/source/loader.ts";
import { parseRepository } from "../../plugins/lib/kustomize/source/remote.ts";
import { affixTransform } from "../../plugins/lib/kustomize/transform/affix.ts";
import type { Transform } from "../../plugins/lib/kustomize/transform/context.ts";
import { imageTransform } from "../../plugins/lib/kustomize/transform/image.ts";
import { parseJsonPatch } from "../../plugins/lib/kustomize/transform/json_patch.ts";
import { patchWithJson } from "../../plugins/lib/kustomize/transform/json_patches.ts";
import { namespaceTransform } from "../../plugins/lib/kustomize/transform/namespace.ts";
import { pairsTransform } from "../../plugins/lib/kustomize/transform/pairs.ts";
import { matchPath } from "../../plugins/lib/kustomize/transform/path_matcher.ts";
import { replicasTransform } from "../../plugins/lib/kustomize/transform/replicas.ts";
import { CORPUS, exists, readJson } from "./corpus.ts";

type Case = Readonly<Record<string, unknown>>;
interface Row {
  readonly pkg: string;
  readonly test: string;
  readonly case: Case;
}

const FILE = "tables/kustomize.json";
const all = exists(CORPUS + FILE) ? readJson<Row[]>(FILE) : [];
const counted = { rows: 0, skipped: [] as string[] };

/** Runs `claim` on the rows of a test; what it gives says why it skips one. */
function rows(pkg: string, test: string, claim: (row: Case) => string | void): void {
  const found = all.filter((one) => one.pkg === pkg && one.test === test);
  Deno.test({
    name: `kustomize's own table: ${pkg}.${test}, ${found.length} rows`,
    ignore: found.length === 0,
    fn: () => {
      found.forEach(({ case: row }, i) => {
        counted.rows++;
        const reason = claim(row);
        if (reason !== undefined) counted.skipped.push(`${pkg}.${test} ${i}: ${reason}`);
      });
    },
  });
}

const text = (value: unknown): string => typeof value === "string" ? value : "";
const record = (value: unknown): Case => (value ?? {}) as Case;
const written = (node: Node | undefined) => node === undefined ? "" : nodeText(node).trim();
const roots = (source: string) => parseDocuments(source).map((one) => one.content[0]!);
const same = (got: readonly (Node | undefined)[], wanted: string) =>
  assertEquals(got.map(written), roots(wanted).map(written));

function specOf(source: unknown): FieldSpec {
  const { Path, CreateIfNotPresent, Gvk } = record(source);
  const { Group, Version, Kind: kind } = record(Gvk);
  return {
    path: text(Path),
    create: CreateIfNotPresent === true,
    group: text(Group),
    version: text(Version),
    kind: text(kind),
  };
}

const specsOf = (list: unknown): FieldSpec[] => (Array.isArray(list) ? list : []).map(specOf);

function mapOf(source: string): ResourceMap {
  const map = new ResourceMap();
  map.reset(roots(source).map(makeResource));
  return map;
}

function transformed(row: Case, transform: Transform): void {
  const map = mapOf(text(row["input"]));
  transform(map);
  same(map.list.map(({ node }) => node), text(row["expected"]) || text(row["expectedOutput"]));
}

const metadata = (name: string): FieldSpec[] => [
  { path: `metadata/${name}`, create: true, group: "", version: "", kind: "" },
];

for (
  const [pkg, test, field] of [["labels", "TestLabels_Filter", "Labels"], [
    "annotations",
    "TestAnnotations_Filter",
    "Annotations",
  ]] as const
) {
  rows(pkg, test, (row) => {
    const filter = record(row["filter"]);
    const pairs = record(filter[field])["__map"];
    if (!Array.isArray(pairs)) return "a map of Go's own";
    const specs = specsOf(row["fsslice"] ?? filter["FsSlice"]);
    const given = specs.some(({ path }) => path === `metadata/${pkg}`);
    const added = pkg === "annotations" && !given ? metadata(pkg) : [];
    transformed(row, pairsTransform(new Map(pairs), [...added, ...specs]));
  });
}

for (const [pkg, side] of [["prefix", "Prefix"], ["suffix", "Suffix"]] as const) {
  rows(pkg, "TestFilter", (row) => {
    const filter = record(row["filter"]);
    const specs = [specOf(row["fs"] ?? filter["FieldSpec"])];
    transformed(row, affixTransform(pkg, text(filter[side]), specs));
  });
}

rows("namespace", "TestNamespace_Filter", (row) => {
  const filter = record(row["filter"]);
  const specs = specsOf(row["fsslice"] ?? filter["FsSlice"]);
  if (filter["SetRoleBindingSubjects"] !== undefined) return "a constant of Go's";
  const [inputs, outputs] = [roots(text(row["input"])), roots(text(row["expected"]))];
  const transform = namespaceTransform({
    namespace: text(filter["Namespace"]),
    specs: [...specs, ...metadata("namespace")],
    unsetOnly: filter["UnsetOnly"] === true,
  });
  // One by one, since a transformer looks for ids that are the same, and the rows' are.
  inputs.forEach((input, i) => {
    const map = new ResourceMap();
    map.reset([makeResource(input)]);
    transform(map);
    assertEquals(written(map.list[0]!.node), written(outputs[i]));
  });
});

rows("imagetag", "TestLegacyImageTag_Filter", (row) => {
  const { Name, NewName, NewTag, Digest } = record(record(row["filter"])["ImageTag"]);
  const image = { name: text(Name), newName: text(NewName), newTag: text(NewTag), tagSuffix: "" };
  transformed(row, imageTransform({ ...image, digest: text(Digest) }, []));
});

rows("patchjson6902", "TestSomething", (row) => {
  const map = mapOf(text(row["input"]));
  const operations = parseJsonPatch(text(record(row["filter"])["Patch"]).trim());
  for (const resource of map.list) patchWithJson(resource, operations);
  const wanted = roots(text(row["expectedOutput"])).map(plain);
  assertEquals(map.list.map(({ node }) => plain(node!)), wanted);
});

/** A node without the order of its keys, which JSON does not keep. */
function plain(node: Node): unknown {
  if (node.kind === Kind.sequence) return node.content.map(plain);
  if (node.kind !== Kind.mapping) return node.value;
  const pairs = node.content.flatMap((key, i) =>
    i % 2 === 0 ? [[key.value, plain(node.content[i + 1]!)] as const] : []
  );
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

rows("replicacount", "TestFilter", (row) => {
  const filter = record(row["filter"]);
  const { Name, Count } = record(filter["Replica"]);
  if (typeof Count !== "number") return "no count is written";
  const map = mapOf(text(row["input"]));
  const spec = { ...specOf(filter["FieldSpec"]) };
  replicasTransform({ name: text(Name), count: Count }, [spec])(map);
  same(map.list.map(({ node }) => node), text(row["expected"]));
});

rows("kv", "TestKeyValuesFromLines", (row) => {
  if (text(row["content"]).includes("\ufffd")) return "octets that JSON cannot hold";
  const files = memoryFileSystem({ "a/lines.env": text(row["content"]) });
  const args = { envs: ["lines.env"], literals: [], files: [] };
  const read = () => keyValues(args as never, makeLoader(files, "/a", "root"));
  const pairs = (row["expectedPairs"] ?? []) as { readonly Key: string; readonly Value: string }[];
  assertEquals(read(), pairs.map(({ Key, Value = "" }) => [Key, Value] as const));
});

rows("resource", "TestSameEndingSubarray", (row) => {
  const [a, b] = [row["a"] ?? [], row["b"] ?? []] as [string[], string[]];
  assertEquals(sameEnding(a, b), row["expected"] === true);
});

rows("merge2", "Test_determineSmpDirective", (row) => {
  const patch = parseNode(text(row["patch"]));
  const problem = text(row["errExpected"]);
  if (problem !== "") return void assertThrows(() => takeDirective(patch), Error, problem);
  takeDirective(patch);
  assertEquals(written(patch), written(parseNode(text(row["elided"]))));
});

rows("git", "TestNewRepoSpecFromUrl_Smoke", (row) => {
  const { KustRootPath, Ref } = record(row["repoSpec"]);
  const found = parseRepository(text(row["input"]));
  assertEquals(found, {
    url: text(row["cloneSpec"]),
    revision: text(Ref),
    folder: text(KustRootPath),
  });
});

rows("yaml", "TestPathMatcher_StructuredDataInScalar", (row) => {
  const read = () => matchPath(parseNode(text(row["input"]))!, row["path"] as string[]);
  if (row["expectError"] === true) return void assertThrows(read);
  const found = read().map((node) => `- ${nodeText(node)}`).join("");
  assertEquals(found.replace(/^- (.*)\n$/, "- $1\n"), text(row["expected"]));
});

Deno.test({
  name: "of the rows of kustomize's tables at most 5 % lean on Go's own types",
  ignore: all.length === 0,
  fn: () => {
    const { rows, skipped } = counted;
    assertEquals(skipped.length <= rows * 0.05, true, `${skipped.length} of ${rows}: ${skipped}`);
  },
});
