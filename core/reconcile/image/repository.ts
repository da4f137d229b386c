/** The repository loop: lists the tags of an image, and keeps them for the policies. */
import { rfc3339 } from "../time.ts";
import { refOf } from "../../contract/mod.ts";
import { ask, served } from "../call.ts";
import { type Ended, ready } from "../conclude.ts";
import type { Work } from "../context.ts";
import { fetchInputs } from "../inputs.ts";
import type { Loop } from "../run_object.ts";

const latest = 10;

export const repositoryLoop: Loop = { reconcile };

async function reconcile(work: Work): Promise<Ended> {
  const { pass, loops } = work;
  const ref = refOf(pass.object);
  pass.progress("scanning repository");
  const inputs = await fetchInputs(work);
  const plugin = served(pass.kernel, pass.kind.asks, pass.object);
  const held = loops.tags.get(ref);
  const isSameSpec = pass.held("/observedGeneration") === pass.generation;
  const have = held && isSameSpec ? { have: held.digest } : {};
  const answer = await ask(work, plugin, ["scanner", "scan"], have, { inputs });
  const list = "tags" in answer ? loops.tags.keep(ref, answer.tags) : held;
  const { digest = "", tags = [] } = list ?? {};
  if (pass.held("/lastScanResult/revision") !== digest) {
    const scanTime = rfc3339(pass.kernel.clock);
    const latestTags = tags.slice(0, latest);
    pass.set("/lastScanResult", { revision: digest, tagCount: tags.length, scanTime, latestTags });
  }
  return ready(pass, `successful scan: found ${tags.length} tags with checksum ${digest}`);
}
