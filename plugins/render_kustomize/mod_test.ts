import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Cx, Pack, RenderRequest } from "contract";
import { plainly } from "./fetch.ts";
import kustomize from "./mod.ts";

/** A pack of files in memory. */
function pack(files: Record<string, string>): Pack {
  const folders = new Set(
    Object.keys(files).flatMap((path) => {
      const parts = path.split("/").slice(0, -1);
      return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
    }),
  );
  const entry = (path: string, type: "file" | "folder") => ({ path, type, size: 0, mode: 0o600 });
  const stat = (path: string) =>
    path in files ? entry(path, "file") : folders.has(path) ? entry(path, "folder") : undefined;
  return {
    entries: 0,
    stat,
    *list(folder = "") {
      const prefix = folder === "" ? "" : `${folder}/`;
      for (const path of [...folders, ...Object.keys(files)]) {
        if (
          path.startsWith(prefix) && !path.slice(prefix.length).includes("/") && path !== folder
        ) yield stat(path)!;
      }
    },
    read: (path) => new TextEncoder().encode(files[path]),
    *pieces(path) {
      yield new TextEncoder().encode(files[path]);
    },
  };
}

const owner = {
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name: "app", namespace: "flux-system" },
};

async function render(
  files: Record<string, string>,
  spec: RenderRequest["spec"],
  answers: RenderRequest["answers"] = [],
) {
  const renderer = await kustomize.create({});
  const outside = plainly(await Deno.makeTempDir());
  const cx = { files: () => pack(files), ...outside } as unknown as Cx;
  return renderer.render({ object: owner, spec, answers }, cx);
}

const map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  v: ${V}\n";

Deno.test("render() builds the folder and labels what it finds with its owner", async () => {
  const answer = await render({ "deploy/a.yaml": map }, {
    path: "./deploy",
    targetNamespace: "prod",
    postBuild: { substitute: { V: "x" } },
  });
  const { digest } = answer as { digest: string };
  assertEquals(digest, "sha256:0ac9b5c037dea2bfe91b77ba9084117d3d6e58b800dcffe3f86431f53912c188");
  assertEquals(answer, {
    digest,
    objects: [{
      apiVersion: "v1",
      data: { v: "x" },
      kind: "ConfigMap",
      metadata: {
        labels: {
          "kustomize.toolkit.fluxcd.io/name": "app",
          "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
        },
        name: "a",
        namespace: "prod",
      },
    }],
  });
});

Deno.test("render() asks for the ConfigMaps and Secrets of its variables first", async () => {
  const spec = { postBuild: { substituteFrom: [{ kind: "Secret", name: "vars" }] } };
  const first = await render({ "a.yaml": map }, spec);
  const get = { apiVersion: "v1", kind: "Secret", name: "vars", namespace: "flux-system" };
  assertEquals(first, { needs: [{ id: "Secret/vars", get }] });
  const second = await render({ "a.yaml": map }, spec, [{
    id: "Secret/vars",
    found: { data: { V: btoa("s3") } },
  }]);
  const [object] = "objects" in second ? second.objects : [];
  assertEquals(object?.["data"], { v: "s3" });
});

Deno.test("a missing variable source is a failure, an optional one is not", async () => {
  const reference = { kind: "ConfigMap", name: "vars" };
  const answers = [{ id: "ConfigMap/vars", missing: true as const }];
  const failed = await render(
    { "a.yaml": map },
    { postBuild: { substituteFrom: [reference] } },
    answers,
  ).catch((error) => error.message);
  assertEquals(
    failed,
    `post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'ConfigMap/vars' error: configmaps "vars" not found`,
  );
  const spec = {
    postBuild: { substituteFrom: [{ ...reference, optional: true }], substitute: { V: "1" } },
  };
  const answer = await render({ "a.yaml": map }, spec, answers);
  assertEquals("objects" in answer && answer.objects.length, 1);
});

Deno.test("a name that YAML reads as a number is BuildFailed", async () => {
  const files = { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: 12\n" };
  const error = await render(files, {}).catch((problem) => problem);
  const said = "the name of a ConfigMap is not text but 12";
  assertEquals([error.reason, error.message], ["BuildFailed", said]);
});

Deno.test("a folder that is not there is ArtifactFailed", async () => {
  const error = await render({ "a.yaml": map }, { path: "./none" }).catch((problem) => problem);
  assertEquals([error.reason, error.message.replace(/-\d+\//, "-N/")], [
    "ArtifactFailed",
    "kustomization path not found: stat /tmp/kustomization-N/none: no such file or directory",
  ]);
});

Deno.test("a base on another host is asked for once, and fetched over the call's own handles", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response(map),
  );
  const url = `http://127.0.0.1:${server.addr.port}/a.yaml`;
  const files = { "kustomization.yaml": `namePrefix: x-\nresources: [${url}]\n` };
  assertEquals(await render(files, {}), { needs: [{ id: "remote", fetch: { url } }] });
  const answer = await render(files, {}, [{ id: "remote", found: {} }]);
  const names = "objects" in answer && answer.objects.map(({ metadata }) => metadata.name);
  assertEquals(names, ["x-a"]);
});

Deno.test("what the operator refuses, and what cannot be fetched, stands in the failure", async () => {
  const said = async (url: string, answer: object) => {
    const files = { "kustomization.yaml": `resources: [${url}]\n` };
    const error = await render(files, {}, [{ id: "remote", ...answer }]).catch((problem) =>
      problem
    );
    assertEquals(error.message.startsWith("kustomize build failed: accumulating resources:"), true);
    return error.message;
  };
  const message = "content of other hosts is not fetched";
  const failed = { reason: "RemoteContentRefused", message };
  assertStringIncludes(await said("https://files.example/a.yaml", { failed }), message);
  assertStringIncludes(
    await said("ssh://git@host.example/org/base.git", { found: {} }),
    "only http and https are read",
  );
});

Deno.test("decryption that nobody does is a failure for good", async () => {
  const error = await render({ "a.yaml": map }, { decryption: { provider: "sops" } })
    .catch((problem) => problem);
  assertEquals([error.code, error.reason], ["terminal", "DecryptionUnavailable"]);
});
