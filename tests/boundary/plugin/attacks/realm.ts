import type { Attacks } from "../world.ts";

const stay = ({ turns }: { turns: number }) =>
  new Promise((resolve) => setTimeout(resolve, Math.min(turns / 1000, 60_000)));

/** Ends of the process that the plugin brings about itself; outside, each ends the process in the same way. */
export const ends = {
  exit: () => Deno.exit(7),
  nodeExit: async () => (await import("node:process")).exit(8),
  abort: async () => (await import("node:process")).abort(),
  killSelf: (w) => [Deno.kill(Deno.pid, "SIGKILL"), stay(w)][1],
  uncaught: (w) => {
    setTimeout(() => {
      throw new Error("uncaught");
    }, 0);
    return stay(w);
  },
  stackInTimer: (w) => {
    const dive = (): number => 1 + dive();
    setTimeout(dive, 0);
    return stay(w);
  },
  closeOutput: (w) => [Deno.stdout.close(), Deno.exit(9), stay(w)][2],
} satisfies Attacks;

/** What stays in the plugin's own realm. */
export const realm = {
  pollute: () => {
    Object.defineProperty(Object.prototype, "polluted", { value: 1, configurable: true });
    const seen = ({} as { polluted?: number }).polluted;
    delete (Object.prototype as { polluted?: number }).polluted;
    return seen;
  },
  rename: async () => {
    const process = (await import("node:process")).default;
    process.title = "systemd";
    return "renamed";
  },
  swallow: async () => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      Deno.addSignalListener(signal, () => {});
    }
    await Promise.resolve();
    return "deaf";
  },
  swallowAndSpin: () => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      Deno.addSignalListener(signal, () => {});
    }
    for (;;);
  },
  rejection: async () => {
    void Promise.reject(new Error("nobody catches this"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    return "alive";
  },
  console: () => {
    const print = console as unknown as Record<string, (...args: unknown[]) => void>;
    for (const name of Object.keys(print)) {
      if (/^[a-z]/.test(name) && typeof print[name] === "function") print[name]("boundary", [1]);
    }
    return "alive";
  },
  evaluate: () => new Function("return 6 * 7")(),
  flags: async () => {
    (await import("node:v8")).setFlagsFromString("--max-old-space-size=65536");
    return "set";
  },
  inspector: async () => {
    const { open, close } = await import("node:inspector");
    open(0, "127.0.0.1");
    close();
  },
  toJson: (w, cx) => {
    Object.defineProperty(Object.prototype, "toJSON", { value: () => "[]", configurable: true });
    try {
      cx.log?.info("every message is garbled now");
      return [JSON.stringify({ a: 1 }), stay(w)][1];
    } finally {
      delete (Object.prototype as { toJSON?: unknown }).toJSON;
    }
  },
  stealInput: async (w) => {
    // What the kernel says next goes to the thief, who harms nobody but himself.
    void Deno.stdin.read(new Uint8Array(10)).catch(() => {});
    await stay({ turns: Math.min(w.turns, 10_000) });
    return "alive";
  },
  errorFlood: ({ turns }) => {
    const line = new TextEncoder().encode("e".repeat(1000) + "\n");
    for (let i = 0; i < Math.min(turns, 1e6); i++) Deno.stderr.writeSync(line);
  },
  errorDrip: ({ turns }) => {
    const one = new TextEncoder().encode("e");
    for (let i = 0; i < Math.min(turns, 1e7); i++) Deno.stderr.writeSync(one);
  },
  outputFlood: ({ turns }) => {
    const block = new Uint8Array(65_536).fill(120);
    for (let i = 0; i < Math.min(turns, 1e5); i++) Deno.stdout.writeSync(block);
  },
  nothing: () => "alive",
} satisfies Attacks;
