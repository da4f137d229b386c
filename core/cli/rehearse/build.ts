/** `sluice build KIND NAME`: what a delivery would apply now. */
import { stringify } from "contract/yaml";
import { flatten } from "../../contract/mod.ts";
import type { Environment } from "../connection.ts";
import { type Output, print } from "../output.ts";
import { maskedAlone } from "./compare.ts";
import { rehearse } from "./rehearse.ts";
import { openRehearsal, type RehearsalFlags } from "./world.ts";

/** Prints the objects, in the order in which they are rendered: as YAML documents, or as one list of JSON. */
export async function buildObject(
  output: Output,
  words: readonly string[],
  flags: RehearsalFlags,
  environment: Environment,
): Promise<void> {
  await using rehearsal = await openRehearsal({ output, words, flags, environment });
  const { set, isDecrypted } = await rehearse(rehearsal, { play: false }).catch((error) => {
    throw new Error(flatten(error).message);
  });
  // What is encrypted in the source does not leave the cluster in the clear.
  const shown = isDecrypted ? set.map(maskedAlone) : set;
  if (flags.output === "json") return await print(output, "json", shown, {});
  output.data(shown.map((object) => `---\n${stringify(object)}`).join(""));
}
