import { assertEquals } from "@std/assert";
import { build, memoryFileSystem, RemoteError, toYaml } from "../lib/kustomize/mod.ts";
import { Fetched, plainly } from "./fetch.ts";

const MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: far\n";

Deno.test("Fetched brings a file of another host, and says which is not there", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) =>
      request.url.endsWith("/far.yaml")
        ? new Response(MANIFEST)
        : new Response("", { status: 404 }),
  );
  const host = `http://127.0.0.1:${server.addr.port}`;
  const fetched = new Fetched(plainly(await Deno.makeTempDir()));
  const files = memoryFileSystem({ "kustomization.yaml": `resources: [${host}/far.yaml]\n` });
  let need: RemoteError | undefined;
  try {
    build(files, "/", { remote: fetched });
  } catch (error) {
    need = error as RemoteError;
  }
  assertEquals(need?.content, { url: `${host}/far.yaml` });
  assertEquals(await fetched.fetch(need!.content), undefined);
  assertEquals(toYaml(build(files, "/", { remote: fetched })), MANIFEST);
  await fetched.fetch({ url: `${host}/none.yaml` });
  assertEquals(fetched.file(`${host}/none.yaml`), "missing");
});

Deno.test("Fetched reads repositories over http alone", async () => {
  const failed = await new Fetched(plainly("")).fetch({
    url: "git@host.example:org/repo",
    revision: "",
  });
  assertEquals(failed, "only http and https are read");
});
