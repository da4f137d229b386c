import { assertEquals } from "@std/assert";
import { printRelease, readChart, renderRelease } from "../../plugins/lib/helm/mod.ts";
import { HELM } from "./helm_binary.ts";
import { POST_RENDERED } from "./tables/helm_post_rendered.ts";

const PLUGIN = `apiVersion: v1
type: postrenderer/v1
name: identity
version: 0.1.0
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: cat
`;

function write(path: string, text: string): void {
  Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
  Deno.writeTextFileSync(path, text);
}

function theirs(folder: string): string {
  const args = ["template", "rel", `${folder}/chart`, "-n", "ns1", "--post-renderer", "identity"];
  const env = { HELM_PLUGINS: `${folder}/plugins` };
  const { stdout, stderr } = new Deno.Command(HELM!, { args, env }).outputSync();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) || decoder.decode(stderr);
}

Deno.test({
  name: "an identity post-renderer gives what helm's own gives, byte for byte",
  ignore: HELM === undefined,
  fn() {
    const folder = Deno.makeTempDirSync();
    try {
      write(`${folder}/plugins/identity/plugin.yaml`, PLUGIN);
      write(`${folder}/chart/Chart.yaml`, "apiVersion: v2\nname: probe\nversion: 1.0.0\n");
      const wrong = POST_RENDERED.flatMap((template) => {
        write(`${folder}/chart/templates/a.yaml`, template);
        const got = printRelease(renderRelease(readChart(`${folder}/chart`), {
          name: "rel",
          namespace: "ns1",
          postRender: { render: (stream) => stream },
        }));
        const want = theirs(folder);
        return got === want ? [] : [{ template, got, want }];
      });
      assertEquals(wrong, []);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
