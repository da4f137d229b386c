import type { QueueHooks, QueueStats } from "../bus/mod.ts";
import type { Families } from "./metric_families.ts";

/** client-go's buckets: 10 ns to 1,000 s. */
const seconds = Array.from({ length: 12 }, (_, i) => 1e-8 * 10 ** i);

const gauges: { readonly name: string; readonly help: string; read(stats: QueueStats): number }[] =
  [
    {
      name: "workqueue_depth",
      help: "Keys that wait for a worker.",
      read: (stats) => stats.depth,
    },
    {
      name: "workqueue_unfinished_work_seconds",
      help: "What all present runs have taken so far, together, in seconds.",
      read: (stats) => stats.unfinishedMs / 1000,
    },
    {
      name: "workqueue_longest_running_processor_seconds",
      help: "How long the longest of the present runs has taken so far, in seconds.",
      read: (stats) => stats.longestRunningMs / 1000,
    },
  ];

/** A queue whose state is read when the metrics are. */
export interface MeasuredQueue {
  stats(): QueueStats;
}

/** The families of client-go's work queue. */
export function queueMetrics({ counter, gauge, histogram }: Families) {
  const labelNames = ["name"] as const;
  const queues = new Map<string, MeasuredQueue>();
  for (const { name, help, read } of gauges) {
    gauge({ name, help, labelNames }, function () {
      for (const [name, queue] of queues) this.set({ name }, read(queue.stats()));
    });
  }
  const adds = counter({
    name: "workqueue_adds_total",
    help: "How often a key became due.",
    labelNames,
  });
  const retries = counter({
    name: "workqueue_retries_total",
    help: "How often a failed key was queued again.",
    labelNames,
  });
  const waited = histogram({
    name: "workqueue_queue_duration_seconds",
    help: "How long a key waited for a worker once it was due, in seconds.",
    labelNames,
  }, seconds);
  const worked = histogram({
    name: "workqueue_work_duration_seconds",
    help: "How long a run took, in seconds.",
    labelNames,
  }, seconds);

  return {
    /** The hooks that count what a queue of that name does: pass them to its constructor. */
    queueHooks(name: string): Required<QueueHooks> {
      return {
        onAdd: () => adds.inc({ name }),
        onStart: (_run, waitedMs) => waited.observe({ name }, waitedMs / 1000),
        onFinish: (_run, _outcome, ranMs) => worked.observe({ name }, ranMs / 1000),
        onRetry: () => retries.inc({ name }),
      };
    },
    /** From now on the gauges of that name show this queue. */
    watchQueue(name: string, queue: MeasuredQueue): void {
      queues.set(name, queue);
    },
  };
}
