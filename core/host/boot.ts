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

type Inner = Readonly<Record<symbol, { core?: { eventLoopHasMoreWork?(): boolean } } | undefined>>;

/** Tells that no timer or operation is under way; never, where the runtime does not say. Made before the plugin could bend it. */
function restDetector(): () => boolean {
  const { internal } = Deno as unknown as { internal: symbol };
  const hasWork = (Deno as unknown as Inner)[internal]?.core?.eventLoopHasMoreWork;
  return () => hasWork?.() === false;
}

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
  void serve().finally(() => Deno.exit(0)); // a module that awaits would never be at rest
}

async function serve(): Promise<void> {
  const trim = memoryTrimmer();
  const transport = stdio({ input: Deno.stdin, output: Deno.stdout, isAtRest: restDetector() });
  await servePlugin(transport, {
    confine,
    load: async (module) => {
      const { default: definition } = await loadBundle(module);
      trim();
      return definition as Definition;
    },
  });
}
