/**
 * One write is refused, or done and answered as failed, or the connection breaks. The same kernel comes to the end that it
 * would have come to, and what it applied is on record.
 */
import { assert } from "@std/assert";
import { hasGit } from "../fixtures/git_server.ts";
import type { Fault } from "./breakable.ts";
import { playAll } from "./play.ts";
import { stories } from "./stories.ts";

const faults: readonly Fault[] = [
  { kind: "refuse", status: 409 },
  { kind: "lose", status: 500 },
  { kind: "refuse", status: 429 },
  { kind: "drop" },
  { kind: "refuse", status: 503 },
  { kind: "lose", status: 504 },
];

for (const story of stories) {
  Deno.test({
    name: `answered wrongly once, at any write of ${story.name}, a kernel comes to the same end`,
    ignore: !hasGit,
    sanitizeResources: false,
    sanitizeOps: false,
    async fn() {
      assert(await playAll(story, faults) >= 1);
    },
  });
}
