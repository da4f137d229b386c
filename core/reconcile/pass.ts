import {
  at,
  type Condition,
  type Data,
  type KubeObject,
  type Notice,
  refOf,
  type Report,
} from "../contract/mod.ts";
import { mergePatch } from "../kube/mod.ts";
import { conditionsOf, stored } from "./conditions.ts";
import { emit } from "./events.ts";
import { type Controlled, controllerOf, managerOf } from "./kinds.ts";
import { defined, withValue } from "./json.ts";
import { type Kernel, statusOf } from "./ports.ts";
import { requestOf } from "./profile.ts";

/** How long a phase lasts before it shows on the object, in ms. */
const visibleAfterMs = 1000;
const conflictsAtMost = 5;

/**
 * One run over one object: holds what is to be said of it until the end, and writes what differs in one patch. Only a phase that
 * lasts, and an intent that must be on record before the deed, are written sooner.
 */
export class Pass {
  readonly kernel: Kernel;
  readonly kind: Controlled;
  /** What this run is about: a spec that changed meanwhile is the next run's. */
  readonly generation: number;
  /** The request that this run answers at its end: one that comes meanwhile is the next run's. */
  asked: string | undefined;
  signal: AbortSignal;
  startedMs: number;
  /** Types that were reported in this run. */
  readonly said = new Set<string>();
  /** The last phase, in words; it outlives a failure. */
  phase: string | undefined;
  /** Added to the metadata of every event of this run. */
  about: Record<string, string> = {};
  #object: KubeObject;
  /** Fields of the status that this run has a say in. */
  readonly #set = new Set<string>();
  #status: Data;
  /** Those of former runs have the generation that they speak of. */
  #conditions: Map<string, Condition & { readonly observedGeneration?: number }>;
  #writes: Promise<unknown> = Promise.resolve();
  #cancelTimer: (() => void) | undefined;
  #held = false;
  #kept = false;

  constructor(kernel: Kernel, kind: Controlled, object: KubeObject, signal: AbortSignal) {
    this.kernel = kernel;
    this.kind = kind;
    this.signal = signal;
    this.startedMs = kernel.clock.monotonic();
    this.#object = object;
    this.generation = object.metadata.generation ?? 0;
    this.asked = requestOf(object);
    this.#status = (object["status"] ?? {}) as Data;
    this.#conditions = new Map(conditionsOf(this.#status).map((one) => [one.type, one]));
    this.#conditions.delete("Reconciling");
    this.#conditions.delete("Stalled");
  }

  /** The object as the cluster last answered it. */
  get object(): KubeObject {
    return this.#object;
  }

  get conditions(): readonly Condition[] {
    return [...this.#conditions.values()];
  }

  /** Whether Ready is True as it will be written. */
  get isReady(): boolean {
    return this.#conditions.get("Ready")?.status === "True";
  }

  /** Whether the run ends without a word: its work goes on. */
  get isHeld(): boolean {
    return this.#held;
  }

  /** Takes the run up again where it was held, in a later turn of the queue. */
  resume(object: KubeObject, signal: AbortSignal): Pass {
    this.#object = object;
    this.#held = false;
    this.signal = signal;
    return this;
  }

  /** Gives up what a held run was at, and begins anew. */
  restart(): void {
    this.quiet();
    this.said.clear();
    this.phase = undefined;
    this.asked = requestOf(this.#object);
    this.startedMs = this.kernel.clock.monotonic();
  }

  /** Ends the run without a word; a phase that is under way still shows when it has lasted. */
  hold(): void {
    this.#held = true;
  }

  /** Leaves the conditions as they are, to the generation that they speak of. */
  keepConditions(kept = true): void {
    this.#kept = kept;
  }

  get elapsedMs(): number {
    return this.kernel.clock.monotonic() - this.startedMs;
  }

  /** Takes the object as another write answered it. */
  replaced(object: KubeObject): void {
    this.#object = object;
  }

  /** A value of the status as it will be written. */
  held(pointer: string): unknown {
    return at(this.#status, pointer);
  }

  /** Sets a field of the status, by a pointer below it; `null` removes it. */
  set(pointer: string, value: unknown): void {
    this.#set.add(pointer.split("/")[1]!);
    this.#status = withValue(this.#status, pointer, value);
  }

  condition(condition: Condition): void {
    this.#conditions.set(condition.type, condition);
  }

  dropCondition(type: string): void {
    this.#conditions.delete(type);
  }

  event(notice: Notice): void {
    const metadata = { ...this.about, ...notice.metadata };
    emit(this.kernel, {
      object: this.#object,
      controller: controllerOf(this.kind),
      notice: { ...notice, ...(Object.keys(metadata).length > 0 ? { metadata } : {}) },
    });
  }

  /** Takes what a plugin says; fields of the status only where the profile lists them. */
  report(report: Report | undefined): void {
    if (!report) return;
    for (const type of report.dropped ?? []) this.dropCondition(type);
    for (const condition of report.conditions ?? []) {
      this.said.add(condition.type);
      this.condition(condition);
    }
    const allowed = this.kind.profile.status ?? [];
    for (const [pointer, value] of Object.entries(report.status ?? {})) {
      const listed = allowed.some((one) => pointer === one || pointer.startsWith(`${one}/`));
      if (listed) this.set(pointer, value);
    }
    for (const notice of report.events ?? []) this.event(notice);
    if (report.progress !== undefined) this.progress(report.progress);
  }

  /** Names the phase that begins; it shows on the object once it has lasted a second. */
  progress(phase: string): void {
    this.phase = phase;
    this.#cancelTimer?.();
    this.#cancelTimer = this.kernel.clock.after(visibleAfterMs, () => {
      this.interim().catch(this.kernel.report);
    });
  }

  /** Writes what is known so far, as work in progress. */
  interim(): Promise<void> {
    const message = this.phase ?? "Reconciliation in progress";
    return this.#write([
      ...this.conditions.filter(({ type }) => type !== "Ready" && type !== "Reconciling"),
      { type: "Reconciling", status: "True", reason: "Progressing", message },
      {
        type: "Ready",
        status: "Unknown",
        reason: "Progressing",
        message: this.kind.profile.messages?.progressing ?? message,
      },
    ]);
  }

  /** Stops the clock of the phase: what follows is the end, or a wait that shows by itself. */
  quiet(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** The one patch at the end of a run; none where nothing differs. */
  write(): Promise<void> {
    this.quiet();
    return this.#write(this.conditions);
  }

  #write(conditions: readonly Condition[]): Promise<void> {
    const status = this.#status;
    const written = this.#writes.then(() => this.#patch(status, conditions));
    this.#writes = written.catch(() => {});
    return written;
  }

  async #patch(status: Data, conditions: readonly Condition[]): Promise<void> {
    const { cluster, clock } = this.kernel;
    const { generation } = this;
    for (let conflicts = 0;; conflicts++) {
      const before = (this.#object["status"] ?? {}) as Data;
      const now = new Date(clock.now());
      const list = this.#kept
        ? before["conditions"]
        : stored(conditionsOf(before), conditions, { generation, now });
      const patch = mergePatch(before, { ...this.#over(before, status), conditions: list });
      if (!patch) return;
      const { resourceVersion } = this.#object.metadata;
      try {
        this.#object = await cluster.patch(refOf(this.#object), { status: patch }, {
          manager: managerOf(this.kind),
          subresource: "status",
          ...defined({ resourceVersion }),
        });
        return;
      } catch (error) {
        if (statusOf(error) === 404) return;
        if (statusOf(error) !== 409 || conflicts >= conflictsAtMost) throw error;
        const latest = await cluster.get(refOf(this.#object));
        if (!latest) return;
        this.#object = latest;
      }
    }
  }

  /** What this run changed, over a status that may be newer than the one it began with. */
  #over(latest: Data, wanted: Data): Data {
    const ours = [...this.#set].map((key) => [key, wanted[key]]);
    return { ...latest, ...Object.fromEntries(ours) };
  }
}
