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
    const deadline = performance.now() + 200;
    while (performance.now() < deadline) {
      await Promise.allSettled([
        Deno.writeTextFile(inside(w, "swap"), "mine").then(() => Deno.remove(inside(w, "swap"))),
        Deno.symlink(w.canary, inside(w, "swap")),
        Deno.readTextFile(inside(w, "swap")).then((text) => {
          if (text !== "mine" && text !== "") throw new Error(`won ${text}`);
        }),
      ]).then((all) => {
        const won = all.find((one) =>
          one.status === "rejected" && String(one.reason).includes("won")
        );
        if (won) throw new AggregateError([won], "raced");
      });
    }
    const made = await Deno.lstat(inside(w, "swap")).catch(() => undefined);
    if (made?.isSymlink) return "linked";
    Deno.symlinkSync(w.canary, inside(w, "last"));
    return "linked";
  },
} satisfies Attacks;
