/**
 * Entry point of every plugin process, and the only code in it that is trusted. It speaks first, caps its own process while it
 * still may, and only then imports the plugin: a file that is the entry point is loaded without any permission check.
 */
import { flatten } from "../contract/errors.ts";
import type { Definition } from "../contract/define.ts";
import { stdio } from "../rpc/transport.ts";
import { confine, memoryTrimmer } from "./confine.ts";
import { loadBundle } from "./load_bundle.ts";
import { servePlugin } from "./serve.ts";

/** What would print to standard output. */
const printing = [
  ...["log", "info", "debug", "dir", "dirxml", "table", "group", "groupCollapsed"] as const,
  ...["clear", "count", "timeLog", "timeEnd", "timeStamp"] as const,
] as const;

if (import.meta.main) {
  // Standard output is the channel; what a plugin prints goes to standard error instead.
  for (const name of printing) console[name] = console.error;
  // A terminal's Ctrl-C reaches every process of its group; the kernel alone says when a plugin ends.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => {});
  }
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    console.error("Unhandled rejection:", flatten(event.reason).message);
  });
  const trim = memoryTrimmer();
  await servePlugin(stdio(Deno.stdin, Deno.stdout), {
    confine,
    load: async (module) => {
      const { default: definition } = await loadBundle(module);
      trim();
      return definition as Definition;
    },
  });
  Deno.exit(0);
}
