import type { Attacks } from "../world.ts";

const inside = (world: { scratch: string }, name: string) => `${world.scratch}/${name}`;

/** Links and races: a way out of scratch for the plugin, or for the kernel that reads there. */
export const links = {
  symlink: (w) => {
    Deno.symlinkSync(w.canary, inside(w, "link"));
    return Deno.readTextFileSync(inside(w, "link"));
  },
  symlinkNode: async (w) => {
    (await import("node:fs")).symlinkSync(w.canary, inside(w, "node-link"));
    return Deno.readTextFileSync(inside(w, "node-link"));
  },
  hardLink: (w) => {
    Deno.linkSync(w.canary, inside(w, "hard"));
    return Deno.readTextFileSync(inside(w, "hard"));
  },
  hardLinkInput: (w) => {
    Deno.linkSync(`${w.inputs}/body`, inside(w, "linked-body"));
    Deno.writeTextFileSync(inside(w, "linked-body"), "changed");
  },
  folderLink: (w) => {
    Deno.symlinkSync(w.outside, inside(w, "folder"), { type: "dir" });
    Deno.writeTextFileSync(inside(w, "folder/through"), "x");
  },
  race: async (w) => {
    const swap = inside(w, "swap");
    const rounds = Array.from({ length: 200 }, async () => {
      await Deno.writeTextFile(swap, "mine").then(() => Deno.remove(swap)).catch(() => {});
      await Deno.symlink(w.canary, swap).catch(() => {});
      return await Deno.readTextFile(swap).catch(() => "");
    });
    const won = (await Promise.all(rounds)).filter((text) => text !== "" && text !== "mine");
    return won[0] ?? "lost";
  },
} satisfies Attacks;
