import { assertEquals } from "@std/assert";
import { findClients } from "../../cluster/kubectl.ts";
import { compareSeeds, type Difference } from "./oracle.ts";

const clients = await findClients();
/** Overlays that are made anew each time, all by themselves: no file of the corpus is read. */
const SEEDS = Array.from({ length: 500 }, (_, seed) => seed);

const shown = ({ seed, verdict, ours, theirs }: Difference) => ({ seed, verdict, ours, theirs });

Deno.test({
  name: `kubectl and the library build ${SEEDS.length} overlays to the same bytes`,
  ignore: clients === undefined,
  fn: async () => {
    const { verdicts, differences } = await compareSeeds(clients!.kubectl, SEEDS);
    assertEquals(differences.map(shown), []);
    assertEquals(
      (verdicts.get("equal") ?? 0) >= 300,
      true,
      `only ${verdicts.get("equal")} are built`,
    );
  },
});
