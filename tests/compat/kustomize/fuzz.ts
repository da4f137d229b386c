/**
 * Compares overlays of many seeds with kubectl, and prints where they differ:
 * `deno task fuzz:kustomize [first seed] [count]`, 10,000 from 1,000 on by default.
 */
import { findClients } from "../../cluster/kubectl.ts";
import { compareAll, FINE, overlayOf, sameErrors } from "./oracle.ts";

const [first = 1000, count = 10_000] = Deno.args.map(Number);
const clients = await findClients();
if (clients === undefined) throw new Error("Cannot compare: kubectl is not reached through npm");
const seeds = Array.from({ length: count }, (_, i) => first + i);
const found = await compareAll(clients.kubectl, seeds, overlayOf);
for (const { index, verdict, ours, theirs } of found.differences) {
  console.log(
    `seed ${index}: ${verdict}\n--- ours\n${ours.text ?? ours.error}\n--- kubectl's\n${
      theirs.text ?? theirs.error
    }`,
  );
}
for (const [verdict, times] of found.verdicts) console.log(`${verdict}: ${times}`);
console.log(`errors of the same text: ${(sameErrors(found) * 100).toFixed(2)} %`);
Deno.exit(found.differences.every(({ verdict }) => FINE.includes(verdict)) ? 0 : 1);
