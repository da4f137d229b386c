import type { KubeObject } from "contract";
import { LeaseSpec } from "schemas/kube_api.ts";
import Value from "typebox/value";
import { ApiError } from "./api_error.ts";
import type { Client } from "./client.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Fence, FencedError } from "./fence.ts";

export interface LeaseOptions {
  /** Not a fenced one: the lease itself must be written to get it. */
  readonly client: Client;
  readonly namespace: string;
  readonly name: string;
  /** Of this process, and of no other ever: a pod's name and a random part. */
  readonly identity: string;
  /** How long the lease is good for after a renewal. Default 15 s. */
  readonly durationMs?: number;
  /** Default 5 s. */
  readonly renewMs?: number;
  /** How much earlier than its end this process stops to write. Default 2 s. */
  readonly skewMs?: number;
  /** Gives the lease back, so that another need not wait for its end. */
  readonly signal: AbortSignal;
  /** Whether this holder can no longer be at work, so that its lease need not run out first. */
  readonly succeeds?: (holder: string) => boolean;
  readonly onChange?: (leading: boolean) => void;
  readonly onError?: (error: unknown) => void;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** This process among those that want one lease. */
export interface Election {
  /** Lets writes through while the lease is held. */
  readonly fence: Fence;
  readonly leading: boolean;
  /** Resolves after the signal, when the lease is given back. */
  readonly done: Promise<void>;
}

const defaults = {
  durationMs: 15_000,
  renewMs: 5_000,
  skewMs: 2_000,
  clock: systemClock,
  random: Math.random,
};

/**
 * Takes part in the election until the signal. Time is measured on this machine's monotonic clock only: a rival's
 * lease is over when its record has not *changed* for its duration, whatever its time stamps say.
 */
export function electLeader(options: LeaseOptions): Election {
  return new Candidate({ ...defaults, ...options });
}

class Candidate implements Election, Fence {
  readonly fence = this;
  readonly done: Promise<void>;
  readonly #options: LeaseOptions & typeof defaults;
  /** On the monotonic clock; counted from before the renewal was sent. */
  #end = -Infinity;
  /** The rival's record, and since when it has looked like this. */
  #observed: { readonly resourceVersion: string; readonly at: number } | undefined;
  #led = false;

  constructor(options: LeaseOptions & typeof defaults) {
    this.#options = options;
    this.done = this.#run();
  }

  get leading(): boolean {
    return this.#left() > 0;
  }

  rest(): number {
    const left = this.#left();
    if (left > 0) return left;
    const { namespace, name } = this.#options;
    throw new FencedError(`Cannot write: the lease "${namespace}/${name}" is not held`);
  }

  async #run(): Promise<void> {
    const { signal, clock, renewMs, random, onError } = this.#options;
    while (!signal.aborted) {
      await this.#attempt().catch((error) => signal.aborted || onError?.(error));
      this.#tell();
      const retry = Math.min(renewMs, defaults.renewMs) * (0.8 + 0.4 * random());
      const pause = this.leading ? renewMs : retry;
      // A holder that cannot renew must notice the end when it comes, not a pause later.
      const left = this.#left();
      await clock.wait(left > 0 ? Math.min(pause, left) : pause, signal).catch(() => {});
      this.#tell();
    }
    await this.#release().catch((error) => onError?.(error));
  }

  #left(): number {
    return this.#end - this.#options.skewMs - this.#options.clock.now();
  }

  #tell(): void {
    if (this.leading === this.#led) return;
    this.#led = this.leading;
    this.#options.onChange?.(this.#led);
  }

  /** One try to get or to renew the lease; throws where the API server fails. */
  async #attempt(): Promise<void> {
    const { client, signal, clock, identity, durationMs, renewMs } = this.#options;
    const call = { signal, timeoutMs: renewMs };
    const live = await client.find(this.#ref(), call);
    const began = clock.now();
    if (live && recordOf(live).holder !== identity && this.#isHeld(live)) {
      this.#end = -Infinity;
      return;
    }
    try {
      if (live) await client.update(this.#renewed(live), call);
      else await client.create(this.#renewed(), call);
      this.#end = began + durationMs;
    } catch (error) {
      // Somebody else was quicker: the next round sees who.
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
    }
  }

  /** Whether the rival's lease may still be good. */
  #isHeld(live: KubeObject): boolean {
    const { holder, durationMs } = recordOf(live);
    if (holder === "" || this.#options.succeeds?.(holder)) return false;
    const { resourceVersion = "" } = live.metadata;
    const at = this.#options.clock.now();
    if (this.#observed?.resourceVersion !== resourceVersion) {
      this.#observed = { resourceVersion, at };
    }
    return at < this.#observed.at + durationMs;
  }

  async #release(): Promise<void> {
    const held = this.leading;
    this.#end = -Infinity;
    this.#tell();
    if (!held) return;
    const { client, identity, renewMs } = this.#options;
    const live = await client.find(this.#ref(), { timeoutMs: renewMs });
    if (live === undefined || recordOf(live).holder !== identity) return;
    const spec = { ...live.spec as object, holderIdentity: "", leaseDurationSeconds: 1 };
    await client.update({ ...live, spec }, { timeoutMs: renewMs });
  }

  #ref() {
    const { namespace, name } = this.#options;
    return { apiVersion: "coordination.k8s.io/v1", kind: "Lease", namespace, name };
  }

  /** The lease as ours from now on. */
  #renewed(live?: KubeObject): KubeObject {
    const { apiVersion, kind, namespace, name } = this.#ref();
    const { identity, durationMs } = this.#options;
    const now = new Date().toISOString().replace("Z", "000Z");
    const former = live && recordOf(live), ours = former?.holder === identity;
    return {
      apiVersion,
      kind,
      metadata: live?.metadata ?? { namespace, name },
      spec: {
        holderIdentity: identity,
        leaseDurationSeconds: Math.ceil(durationMs / 1000),
        acquireTime: ours ? former.acquireTime ?? now : now,
        renewTime: now,
        leaseTransitions: former ? former.transitions + (ours ? 0 : 1) : 0,
      },
    };
  }
}

function recordOf({ spec }: KubeObject) {
  const record: LeaseSpec = Value.Check(LeaseSpec, spec) ? spec : {};
  const { holderIdentity: holder = "", acquireTime, leaseTransitions: transitions = 0 } = record;
  return {
    holder,
    acquireTime,
    transitions,
    durationMs: (record.leaseDurationSeconds ?? 0) * 1000,
  };
}
