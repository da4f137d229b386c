/** Watches every kind that a loop takes care of, and decides what a change of an object sets going. */
import { reconcileKey, ReconcileQueue } from "../bus/mod.ts";
import { at, type KubeObject, type ObjectRef, refOf, type Trigger } from "../contract/mod.ts";
import type { Loops } from "./context.ts";
import { emit } from "./events.ts";
import { DeliveryMemory } from "./delivery/memory.ts";
import { releaseAlert } from "./dispatch/migrate.ts";
import {
  alertKind,
  apiVersionOf,
  type Controlled,
  controllerOf,
  externalArtifactKind,
  idOf,
  Kinds,
  sayRef,
} from "./kinds.ts";
import { Tags } from "./image/tags.ts";
import { loops } from "./roles.ts";
import type { Change, Drifted, GroupVersionKind, Kernel } from "./ports.ts";
import { requestOf, suspended } from "./profile.ts";
import { References } from "./references.ts";
import { runObject } from "./run_object.ts";
import { priorities } from "./tables/priorities.ts";
import { wakes } from "./wakes.ts";

/** Corrections of one object, in ten minutes, after which they are told of. */
const contested = 5;

/** Label of the Secrets and ConfigMaps whose changes are heard of. */
const watched = "reconcile.fluxcd.io/watch";

/**
 * All loops of a kernel: from `start`, each object of each kind is reconciled at the start, when its spec or a request
 * changes, when what it rests on changes, and at its interval.
 */
export class Controller implements Loops {
  readonly kernel: Kernel;
  readonly kinds: Kinds;
  readonly references = new References();
  readonly deliveries = new DeliveryMemory();
  readonly tags = new Tags();
  readonly #queue: ReconcileQueue;
  readonly #watches: Disposable[] = [];

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.kinds = new Kinds(kernel.plugins.installed, kernel.settings.pipelines);
    const { settings: { concurrency }, clock, report } = kernel;
    this.#queue = new ReconcileQueue({
      concurrency,
      namespaceShare: 0.5,
      clock,
      report,
      ...(kernel.queueHooks && { hooks: kernel.queueHooks }),
      reconcile: ({ key, triggers, signal }) => {
        const kind = this.kinds.controlled.find((one) => idOf(one) === key.kind)!;
        const ref = {
          apiVersion: apiVersionOf(kind),
          kind: kind.kind,
          name: key.name,
          ...(key.namespace === "" ? {} : { namespace: key.namespace }),
        };
        const causes = triggers.map(({ cause }) => cause);
        return runObject(this, loops[kind.role]!, { ref, kind, causes, signal });
      },
    });
  }

  /** Begins to watch; answers when every kind is in memory, and all that exists is queued. */
  async start(): Promise<void> {
    const { cluster } = this.kernel, { controlled } = this.kinds;
    const further = [externalArtifactKind, alertKind]
      .filter((kind) => !controlled.some((one) => idOf(one) === idOf(kind)));
    // Sources first, so that what rests on them finds them in memory.
    for (const kind of [...further, ...controlled]) {
      this.#watches.push(await cluster.watch(kind, (change) => this.#heard(kind, change)));
    }
    for (const kind of ["Secret", "ConfigMap"]) {
      const core = { group: "", version: "v1", kind, labels: `${watched}=Enabled` };
      this.#watches.push(await cluster.watch(core, (change) => this.#heardConfig(change)));
    }
    cluster.drifted?.((drifted) => this.#drifted(drifted));
    for (const kind of controlled) {
      for (const object of cluster.cached(kind)) this.ask(refOf(object), "start");
    }
  }

  ask(ref: ObjectRef, by: Trigger, { afterMs = 0 }: { readonly afterMs?: number } = {}): void {
    const kind = this.kinds.of(ref);
    if (!kind || !loops[kind.role]) return;
    const { namespace = "", name } = ref;
    const trigger = { priority: priorities[by], cause: by };
    this.#queue.add(reconcileKey({ kind: idOf(kind), namespace, name }), trigger, { afterMs });
  }

  /** Takes on no more work; what runs may end within `deadlineMs`. */
  async stop(deadlineMs: number): Promise<void> {
    for (const watch of this.#watches.splice(0)) watch[Symbol.dispose]();
    await this.#queue.stop({ deadlineMs });
    this.deliveries.clear();
  }

  #heard(kind: GroupVersionKind, change: Change): void {
    const { before, now } = change;
    const object = now ?? before;
    if (!object) return;
    const ref = refOf(object);
    const controlled = this.kinds.of(ref);
    if (controlled) {
      const cause = causeOf(controlled, before, now);
      if (cause !== undefined) this.ask(ref, cause);
      if (!now) this.kernel.bus.emit("object.deleted", { ref });
    }
    if (now && idOf(kind) === idOf(alertKind)) {
      releaseAlert(this, now).catch(this.kernel.report);
    }
    for (const { ref: dependant, by } of wakes(this, kind, change)) {
      this.ask(dependant, by);
    }
  }

  /** Corrections of one object come slower and slower; at the fifth its owner says with whom it is at odds. */
  #drifted({ owner, object, by }: Drifted): void {
    const { kernel } = this, found = kernel.cluster.peek(owner), kind = this.kinds.of(owner);
    if (!found || !kind) return;
    const times = this.deliveries.drift(owner, object, kernel.clock.now());
    if (times === contested) {
      const other = by === "" ? "somebody" : `"${by}"`;
      const message = `${
        sayRef(object)
      } was corrected ${times} times in ten minutes: ${other} changes it back`;
      const notice = {
        type: "Warning",
        severity: "error",
        reason: "DriftContested",
        message,
      } as const;
      emit(kernel, { object: found, controller: controllerOf(kind), notice });
    }
    this.ask(owner, "drift", { afterMs: times === 1 ? 0 : 1000 * 2 ** Math.min(times, 8) });
  }

  #heardConfig({ before, now }: Change): void {
    // One that vanished may only have lost the label: it says no more what is to be used in its place.
    if (!now || before?.metadata.resourceVersion === now.metadata.resourceVersion) return;
    for (const ref of this.references.of(refOf(now))) this.ask(ref, "spec");
  }
}

/** What a change of an object means for itself; changes of the status alone mean nothing. */
function causeOf(
  { profile }: Controlled,
  before: KubeObject | undefined,
  now: KubeObject | undefined,
): Trigger | undefined {
  if (!now) return "spec";
  if (!before) return isDealtWith(now) ? "start" : "spec";
  if (requestOf(before) !== requestOf(now) && requestOf(now) !== undefined) return "person";
  const { generation, deletionTimestamp } = now.metadata;
  const changed = generation !== before.metadata.generation ||
    deletionTimestamp !== before.metadata.deletionTimestamp ||
    suspended(now, profile) !== suspended(before, profile);
  return changed ? "spec" : undefined;
}

/** Whether a former run came to its end over the object as it is: one that is only new to us is nothing new. */
function isDealtWith(object: KubeObject): boolean {
  const { generation, deletionTimestamp } = object.metadata, asked = requestOf(object);
  return deletionTimestamp === undefined &&
    at(object, "/status/observedGeneration") === generation &&
    (!asked || asked === at(object, "/status/lastHandledReconcileAt"));
}
