import { assertEquals } from "@std/assert";
import type { Host, Loaded, Plugin } from "../host/mod.ts";
import { followConfig } from "./reload.ts";
import type { Telemetry } from "./telemetry.ts";

const plugin = (id: string, more: Partial<Plugin> = {}) => ({ id, ...more }) as Plugin;
const loaded = (plugins: readonly Plugin[], config: object) =>
  ({ plugins, config: { log: { level: "info" }, ...config }, boot: "" }) as unknown as Loaded;

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("followConfig() reloads the plugins that changed, says what did, and refuses a file with mistakes", async () => {
  const file = await Deno.makeTempFile(), ended = new AbortController();
  const said: unknown[] = [], reloads: (readonly Plugin[])[] = [];
  const log = {
    level: "info",
    info: (_: string, fields: unknown) => said.push(fields),
    error: (message: string) => said.push(message),
  };
  const problem: { config: string | undefined } = { config: undefined };
  const same = plugin("same");
  let next: Loaded | Error = new Error("two mistakes");
  const { reload } = await followConfig({
    file,
    loaded: loaded([same, plugin("gone"), plugin("other")], { store: 1, shard: 1 }),
    load: () => next instanceof Error ? Promise.reject(next) : Promise.resolve(next),
    telemetry: { log } as unknown as Telemetry,
    host: { reload: (plugins) => Promise.resolve(void reloads.push(plugins)) } as Host,
    problem,
    signal: ended.signal,
  });
  reload();
  await until(() => said.length > 0);
  assertEquals([problem.config, reloads.length], ["two mistakes", 0]);
  next = loaded([plugin("new"), plugin("other", { digest: "1" }), plugin("same")], {
    log: { level: "debug" },
    store: 2,
    shard: 1,
  });
  reload();
  await until(() => said.length > 1);
  assertEquals(said[1], {
    added: ["new"],
    removed: ["gone"],
    restart: ["other"],
    sections: ["log", "store"],
    fromTheNextStartOn: ["store"],
  });
  assertEquals([problem.config, log.level], [undefined, "debug"]);
  assertEquals(reloads[0]?.includes(same), true, "its processes stay");
  ended.abort();
  await Deno.remove(file);
});
