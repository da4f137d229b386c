import { assertEquals, assertThrows } from "@std/assert";
import { at, type KubeObject } from "../../contract/mod.ts";
import { readFleet } from "./fleet.ts";
import { planOfFolder, planOfUrl } from "./plan.ts";

const names = (objects: readonly KubeObject[]) =>
  objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "fleet-" });
  for (const [path, text] of Object.entries(files)) {
    const parent = `${folder}/${path}`.replace(/\/[^/]+$/, "");
    await Deno.mkdir(parent, { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
  return folder;
}

const repository = (name: string, url: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: ${name}, namespace: flux-system }
spec: { url: "${url}", interval: 1m, secretRef: { name: key } }
`;
const sync = (name: string, path: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec: { path: ${path}, prune: true, interval: 10m, sourceRef: { kind: GitRepository, name: ${name} } }
`;

Deno.test("planOfUrl() names the objects by the repository, and takes its default branch", () => {
  const { objects, owners } = planOfUrl("https://git.example.com/team/Fleet_1.git", {
    path: "clusters/one",
  });
  assertEquals(names(objects), [
    "Namespace/flux-system",
    "GitRepository/fleet-1",
    "Kustomization/fleet-1",
  ]);
  assertEquals(at(objects[1], "/spec/ref"), { name: "HEAD" });
  assertEquals(at(objects[2], "/spec/path"), "./clusters/one");
  assertEquals(owners, []);
});

Deno.test("planOfFolder() makes an ExternalArtifact of a folder that declares no repository", async () => {
  const folder = await folderOf({ "deploy/app.yaml": "kind: ConfigMap\n", "notes.yaml": "a: [" });
  const { objects, owners } = planOfFolder(await readFleet(folder), {
    path: "deploy",
    targetNamespace: "demo",
  });
  assertEquals(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`).slice(0, 2), [
    "Namespace/flux-system",
    "Namespace/demo",
  ]);
  assertEquals(objects.slice(2).map(({ kind }) => kind), ["ExternalArtifact", "Kustomization"]);
  assertEquals(at(objects[3], "/spec/sourceRef/kind"), "ExternalArtifact");
  assertEquals(at(objects[3], "/spec/targetNamespace"), "demo");
  assertEquals(owners.map(({ kind }) => kind), ["ExternalArtifact"]);
});

Deno.test("planOfFolder() lets the folder stand for the repository that its clone came from", async () => {
  const folder = await folderOf({
    ".git/config": '[remote "origin"]\n\turl = git@git.example.com:team/fleet.git\n',
    "clusters/one/sync.yaml": `${repository("team", "ssh://git@git.example.com/team/fleet")}---\n${
      sync("team", "./clusters/one")
    }`,
    "clusters/one/other.yaml": repository("other", "https://git.example.com/team/other"),
  });
  const { objects, owners } = planOfFolder(await readFleet(folder));
  assertEquals(names(objects), [
    "Namespace/flux-system",
    "GitRepository/team",
    "Kustomization/team",
  ]);
  assertEquals(at(objects[1], "/spec/suspend"), true);
  assertEquals(owners.map(({ name }) => name), ["team"]);
});

Deno.test("planOfFolder() lets the folder stand for the repository of a bootstrap that is not in it", async () => {
  const app = sync("flux-system", "./apps").replace("name: flux-system", "name: apps");
  const folder = await folderOf({ "clusters/one/apps.yaml": app, "clusters/two/apps.yaml": app });
  const fleet = await readFleet(folder);
  assertThrows(() => planOfFolder(fleet), Error, "say --path clusters/one, or --path clusters/two");
  const { objects, owners } = planOfFolder(fleet, { path: "clusters/two" });
  const names = objects.map(({ kind, metadata }) =>
    `${kind}/${metadata.namespace}/${metadata.name}`
  );
  assertEquals(names.slice(1), [
    "GitRepository/flux-system/flux-system",
    "Kustomization/flux-system/flux-system",
  ]);
  assertEquals(at(objects[1], "/spec/suspend"), true);
  assertEquals(at(objects[2], "/spec/path"), "./clusters/two");
  assertEquals(owners.map(({ name }) => name), ["flux-system"]);
});

Deno.test("planOfFolder() takes no repository that is only referred to for the folder where there are several", async () => {
  const files = { "a.yaml": sync("one", "./a"), "b.yaml": sync("two", "./b") };
  const { objects } = planOfFolder(await readFleet(await folderOf(files)));
  assertEquals(objects.map(({ kind }) => kind), ["Namespace", "ExternalArtifact", "Kustomization"]);
});

Deno.test("planOfFolder() asks which cluster is meant where there are several", async () => {
  const folder = await folderOf({
    "clusters/one/sync.yaml": `${repository("flux-system", "https://git.example.com/f")}---\n${
      sync("flux-system", "./clusters/one")
    }`,
    "clusters/two/sync.yaml": sync("flux-system", "./clusters/two"),
  });
  const fleet = await readFleet(folder);
  assertThrows(() => planOfFolder(fleet), Error, "say --path clusters/one, or --path clusters/two");
  const { objects } = planOfFolder(fleet, { path: "clusters/two/" });
  assertEquals(at(objects.at(-1), "/spec/path"), "./clusters/two");
});
