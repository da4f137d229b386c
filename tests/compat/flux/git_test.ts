/** What Flux's source-controller did with GitRepositories, played on the embedded cluster. */
import { assertEquals } from "@std/assert";
import { deviationsOf, scenarios } from "./deviations.ts";
import { judge, lacks } from "./run.ts";

Deno.test({
  name: "GitRepositories do on the embedded cluster what they did with Flux, word by word",
  ignore: lacks("embedded") !== undefined,
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    const only = "^git/";
    const { failed, skipped, sameText, output } = await judge({
      cluster: "embedded",
      only,
      deviations: await deviationsOf(only),
    });
    const all = (await scenarios(only)).length;
    assertEquals({ failed, sameText: sameText + skipped }, { failed: 0, sameText: all }, output);
  },
});
