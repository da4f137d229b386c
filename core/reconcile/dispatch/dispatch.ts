/** Brings events to whoever asked for them: from the bus, through alerts, to the notifier of each provider. */
import {
  type Data,
  type EmittedEvent,
  flatten,
  groupOf,
  type KubeObject,
  type ObjectRef,
  refOf,
} from "../../contract/mod.ts";
import { lentTo } from "../call.ts";
import type { Loops } from "../context.ts";
import { warn } from "../events.ts";
import { alertKind, apiVersionOf, nameOf } from "../kinds.ts";
import type { Kernel } from "../ports.ts";
import { suspended } from "../profile.ts";
import { cleaned, compose } from "./compose.ts";
import { RateLimit } from "./limit.ts";
import { accepts, type Alert, wants } from "./match.ts";
import { Outbox } from "./outbox.ts";

/** Hears the events of the bus, and of other controllers, until it is disposed. */
export class Dispatcher implements Disposable {
  readonly #loops: Loops;
  readonly #limit: RateLimit;
  readonly #outbox: Outbox;
  readonly #heard: Disposable;

  constructor(loops: Loops) {
    const { kernel } = loops;
    this.#loops = loops;
    this.#limit = new RateLimit(kernel.clock, kernel.settings.eventIntervalMs);
    this.#outbox = new Outbox(kernel.report);
    this.#heard = kernel.bus.on("event.emitted", ({ event }) => void this.accept(event));
  }

  /** Takes an event in; answers whether it is not one that was told just now. */
  accept(event: EmittedEvent): boolean {
    const clean = cleaned(event);
    if (!this.#limit.admits(clean)) return false;
    const { cluster, report } = this.#loops.kernel;
    for (const alert of cluster.cached(alertKind)) {
      this.#consider(alert as Alert, clean).catch(report);
    }
    return true;
  }

  /** Settles when nothing is on its way any more. */
  idle(): Promise<void> {
    return this.#outbox.idle();
  }

  [Symbol.dispose](): void {
    this.#heard[Symbol.dispose]();
    this.#outbox.close();
  }

  async #consider(alert: Alert, event: EmittedEvent): Promise<void> {
    const { kernel } = this.#loops;
    const { cluster, settings } = kernel;
    const wanted = await wants(alert, event, {
      labels: async () => (await involved(kernel, event))?.metadata.labels,
      onBadPattern: (message) => warn(kernel, alert, { reason: "InvalidConfig", message }),
    });
    const { namespace } = alert.metadata;
    if (!wanted) return;
    if (settings.noCrossNamespaceRefs && namespace !== event.about.namespace) return;
    const provider = cluster.peek(this.#providerOf(alert));
    if (!provider) return this.#failed(alert, event, this.#missing(alert));
    const profile = kernel.plugins.route("notifier", provider)?.manifest.profile ?? {};
    if (suspended(provider, profile) || !accepts(profile.accepts, event)) return;
    const queued = this.#outbox.post(
      nameOf(refOf(provider)),
      () => this.#send(alert, provider, event),
    );
    if (!queued) this.#failed(alert, event, "too many notifications wait for the provider");
  }

  #providerOf({ metadata: { namespace }, spec }: Alert): ObjectRef {
    const kind = this.#loops.kinds.controlled.find(({ role }) => role === "provider");
    const ours = kind ?? { ...alertKind, kind: "Provider" };
    const ref = { apiVersion: apiVersionOf(ours), kind: ours.kind, name: spec.providerRef.name };
    return namespace === undefined ? ref : { ...ref, namespace };
  }

  #missing(alert: Alert): string {
    const { kind, apiVersion, name } = this.#providerOf(alert);
    return `failed to read provider: ${kind}.${groupOf(apiVersion)} "${name}" not found`;
  }

  async #send(alert: Alert, provider: KubeObject, event: EmittedEvent): Promise<void> {
    const { kernel } = this.#loops;
    try {
      const installed = kernel.plugins.route("notifier", provider);
      if (!installed) throw new Error(`no plugin serves a provider of this type`);
      const object = kernel.cluster.peek(event.about);
      const composed = compose(event, alert, { object, instance: kernel.settings.instance });
      this.#conflicts(alert, composed.conflicts);
      const spec = (provider["spec"] ?? {}) as Data;
      const commitStatusId = statusId(event, provider);
      const request = { object: provider, spec, event: composed.event, alert, commitStatusId };
      const lent = lentTo(kernel, provider);
      await using _sent = await kernel.plugins.call(
        installed.id,
        "notifier",
        "send",
        request,
        lent,
      );
    } catch (error) {
      this.#failed(alert, event, flatten(error).message);
    }
  }

  #conflicts(alert: Alert, metadata: Readonly<Record<string, string>>): void {
    if (Object.keys(metadata).length === 0) return;
    const message =
      "metadata key conflicts detected (please refer to the Alert API docs and Flux RFC 0008 for more information)";
    warn(this.#loops.kernel, alert, { reason: "MetadataAppendFailed", message, metadata });
  }

  #failed(alert: Alert, { about: { kind, namespace, name } }: EmittedEvent, why: string): void {
    const message = `failed to dispatch notification for ${kind}/${namespace}/${name}: ${why}`;
    warn(this.#loops.kernel, alert, { reason: "NotificationDispatchFailed", message });
  }
}

/** The object of an event: from memory where its kind is watched, else from the cluster. */
async function involved(
  { cluster }: Kernel,
  { about }: EmittedEvent,
): Promise<KubeObject | undefined> {
  return cluster.peek(about) ?? await cluster.get(about);
}

/** Stable for an object and a provider, and told apart between clusters by the provider's uid. */
function statusId({ about }: EmittedEvent, { metadata }: KubeObject): string {
  return `${about.kind}/${about.name}/${metadata.uid?.split("-")[0] ?? ""}`.toLowerCase();
}
