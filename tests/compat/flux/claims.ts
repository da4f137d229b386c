import { assert, assertEquals } from "@std/assert";
import { CORPUS } from "../corpus.ts";
import { type ClusterKind, judge, lacks } from "./run.ts";

/** What is played together, on one cluster. */
interface Area {
  readonly what: string;
  /** Names of its scenarios. */
  readonly only: RegExp;
}

// Not yet: what needs a plugin for the statuses and comments of Git hosts, for CDEvents, or for HelmReleases.
const notification =
  /^notification\/(?!bitbucketserver|gitea|github|gitlab|helmrelease|no-commit)|^receiver\/(?!cdevents)/;

export const areas = {
  git: { what: "GitRepositories do", only: /^git\// },
  kustomization: { what: "Kustomizations do", only: /^kustomization\// },
  notification: { what: "Alerts, Providers and Receivers do", only: notification },
} satisfies Record<string, Area>;

const deviations = new URL("deviations.json", import.meta.url);
/** The share of scenarios that say it in the same words, down to the last. */
const leastSameText = 0.95;

/** Claims, on a cluster, that an area does what it does with Flux, scenario by scenario, and says it in the same words. */
export function claim(cluster: ClusterKind, { what, only }: Area): void {
  const missing = lacks(cluster);
  Deno.test({
    name: `${what} on the ${cluster} cluster what they did with Flux` +
      (missing === undefined ? "" : ` (${missing} is missing)`),
    ignore: missing !== undefined,
    sanitizeResources: false,
    sanitizeOps: false,
    async fn() {
      const of = await scenarios(only);
      const found = await judge({ cluster, only: only.source, deviations });
      const { failed, passed, skipped, sameText, stale, output } = found;
      assertEquals({ failed, passed: passed + skipped }, { failed: [], passed: of }, output);
      assert(
        sameText >= leastSameText * passed,
        `the words of ${passed - sameText} differ\n${output}`,
      );
      assertEquals(stale, [], "deviations that no longer differ");
    },
  });
}

/** How many scenarios were recorded. */
async function scenarios(only: RegExp): Promise<number> {
  let found = 0;
  for await (const { name: area, isDirectory } of Deno.readDir(`${CORPUS}flux`)) {
    if (!isDirectory) continue;
    for await (const { name } of Deno.readDir(`${CORPUS}flux/${area}`)) {
      if (name.endsWith(".json") && only.test(`${area}/${name.slice(0, -5)}`)) found++;
    }
  }
  return found;
}
