/** A family of series: facts of the field, named as the programs name them whose dashboards people have. */
export interface Family {
  readonly type: "counter" | "gauge" | "histogram";
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly buckets?: readonly number[];
}

/** `count` bounds from `least` to `most`, each the same factor above the one before. */
function exponentialRange(least: number, most: number, count: number): number[] {
  const factor = (most / least) ** (1 / (count - 1));
  return Array.from({ length: count }, (_, i) => least * factor ** i);
}

/** `count` bounds from `first`, each ten times the one before. */
const decades = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => first * 10 ** i);

const reconcileSeconds = [
  ...[0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8],
  ...[
    0.9,
    1,
    1.25,
    1.5,
    1.75,
    2,
    2.5,
    3,
    3.5,
    4,
    4.5,
    5,
    6,
    7,
    8,
    9,
    10,
    15,
    20,
    25,
    30,
    40,
    50,
    60,
  ],
];
const answerSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const answerLabels = ["service", "handler", "method", "code"] as const;
const counter = { type: "counter" } as const;
const gauge = { type: "gauge" } as const;
const histogram = { type: "histogram" } as const;

/** Flux's own (github.com/fluxcd/pkg/runtime/metrics, cache). */
const flux = {
  reconcileDuration: {
    ...histogram,
    name: "gotk_reconcile_duration_seconds",
    help: "How long reconciling an object took, in seconds.",
    labelNames: ["kind", "name", "namespace"],
    buckets: exponentialRange(0.01, 1800, 10),
  },
  eventDuration: {
    ...histogram,
    name: "gotk_event_http_request_duration_seconds",
    help: "How long the server of events took to answer, in seconds.",
    labelNames: answerLabels,
    buckets: answerSeconds,
  },
  eventSize: {
    ...histogram,
    name: "gotk_event_http_response_size_bytes",
    help: "The size of answers of the server of events, in bytes.",
    labelNames: answerLabels,
    buckets: decades(100, 8),
  },
  eventInflight: {
    ...gauge,
    name: "gotk_event_http_requests_inflight",
    help: "Requests that the server of events is answering.",
    labelNames: ["service", "handler"],
  },
  receiverDuration: {
    ...histogram,
    name: "gotk_receiver_http_request_duration_seconds",
    help: "How long the server of webhooks took to answer, in seconds.",
    labelNames: answerLabels,
    buckets: answerSeconds,
  },
  receiverSize: {
    ...histogram,
    name: "gotk_receiver_http_response_size_bytes",
    help: "The size of answers of the server of webhooks, in bytes.",
    labelNames: answerLabels,
    buckets: decades(100, 8),
  },
  receiverInflight: {
    ...gauge,
    name: "gotk_receiver_http_requests_inflight",
    help: "Requests that the server of webhooks is answering.",
    labelNames: ["service", "handler"],
  },
} as const satisfies Record<string, Family>;

/** controller-runtime's and client-go's. */
const runtime = {
  reconcileTotal: {
    ...counter,
    name: "controller_runtime_reconcile_total",
    help: "Reconciliations of a controller, by how they ended.",
    labelNames: ["controller", "result"],
  },
  reconcileErrors: {
    ...counter,
    name: "controller_runtime_reconcile_errors_total",
    help: "Reconciliations of a controller that failed.",
    labelNames: ["controller"],
  },
  reconcileTime: {
    ...histogram,
    name: "controller_runtime_reconcile_time_seconds",
    help: "How long a reconciliation of a controller took, in seconds.",
    labelNames: ["controller"],
    buckets: reconcileSeconds,
  },
  activeWorkers: {
    ...gauge,
    name: "controller_runtime_active_workers",
    help: "Reconciliations of a controller that run now.",
    labelNames: ["controller"],
  },
  maxConcurrent: {
    ...gauge,
    name: "controller_runtime_max_concurrent_reconciles",
    help: "How many reconciliations of a controller may run at once.",
    labelNames: ["controller"],
  },
  queueDepth: {
    ...gauge,
    name: "workqueue_depth",
    help: "Keys that wait for a worker.",
    labelNames: ["name", "controller"],
  },
  queueUnfinished: {
    ...gauge,
    name: "workqueue_unfinished_work_seconds",
    help: "What all present runs have taken so far, together, in seconds.",
    labelNames: ["name", "controller"],
  },
  queueLongest: {
    ...gauge,
    name: "workqueue_longest_running_processor_seconds",
    help: "How long the longest of the present runs has taken so far, in seconds.",
    labelNames: ["name", "controller"],
  },
  queueAdds: {
    ...counter,
    name: "workqueue_adds_total",
    help: "How often a key became due.",
    labelNames: ["name", "controller"],
  },
  queueRetries: {
    ...counter,
    name: "workqueue_retries_total",
    help: "How often a failed key was queued again.",
    labelNames: ["name", "controller"],
  },
  queueWaited: {
    ...histogram,
    name: "workqueue_queue_duration_seconds",
    help: "How long a key waited for a worker once it was due, in seconds.",
    labelNames: ["name", "controller"],
    buckets: decades(1e-8, 12),
  },
  queueWorked: {
    ...histogram,
    name: "workqueue_work_duration_seconds",
    help: "How long a run took, in seconds.",
    labelNames: ["name", "controller"],
    buckets: decades(1e-8, 12),
  },
  restRequests: {
    ...counter,
    name: "rest_client_requests_total",
    help: "Requests to API servers, by status code, method and host.",
    labelNames: ["code", "method", "host"],
  },
  leader: {
    ...gauge,
    name: "leader_election_master_status",
    help: "1 while this process holds the lease of that name.",
    labelNames: ["name"],
  },
} as const satisfies Record<string, Family>;

/** Those that every Prometheus client has. */
const process = {
  processCpu: {
    ...counter,
    name: "process_cpu_seconds_total",
    help: "CPU time that this process has used, in seconds.",
    labelNames: [],
  },
  processResident: {
    ...gauge,
    name: "process_resident_memory_bytes",
    help: "Memory of this process that is in RAM.",
    labelNames: [],
  },
  processVirtual: {
    ...gauge,
    name: "process_virtual_memory_bytes",
    help: "Memory that this process has mapped.",
    labelNames: [],
  },
  processFiles: {
    ...gauge,
    name: "process_open_fds",
    help: "File descriptors that this process has open.",
    labelNames: [],
  },
  processStart: {
    ...gauge,
    name: "process_start_time_seconds",
    help: "When this process started, in seconds since 1970.",
    labelNames: [],
  },
} as const satisfies Record<string, Family>;

/** Our own. */
const sluice = {
  pluginCalls: {
    ...counter,
    name: "sluice_plugin_calls_total",
    help: "Calls to a plugin, by method and how they ended.",
    labelNames: ["plugin", "method", "result"],
  },
  pluginDuration: {
    ...histogram,
    name: "sluice_plugin_call_duration_seconds",
    help: "How long a call to a plugin took, in seconds.",
    labelNames: ["plugin", "method"],
    buckets: exponentialRange(0.001, 900, 14),
  },
  pluginRestarts: {
    ...counter,
    name: "sluice_plugin_restarts_total",
    help: "How often a process of a plugin was started again after it ended or was killed.",
    labelNames: ["plugin"],
  },
  pluginProcesses: {
    ...gauge,
    name: "sluice_plugin_processes",
    help: "Processes of a plugin that run now.",
    labelNames: ["plugin"],
  },
  pluginRefused: {
    ...counter,
    name: "sluice_plugin_refused_total",
    help: "What a plugin asked for and was not given, by reason.",
    labelNames: ["plugin", "reason"],
  },
  logDropped: {
    ...counter,
    name: "sluice_log_dropped_total",
    help: "Lines of the kernel's log that were dropped, since nobody read them.",
    labelNames: [],
  },
} as const satisfies Record<string, Family>;

export const families = { ...flux, ...runtime, ...process, ...sluice };
