import type { QueueHooks, QueueStats } from "../bus/mod.ts";
import type { Families } from "./families.ts";

/** A queue whose state is read when the metrics are. */
export interface MeasuredQueue {
  stats(): QueueStats;
}

/** What client-go counts of its work queues, of ours. */
export function queueMetrics(families: Families) {
  const { queueAdds, queueRetries, queueWaited, queueWorked } = families;
  const { queueDepth, queueUnfinished, queueLongest } = families;
  const queues = new Map<string, MeasuredQueue>();
  const collect = () => {
    for (const [name, queue] of queues) {
      const { depth, unfinishedMs, longestRunningMs } = queue.stats();
      queueDepth.set({ name }, depth);
      queueUnfinished.set({ name }, unfinishedMs / 1000);
      queueLongest.set({ name }, longestRunningMs / 1000);
    }
  };
  const functions = {
    /** The hooks that count what a queue of that name does: pass them to its constructor. */
    queueHooks(name: string): Required<QueueHooks> {
      return {
        onAdd: () => queueAdds.inc({ name }),
        onStart: (_run, waitedMs) => queueWaited.observe({ name }, waitedMs / 1000),
        onFinish: (_run, _outcome, ranMs) => queueWorked.observe({ name }, ranMs / 1000),
        onRetry: () => queueRetries.inc({ name }),
      };
    },
    /** From now on the gauges of that name show this queue. */
    watchQueue(name: string, queue: MeasuredQueue): void {
      queues.set(name, queue);
    },
  };
  return { functions, collect };
}
