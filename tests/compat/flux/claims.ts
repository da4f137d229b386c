import { assert, assertEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import { CORPUS } from "../corpus.ts";
import { type ClusterKind, judge, lacks } from "./run.ts";

/** What is played together, on one cluster. */
interface Area {
  readonly what: string;
  /** Names of its scenarios. */
  readonly only: RegExp;
  /** Where they are: the corpus, unless it says otherwise. */
  readonly scenarios?: URL;
}

// Not yet: what needs a plugin for the statuses and comments of Git hosts, for CDEvents, or for HelmReleases.
const notification =
  /^notification\/(?!bitbucketserver|gitea|github|gitlab|helmrelease|no-commit)|^receiver\/(?!cdevents)/;

export const areas = {
  git: { what: "GitRepositories do", only: /^git\// },
  kustomization: { what: "Kustomizations do", only: /^kustomization\// },
  notification: { what: "Alerts, Providers and Receivers do", only: notification },
} satisfies Record<string, Area>;

/** Recorded on Flux's controllers by us, as the corpus was: what its scenarios do not ask. */
const scenarios = new URL("scenarios/", import.meta.url);

export const further = {
  git: {
    what: "in further cases, GitRepositories do",
    only: /^git\//,
    scenarios,
  },
  kustomization: {
    what: "in further cases, Kustomizations do",
    only: /^kustomization\//,
    scenarios,
  },
  notification: {
    what: "in further cases, Alerts and Providers do",
    only: /^notification\//,
    scenarios,
  },
  receiver: {
    what: "in further cases, Receivers do",
    only: /^receiver\//,
    scenarios,
  },
} satisfies Record<string, Area>;

const deviations = new URL("deviations.json", import.meta.url);
/** The share of scenarios that say it in the same words, down to the last. */
const leastSameText = 0.95;

/** Of the further scenarios the suites play every how many-th; `FLUX_STRIDE=1` plays all. */
export const stride = Number(Deno.env.get("FLUX_STRIDE") ?? "8");

interface ClaimOptions {
  /** Every how many-th scenario is played, and which one first. */
  readonly stride?: number;
  readonly first?: number;
  readonly parallel?: number;
}

/** Claims, on a cluster, that an area does what it does with Flux, scenario by scenario, and says it in the same words. */
export function claim(cluster: ClusterKind, area: Area, options: ClaimOptions = {}): void {
  const { stride = 1, first = 0, parallel = 6 } = options, missing = lacks(cluster);
  Deno.test({
    name: `${area.what} on the ${cluster} cluster what they did with Flux` +
      (missing === undefined ? "" : ` (${missing} is missing)`),
    ignore: missing !== undefined,
    sanitizeResources: false,
    sanitizeOps: false,
    async fn() {
      const played = (await namesOf(area)).filter((_, i) => i % stride === first % stride);
      const where = area.scenarios ? { scenarios: area.scenarios } : {};
      const only = `^(${played.join("|")})$`;
      const found = await judge({ cluster, only, deviations, parallel, ...where });
      const { failed, passed, skipped, sameText, stale, output } = found;
      const of = played.length;
      assertEquals({ failed, passed: passed + skipped }, { failed: [], passed: of }, output);
      const different = `the words of ${passed - sameText} differ\n${output}`;
      // A share of the whole is less than one scenario of a sample.
      const mayDiffer = Math.max(stride > 1 ? 1 : 0, (1 - leastSameText) * passed);
      assert(passed - sameText <= mayDiffer, different);
      assertEquals(stale, [], "deviations that no longer differ");
    },
  });
}

/** Names of the recorded scenarios, sorted. */
async function namesOf({ only, scenarios }: Area): Promise<readonly string[]> {
  const folder = scenarios ?? pathToFileURL(`${CORPUS}flux/`), found: string[] = [];
  for await (const { name: area, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) continue;
    for await (const { name } of Deno.readDir(new URL(area, folder))) {
      const id = `${area}/${name.replace(/\.json$/, "")}`;
      if (name.endsWith(".json") && only.test(id)) found.push(id);
    }
  }
  return found.sort();
}
