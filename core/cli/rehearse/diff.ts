/** `sluice diff`: what a delivery would change now. */
import { flatten } from "../../contract/mod.ts";
import { sayRef } from "../../reconcile/mod.ts";
import type { Environment } from "../connection.ts";
import { Failed } from "../failed.ts";
import { type Output, print } from "../output.ts";
import { differences, maskedAlone } from "./compare.ts";
import type { Outcome } from "./outcomes.ts";
import { rehearse } from "./rehearse.ts";
import { type Change, textOf } from "./text.ts";
import { openRehearsal, type RehearsalFlags } from "./world.ts";

const exit = { differs: 1, failed: 2 } as const;

/** Prints the changes. Throws `Failed` with exit code 1 where there are some, and above 1 where it cannot be told. */
export async function diff(
  output: Output,
  words: readonly string[],
  flags: RehearsalFlags,
  environment: Environment,
): Promise<void> {
  const changes = await changesOf({ output, words, flags, environment })
    .catch((error) => {
      if (!(error instanceof Failed)) output.words(`error: ${flatten(error).message}\n`);
      throw new Failed("diff", exit.failed);
    });
  if (flags.output && flags.output !== "table") await print(output, flags.output, changes, {});
  else for (const change of changes) output.data(textOf(change));
  if (changes.some(({ change }) => change === "failed")) throw new Failed("diff", exit.failed);
  if (changes.length > 0) throw new Failed("diff", exit.differs);
}

async function changesOf(asked: Parameters<typeof openRehearsal>[0]): Promise<readonly Change[]> {
  await using rehearsal = await openRehearsal(asked);
  const { failure } = await rehearse(rehearsal, { play: true });
  const changes = rehearsal.cluster.outcomes.list.flatMap(changeOf);
  if (!failure || changes.some(({ change }) => change === "failed")) return changes;
  return [...changes, { object: "", change: "failed", message: failure.message }];
}

function changeOf({ ref, before, after, error }: Outcome): readonly Change[] {
  const object = sayRef(ref);
  if (error) return [{ object, change: "failed", message: `${object}: ${error.message}` }];
  if (!after) return before ? [{ object, change: "deleted" }] : [];
  if (!before) return [{ object, change: "created", manifest: maskedAlone(after) }];
  const found = differences(before, after);
  return found.length === 0 ? [] : [{ object, change: "drifted", differences: found }];
}
