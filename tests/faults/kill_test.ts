/**
 * The kernel is killed right before and right after each of its writes. What was applied by then is on record, and the kernel
 * that runs after it finds all of it, and does nothing twice.
 */
import { assert } from "@std/assert";
import { hasGit } from "../fixtures/git_server.ts";
import { playAll } from "./play.ts";
import { stories } from "./stories.ts";

const faults = [{ kind: "kill", at: "before" }, { kind: "kill", at: "after" }] as const;

for (const story of stories) {
  Deno.test({
    name: `killed around every write of ${story.name}, it loses, orphans and doubles nothing`,
    ignore: !hasGit,
    sanitizeResources: false,
    sanitizeOps: false,
    async fn() {
      assert(await playAll(story, faults, { each: true }) >= 1);
    },
  });
}
