/**
 * Writes `generated/*.json`: the facts of the API's CRDs (names, types, patterns, defaults, rules, columns) from a folder with one JSON
 * file for each, as in the corpus. Run it where the API gets a new version: `deno run -A schemas/crds/generate.ts FOLDER`.
 */
const [folder] = Deno.args;
if (folder === undefined) throw new Error("Name the folder that holds the CRDs");
const target = new URL("generated/", import.meta.url);
for await (const { name } of Deno.readDir(folder)) {
  const text = await Deno.readTextFile(`${folder}/${name}`);
  const { name: crd, spec } = JSON.parse(text);
  const object = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: crd, labels: { "app.kubernetes.io/part-of": "flux" } },
    spec,
  };
  await Deno.writeTextFile(new URL(name, target), JSON.stringify(object) + "\n");
}
