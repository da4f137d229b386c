/** Brings events to whoever asked for them: from the bus, through alerts, to the notifier of each provider. */
import {
  type Alert,
  at,
  type Data,
  flatten,
  type FluxEvent,
  groupOf,
  type KubeObject,
  type ObjectRef,
  refOf,
} from "../../contract/mod.ts";
import type { Installed } from "../../host/plugins.ts";
import { lentTo } from "../call.ts";
import type { Loops } from "../context.ts";
import { warn } from "../events.ts";
import { defined } from "../json.ts";
import { alertKind, apiVersionOf, nameOf } from "../kinds.ts";
import type { Kernel } from "../ports.ts";
import { durationOf, suspended } from "../profile.ts";
import { cleaned, compose } from "./compose.ts";
import { RateLimit } from "./limit.ts";
import { accepts, wants } from "./match.ts";
import { Outbox } from "./outbox.ts";
import { readSecrets } from "./secrets.ts";

const timeoutMs = 15_000;
const noIdentity = "to use spec.serviceAccountName for provider authentication please enable the " +
  "ObjectLevelWorkloadIdentity feature gate in the controller";

/** Hears the events of the bus, and of other controllers, until it is disposed. */
export class Dispatcher implements Disposable {
  readonly #loops: Loops;
  readonly #limit: RateLimit;
  readonly #outbox: Outbox;
  readonly #heard: Disposable;

  constructor(loops: Loops) {
    const { clock, report, settings, bus } = loops.kernel;
    this.#loops = loops;
    this.#limit = new RateLimit(clock, settings.eventIntervalMs);
    this.#outbox = new Outbox(clock, report);
    this.#heard = bus.on("event.emitted", ({ event }) => void this.accept(event));
  }

  /** Takes an event in, unless it was told just now; answers for how long it is held back then, in ms, else 0. */
  accept(event: FluxEvent): number {
    const clean = cleaned(event);
    const heldMs = this.#limit.heldFor(clean);
    if (heldMs > 0) return heldMs;
    const { cluster, report } = this.#loops.kernel;
    for (const alert of cluster.cached(alertKind)) {
      this.#consider(alert as Alert, clean).catch(report);
    }
    return 0;
  }

  /** Settles when nothing is on its way any more. */
  idle(): Promise<void> {
    return this.#outbox.idle();
  }

  [Symbol.dispose](): void {
    this.#heard[Symbol.dispose]();
    this.#outbox.close();
  }

  async #consider(alert: Alert, event: FluxEvent): Promise<void> {
    const { kernel } = this.#loops;
    const wanted = await wants(alert, event, {
      involved: () => involved(kernel, alert, event),
      onBadPattern: (message) => warn(kernel, alert, { reason: "InvalidConfig", message }),
    });
    if (!wanted) return;
    const problem = kernel.settings.noCrossNamespaceRefs && blocked(alert, event);
    if (problem) return this.#failed(alert, event, problem);
    const ref = this.#providerOf(alert);
    const provider = kernel.cluster.peek(ref);
    if (!provider) {
      const of = `${ref.kind}.${groupOf(ref.apiVersion)}`;
      return this.#failed(alert, event, `failed to read provider: ${of} "${ref.name}" not found`);
    }
    const installed = kernel.plugins.route("notifier", provider);
    const { profile = {} } = installed?.manifest ?? {};
    if (suspended(provider, profile) || !accepts(profile.accepts, event)) return;
    const send = () => this.#send({ alert, event, provider, installed });
    if (this.#outbox.post(nameOf(refOf(provider)), send)) return;
    this.#failed(alert, event, "too many notifications wait for the provider");
  }

  #providerOf({ metadata: { namespace }, spec }: Alert): ObjectRef {
    const ours = this.#loops.kinds.controlled.find(({ role }) => role === "provider") ??
      { ...alertKind, kind: "Provider" };
    const { kind } = ours, { name } = spec.providerRef;
    return { apiVersion: apiVersionOf(ours), kind, name, ...defined({ namespace }) };
  }

  async #send({ alert, event, provider, installed }: Sending): Promise<void> {
    const { kernel } = this.#loops;
    if (at(provider, "/spec/serviceAccountName")) return this.#failed(alert, event, noIdentity);
    const composed = compose(event, alert);
    this.#conflicts(alert, composed.conflicts);
    const invalid = `failed to initialize notifier for provider '${provider.metadata.name}'`;
    if (!installed) {
      const why = `provider ${at(provider, "/spec/type")} not supported`;
      return this.#failed(alert, event, `${invalid}: failed to initialize notifier: ${why}`);
    }
    const { profile = {} } = installed.manifest;
    const lent = lentTo(kernel, provider), secrets = readSecrets(lent, profile.secrets);
    const missing = await secrets.missing();
    if (missing) return this.#failed(alert, event, `${invalid}: ${missing}`);
    const request = {
      object: provider,
      spec: (provider["spec"] ?? {}) as Data,
      event: composed.event,
      alert,
      commitStatusId: statusId(event, provider),
      timeoutMs: durationOf(provider, profile.timeout) ?? timeoutMs,
    };
    try {
      await using _sent = await kernel.plugins
        .call(installed.id, "notifier", "send", request, { ...lent, readSecret: secrets.read });
    } catch (error) {
      const { reason, message } = flatten(error);
      const said = await secrets.masked(message);
      if (reason === "ProviderInvalid") this.#failed(alert, event, `${invalid}: ${said}`);
      else this.#failed(alert, event, said, "failed to send notification");
    }
  }

  #conflicts(alert: Alert, metadata: Readonly<Record<string, string>>): void {
    if (Object.keys(metadata).length === 0) return;
    const message =
      "metadata key conflicts detected (please refer to the Alert API docs and Flux RFC 0008 for more information)";
    warn(this.#loops.kernel, alert, { reason: "MetadataAppendFailed", message, metadata });
  }

  #failed(
    alert: Alert,
    event: FluxEvent,
    why: string,
    what = "failed to dispatch notification",
  ): void {
    const message = `${what} for ${pathOf(event)}: ${why}`;
    warn(this.#loops.kernel, alert, { reason: "NotificationDispatchFailed", message });
  }
}

interface Sending {
  readonly alert: Alert;
  readonly event: FluxEvent;
  readonly provider: KubeObject;
  readonly installed: Installed | undefined;
}

function pathOf({ involvedObject: { kind, namespace = "", name } }: FluxEvent): string {
  return `${kind}/${namespace}/${name}`;
}

/** Why an alert may not have the event of an object elsewhere. */
function blocked({ metadata: { namespace, name } }: Alert, event: FluxEvent): string | undefined {
  if (namespace === event.involvedObject.namespace) return undefined;
  return `discarding event, access denied to cross-namespace sources: alert '${namespace}/${name}' ` +
    `can't process event from '${pathOf(event)}', cross-namespace references have been blocked`;
}

/** The object of an event, from memory where its kind is watched, else from the cluster. */
async function involved(
  kernel: Kernel,
  alert: Alert,
  event: FluxEvent,
): Promise<KubeObject | undefined> {
  const { kind, name, namespace, apiVersion = "" } = event.involvedObject;
  const ref = { apiVersion, kind, name, ...defined({ namespace }) };
  const found = kernel.cluster.peek(ref) ?? await kernel.cluster.get(ref).catch(() => undefined);
  if (found) return found;
  const message = `error getting source object ${pathOf(event)}`;
  warn(kernel, alert, { reason: "SourceFetchFailed", message });
}

/** Stable for an object and a provider, and told apart between clusters by the provider's uid. */
function statusId({ involvedObject: { kind, name } }: FluxEvent, { metadata }: KubeObject): string {
  return `${kind}/${name}/${metadata.uid?.split("-")[0] ?? ""}`.toLowerCase();
}
