/** Events for the cluster alone that say at each interval what they said before. */
import type { Report } from "../contract/mod.ts";
import type { Work } from "./context.ts";
import type { Kernel } from "./ports.ts";

const quietMs = 3_600_000;
/** What was told last of each object, by its uid, and when. */
const told = new WeakMap<Kernel, Map<string, { readonly text: string; readonly atMs: number }>>();

/**
 * The report without the traces that the object's last one repeats within an hour, for which the API server keeps an Event, and
 * without those of a kernel that starts: neither an idle interval nor a restart costs a write.
 */
export function untold({ pass: { kernel, object }, causes }: Work, report: Report = {}): Report {
  const { events = [], ...rest } = report;
  if (events.length === 0) return report;
  const uid = object.metadata.uid ?? "";
  const nowMs = kernel.clock.monotonic();
  const all = memoryOf(kernel, nowMs);
  const kept = events.filter(({ severity, reason, message }) => {
    if (severity !== "trace") return true;
    const text = `${reason} ${message}`, last = all.get(uid);
    if (last?.text === text) return false;
    all.set(uid, { text, atMs: nowMs });
    return causes.some((cause) => cause !== "start");
  });
  return { ...rest, events: kept };
}

function memoryOf(kernel: Kernel, nowMs: number) {
  const all = told.get(kernel) ?? new Map<string, { text: string; atMs: number }>();
  told.set(kernel, all);
  for (const [uid, { atMs }] of all) if (nowMs - atMs > quietMs) all.delete(uid);
  return all;
}
