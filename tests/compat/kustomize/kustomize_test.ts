import { assertEquals } from "@std/assert";
import { findClients } from "../../cluster/kubectl.ts";
import { compareAll, type Comparison, FINE, overlayOf, sameErrors } from "./oracle.ts";
import { settings } from "./settings.ts";

const clients = await findClients();
/** Overlays that are made anew each time, all by themselves: no file of the corpus is read. */
const SEEDS = Array.from({ length: 500 }, (_, seed) => seed);
const SETTINGS = settings();

function assertAlike(found: Comparison, built: number): void {
  const unlike = found.differences.filter(({ verdict }) => !FINE.includes(verdict));
  assertEquals(unlike, []);
  const equal = found.verdicts.get("equal") ?? 0;
  assertEquals(equal >= built, true, `only ${equal} are built`);
  const other = found.differences.map(({ ours, theirs }) => [ours.error, theirs.error]);
  assertEquals(sameErrors(found) >= 0.9, true, JSON.stringify(other.slice(0, 5)));
}

Deno.test({
  name: `kubectl and the library build ${SEEDS.length} overlays to the same bytes`,
  ignore: clients === undefined,
  fn: async () => assertAlike(await compareAll(clients!.kubectl, SEEDS, overlayOf), 250),
});

Deno.test({
  name: `kubectl and the library build ${SETTINGS.length} settings to the same bytes`,
  ignore: clients === undefined,
  fn: async () => {
    const indices = SETTINGS.map((_, i) => i);
    assertAlike(await compareAll(clients!.kubectl, indices, (i) => SETTINGS[i]!), 150);
  },
});
