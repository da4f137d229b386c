import { Host } from "../../core/host/mod.ts";
import { benchBoot, pluginOf } from "./plugin.ts";

/** A host with one gate that sends back the text that it is asked with. */
export interface EchoHost extends AsyncDisposable {
  /** One call whose request is a frame of 1 KiB. */
  call(): Promise<unknown>;
}

const code = `export default { kind: "gate", create: () => ({
  open: ({ spec }) => ({ open: false, reason: "Echo", message: spec.text }),
}) };`;

export async function echoHost(): Promise<EchoHost> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/bundle`);
  await Deno.writeTextFile(`${folder}/bundle/mod.js`, code);
  const host = new Host({
    plugins: [pluginOf("echo", "gate", `${folder}/bundle`)],
    boot: await benchBoot(),
    folder: `${folder}/run`,
    lend: () => ({ calls: {}, close: () => Promise.resolve() }),
  });
  const object = { apiVersion: "v1", kind: "App", metadata: { name: "app", namespace: "default" } };
  const now = "2026-01-01T00:00:00Z";
  const spec = { text: "x".repeat(760) };
  const request = { object, spec, revision: "main@sha1:0", now };
  const given = { object, tenant: "default" };
  return {
    async call() {
      await using _ = await host.call("echo", "gate", "open", request, given);
    },
    async [Symbol.asyncDispose]() {
      await host.stop(0);
      await Deno.remove(folder, { recursive: true });
    },
  };
}
