/** What Flux's source-controller did with GitRepositories, played on the real control plane. */
import { assertEquals } from "@std/assert";
import { deviationsOf, scenarios } from "../compat/flux/deviations.ts";
import { judge, lacks } from "../compat/flux/run.ts";

Deno.test({
  name: "GitRepositories do on a real cluster what they did with Flux, word by word",
  ignore: lacks("real") !== undefined,
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    const only = "^git/";
    const { failed, skipped, sameText, output } = await judge({
      cluster: "real",
      only,
      deviations: await deviationsOf(only),
    });
    const all = (await scenarios(only)).length;
    assertEquals({ failed, sameText: sameText + skipped }, { failed: 0, sameText: all }, output);
  },
});
