import { assert, assertEquals } from "@std/assert";
import { type ClusterKind, judge, lacks } from "./run.ts";

const scenarios = 62;
const deviations: Readonly<Record<string, unknown>> = JSON.parse(
  await Deno.readTextFile(new URL("kustomization_deviations.json", import.meta.url)),
);

/** Claims, on a cluster, that Kustomizations do what Flux's do, scenario by scenario, and say it in the same words. */
export function claimKustomizations(cluster: ClusterKind): void {
  const missing = lacks(cluster);
  Deno.test({
    name: `Kustomizations do on the ${cluster} cluster what Flux's do` +
      (missing === undefined ? "" : ` (${missing} is missing)`),
    ignore: missing !== undefined,
    sanitizeResources: false,
    sanitizeOps: false,
    async fn() {
      const found = await judge({ cluster, only: "^kustomization/", deviations });
      const { failed, passed, sameText, output } = found;
      assertEquals({ failed, passed }, { failed: 0, passed: scenarios }, output);
      assert(
        sameText >= 0.95 * scenarios,
        `the words of ${scenarios - sameText} differ\n${output}`,
      );
    },
  });
}
