import { assertEquals } from "@std/assert";
import { type ClusterKind, judge, lacks } from "./run.ts";

const notification = "cross-namespace|invalid-spec|refused";
const receiver = "acr|bitbucket|dockerhub|filter-invalid|filters|generic|generic-hmac|github|" +
  "gitlab|harbor|invalid-spec|nexus|quay|resources|secret|suspend";

/** Claims, on a cluster, that alerts, providers and receivers do what Flux's do, scenario by scenario. */
export function claimNotifications(cluster: ClusterKind): void {
  const missing = lacks(cluster);
  Deno.test({
    name: `alerts, providers and receivers do on the ${cluster} cluster what Flux's do` +
      (missing === undefined ? "" : ` (${missing} is missing)`),
    ignore: missing !== undefined,
    sanitizeResources: false,
    sanitizeOps: false,
    async fn() {
      const only = `^notification/(${notification})$|^receiver/(${receiver})$`;
      const { failed, passed, output } = await judge({ cluster, only });
      assertEquals({ failed, passed }, { failed: 0, passed: 19 }, output);
    },
  });
}
