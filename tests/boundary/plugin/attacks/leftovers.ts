import type { Attacks } from "../world.ts";

const spin = "for (;;);";
const inWorker = (text: string) => {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return new Worker(url, { type: "module" });
};

/** What goes on after its call has been answered, or given up. */
export const leftovers = {
  spins: ({ more }) => {
    for (let i = 0; i < Number(more || 2); i++) inWorker(spin);
    return Deno.pid;
  },
  ticks: ({ scratch }) => {
    setInterval(() => Deno.writeTextFileSync(`${scratch}/../tick`, "."), 1);
    return Deno.pid;
  },
  stopsItself: () => {
    setTimeout(() => Deno.kill(Deno.pid, "SIGSTOP"), 20);
    return "answered";
  },
  keepsAsking: async ({ more }, cx) => {
    const url = `http://127.0.0.1:${more}/`;
    let told: unknown = "it went on";
    for (let i = 0; i < 100; i++) {
      try {
        await cx.http.fetch(url);
      } catch (error) {
        told = error;
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    console.error(`told=${(told as { reason?: string }).reason ?? told};`);
    return "too late";
  },
  keepsRunning: async () => {
    console.error("running;");
    await new Promise((resolve) => setTimeout(resolve, 30_000));
  },
} satisfies Attacks;
