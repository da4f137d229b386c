/** What the loops need of the world. The kernel fits the real ones; tests fit theirs, in memory. */
import type { Bus, Clock, QueueHooks } from "../bus/mod.ts";
import type { Data, Events, KubeObject, ObjectRef, StepResult } from "../contract/mod.ts";
import type { Plugins } from "../host/plugins.ts";
import type { Listing } from "../kube/mod.ts";
import type { Artifact, PutRequest as Contained, Verdict } from "../store/mod.ts";
import type { ClusterStep } from "./delivery/steps.ts";

export type { Artifact, Listing };

/** A kind as it is served, at the one version that is read. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Whose rights a request uses; without a user, the kernel's own. */
export interface Identity {
  readonly user?: string;
  /** The text of a kubeconfig, of another cluster. */
  readonly kubeconfig?: string;
}

/** A watched object that appeared, changed or vanished (`now` is absent then). */
export interface Change {
  readonly before?: KubeObject;
  readonly now?: KubeObject;
}

export interface PatchOptions {
  readonly manager: string;
  readonly subresource?: "status";
  /** The patch is refused (409) unless the object still has it. */
  readonly resourceVersion?: string;
}

/** In whose name objects are applied, and the label that all such objects carry. */
export interface Owner {
  readonly ref: ObjectRef;
  readonly label: string;
  readonly manager: string;
}

/** An object that is waited for, and the version at which it was last looked at. */
export interface Followed {
  readonly ref: ObjectRef;
  readonly seen?: string;
}

/** An object that is not as its owner's last apply left it. */
export interface Drifted {
  readonly owner: ObjectRef;
  readonly object: ObjectRef;
  /** The other manager that wrote it last; empty where there is none. */
  readonly by: string;
}

export interface ExecuteOptions {
  readonly identity: Identity;
  readonly manager: string;
  /** What positions in a step's targets refer to. */
  readonly set: readonly KubeObject[];
  readonly signal: AbortSignal;
  /** Whose the objects of the set are from now on; absent, nobody is told of their drift. */
  readonly owner?: Owner;
  /** Told of what a checked apply is about to write. */
  readonly intend?: (refs: readonly ObjectRef[]) => Promise<void>;
  /** Whether nothing of an object is known, so that it is likely not there. */
  readonly isNew?: (ref: ObjectRef) => boolean;
  /** Told of each object of a checked apply, as it is now. */
  readonly seen?: (live: KubeObject) => void;
}

/** What the API server refused rejects with an `Error` that carries its `status` (404, 409 …). */
export interface Cluster {
  /** Keeps all objects of a kind, or those with the labels, in memory from now on; answers once they are there. */
  watch(
    kind: GroupVersionKind & { readonly labels?: string },
    hear: (change: Change) => void,
  ): Promise<Disposable>;
  /** The watched objects of a kind. */
  cached(kind: { readonly group: string; readonly kind: string }): Iterable<KubeObject>;
  /** A watched object, from memory. */
  peek(ref: ObjectRef): KubeObject | undefined;
  get(ref: ObjectRef, identity?: Identity): Promise<KubeObject | undefined>;
  list(query: Listing, identity?: Identity): Promise<readonly KubeObject[]>;
  discover(identity?: Identity): Promise<unknown>;
  /** Whether objects of the kind live in namespaces; `undefined` where the cluster does not know it. */
  namespaced(
    kind: { readonly apiVersion: string; readonly kind: string },
    identity?: Identity,
  ): Promise<boolean | undefined>;
  /** A merge patch with the kernel's rights; what comes back is in memory too. */
  patch(ref: ObjectRef, patch: Data, options: PatchOptions): Promise<KubeObject>;
  /** A server-side apply, forced, with the kernel's rights. */
  apply(object: KubeObject, options: Pick<PatchOptions, "manager">): Promise<KubeObject>;
  /** Deletes with the kernel's rights; what is gone already is no error. */
  delete(ref: ObjectRef): Promise<void>;
  /** Writes a Kubernetes Event. */
  record(event: Data): Promise<void>;
  /** Runs one group of steps at once, each to its own result. */
  execute(group: readonly ClusterStep[], options: ExecuteOptions): Promise<readonly StepResult[]>;
  /** Tells whenever one of the objects changed, until it is disposed. */
  follow(followed: readonly Followed[], identity: Identity, hear: () => void): Disposable;
  /** Tells of drift, from now on. */
  drifted?(hear: (drifted: Drifted) => void): void;
}

export interface PutRequest extends Omit<Contained, "kind" | "namespace" | "name"> {
  /** The object whose status names the artifact: the source, or the ExternalArtifact of a named output. */
  readonly owner: ObjectRef;
}

export interface Store {
  /** Keeps contents as the object's newest artifact, and collects former ones; the same again gives the same digest. */
  put(request: PutRequest): Promise<Artifact>;
  /** Whether the store still holds these bytes, unharmed: what is under their path otherwise is corrupt. */
  verify(artifact: Artifact): Promise<Verdict>;
  /** Where an artifact is served now: the address may have changed since it was stored. */
  url(artifact: Artifact): string;
  /** Path of the pack of an artifact, fetched first where it is not our own. */
  pack(artifact: Artifact, signal: AbortSignal): Promise<string>;
  /** Drops all artifacts of an object. */
  remove(owner: ObjectRef): Promise<void>;
}

/** The ordered steps of a delivery of one kind, by the ids of plugins. */
export interface Pipeline {
  readonly gates?: readonly string[];
  readonly render?: readonly string[];
  readonly policies?: readonly string[];
  readonly apply: string;
  readonly health?: readonly string[];
}

export interface Settings {
  /** By `group/Kind`. */
  readonly pipelines: Readonly<Record<string, Pipeline>>;
  /** Until something that is not ready is looked at again, in ms. Flux's `--requeue-dependency`. */
  readonly requeueDependencyMs: number;
  readonly noCrossNamespaceRefs: boolean;
  /** Renderers may use nothing that lies outside of their content. */
  readonly noRemoteBases?: boolean;
  readonly defaultServiceAccount?: string;
  /** Which objects of the kinds that plugins serve are reconciled. */
  readonly watchLabelSelector?: string;
  /** How long the same event is held back, in ms. Flux's `--rate-limit-interval`. */
  readonly eventIntervalMs: number;
  /** Our host name, in events. */
  readonly instance: string;
  readonly concurrency: number;
}

/** All that the loops work with. */
export interface Kernel {
  readonly plugins: Plugins;
  readonly cluster: Cluster;
  readonly store: Store;
  readonly bus: Bus<Events>;
  readonly clock: Clock;
  readonly settings: Settings;
  /** Told of all that the queue does. */
  readonly queueHooks?: QueueHooks;
  /** Told of what has no object to say it on. */
  readonly report: (error: unknown) => void;
}

/** The HTTP status of a refusal of the API server, of anything else `undefined`. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status } = error as Error & { status?: unknown };
  return typeof status === "number" ? status : undefined;
}
