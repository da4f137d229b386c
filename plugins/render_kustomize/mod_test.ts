import { assertEquals } from "@std/assert";
import type { Cx, Pack, RenderRequest } from "contract";
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
  packs: Record<string, Record<string, string>> = {},
) {
  const renderer = await kustomize.create({});
  const cx = { files: (as: string) => pack(packs[as] ?? files) } as unknown as Cx;
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

Deno.test("a folder that is not there is ArtifactFailed", async () => {
  const error = await render({ "a.yaml": map }, { path: "./none" }).catch((problem) => problem);
  assertEquals([error.reason, error.message], [
    "ArtifactFailed",
    "kustomization path not found: stat /tmp/kustomization/none: no such file or directory",
  ]);
});

Deno.test("render() asks for what is on other hosts, one thing a round, and builds with it", async () => {
  const file = "https://files.example/team/repo/a.yaml";
  const files = {
    "kustomization.yaml": `resources:\n- ${file}\n- https://git.example/org/base.git//app?ref=v1\n`,
  };
  const first = await render(files, {});
  assertEquals(first, { needs: [{ id: `file/${file}`, fetch: { url: file } }] });
  const answers: RenderRequest["answers"] = [{
    id: `file/${file}`,
    found: { content: btoa(map) },
  }];
  const second = await render(files, {}, answers);
  const url = "https://git.example/org/base.git";
  assertEquals(second, {
    needs: [{ id: `repository/${url}@v1`, fetch: { url, revision: "v1" } }],
  });
  const all = [...answers, { id: `repository/${url}@v1`, found: { files: "base" } }];
  const last = await render(files, {}, all, {
    base: {
      "app/kustomization.yaml": "namePrefix: x-\nresources: [b.yaml]\n",
      "app/b.yaml": map,
    },
  });
  const names = "objects" in last && last.objects.map(({ metadata }) => metadata.name);
  assertEquals(names, ["a", "x-a"]);
});

Deno.test("what the kernel refuses to fetch stands in the failure", async () => {
  const url = "https://files.example/a.yaml";
  const error = await render({ "kustomization.yaml": `resources: [${url}]\n` }, {}, [{
    id: `file/${url}`,
    failed: { reason: "RemoteContentRefused", message: "content of other hosts is not fetched" },
  }]).catch((problem) => problem);
  assertEquals(error.message.startsWith("kustomize build failed: accumulating resources:"), true);
  assertEquals(error.message.includes("content of other hosts is not fetched"), true);
});

Deno.test("decryption that nobody does is a failure for good", async () => {
  const error = await render({ "a.yaml": map }, { decryption: { provider: "sops" } })
    .catch((problem) => problem);
  assertEquals([error.code, error.reason], ["terminal", "DecryptionUnavailable"]);
});
