/** What the recorded exchanges do not ask, asked of the real server and the embedded one at once. */
import { assertEquals } from "@std/assert";
import { createApiServer, listen } from "../../plugins/cluster_embedded/mod.ts";
import { findAssets } from "./assets.ts";
import { startControlPlane } from "./control_plane.ts";
import { known } from "./probes/known.ts";
import { probes as accessProbes } from "./probes/tables/access.ts";
import { probes as applyProbes } from "./probes/tables/applies.ts";
import { probes as changeProbes } from "./probes/tables/changes.ts";
import { probes as customProbes } from "./probes/tables/custom.ts";
import { mutationsOf } from "./probes/sequences/mutations.ts";
import { sequencesOf } from "./probes/sequences/mod.ts";
import { probes as furtherProbes } from "./probes/tables/further_kinds.ts";
import { probes as kindProbes } from "./probes/tables/kinds.ts";
import { probes as limitProbes } from "./probes/tables/limits.ts";
import { probes as mutationProbes } from "./probes/tables/mutations.ts";
import type { Probe } from "./probes/steps.ts";
import { probes as policyProbes } from "./probes/tables/policies.ts";
import { probes as readProbes } from "./probes/tables/reads.ts";
import { probes as repositoryProbes } from "./probes/tables/repositories.ts";
import { probes as schemaProbes } from "./probes/tables/schemas.ts";
import { probes as validationProbes } from "./probes/tables/validation.ts";
import { probes as writeProbes } from "./probes/tables/writes.ts";

interface Difference {
  readonly path: string;
  readonly want: unknown;
  readonly got: unknown;
}
type Answer = { readonly status?: number; readonly body?: unknown } | undefined;
interface Target {
  readonly server: string;
  readonly token: string;
  readonly client?: Deno.HttpClient;
}
/** The comparator of the recorded exchanges. */
interface Comparator {
  play(
    target: Target,
    probe: Probe,
    seen: (index: number, step: unknown, got: Answer) => void,
  ): Promise<void>;
  diff(want: Answer, got: Answer): Difference[];
}

const comparator = new URL("../../../shared/corpus/apiserver/compare.ts", import.meta.url);
const written = [
  ...validationProbes,
  ...kindProbes,
  ...customProbes,
  ...applyProbes,
  ...writeProbes,
  ...readProbes,
  ...accessProbes,
  ...policyProbes,
  ...schemaProbes,
  ...changeProbes,
  ...repositoryProbes,
  ...furtherProbes,
  ...limitProbes,
  ...mutationProbes,
];
const probes = [...written, ...mutationsOf(written, [1, 2, 3]), ...sequencesOf([1, 2])];

function present(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}

async function answers(play: Comparator["play"], target: Target, probe: Probe): Promise<Answer[]> {
  const found: Answer[] = [];
  await play(target, probe, (index, _step, got) => {
    found[index] = got;
  });
  return found;
}

/** Numbers of placeholders go on from step to step: one difference would make all later ones differ. */
function plain(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value.replace(/<(uid|ip|nodeport|rv|gen)-\d+>/g, "<$1>");
}

/** The steps that the embedded server answers otherwise than `real`. */
async function differences(
  { play, diff }: Comparator,
  probe: Probe,
  real: { readonly url: string; readonly token: string; readonly caCert: string },
): Promise<number[]> {
  using client = Deno.createHttpClient({ caCerts: [real.caCert] });
  const users = new Map([["t", { name: "admin", groups: ["system:masters"] }]]);
  const own = await listen(createApiServer({ users }), { http: true });
  const wanted = await answers(play, { server: real.url, token: real.token, client }, probe);
  const given = await answers(play, { server: own.url, token: "t" }, probe);
  await own.close();
  return wanted.flatMap((want, i) => {
    const found = want === undefined ? [] : diff(want, given[i]);
    return found.some((one) => plain(one.want) !== plain(one.got)) ? [i] : [];
  });
}

const ignore = findAssets() === undefined || !present(comparator);

Deno.test({
  name: ignore
    ? "the real API server or corpus/apiserver is absent: no probe is compared"
    : "the embedded server answers every probe as the real one, but for those named in probes/known.ts",
  ignore,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(test) {
    const { play, diff }: Comparator = await import(comparator.href);
    await using real = await startControlPlane();
    for (const probe of probes) {
      await test.step(probe.name, async () => {
        const wanted = (known[probe.name] ?? []).map(({ step }) => step);
        const found = await differences({ play, diff }, probe, real);
        if (found.join() === wanted.join()) return;
        // The real server's controllers run beside the probe: what differs has to differ on a quiet server too.
        await using fresh = await startControlPlane();
        const again = await differences({ play, diff }, probe, fresh);
        assertEquals(again.filter((step) => found.includes(step) || wanted.includes(step)), wanted);
      });
    }
  },
});
