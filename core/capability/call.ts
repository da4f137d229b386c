/** What a call is lent, and what its handles work with. */
import type { Static, TSchema } from "typebox";
import type { Needs } from "schemas/plugin_manifest.ts";
import type { KubeObject } from "schemas/plugin/objects.ts";
import type { Report } from "schemas/plugin/report.ts";
import type { Grant } from "./hosts.ts";
import type { KernelServices } from "./kernel.ts";
import type { Scratch } from "./scratch.ts";
import type { Vault } from "./secrets.ts";
import type { Egress } from "./egress.ts";

/** What the brokers need of the one who asks for a call. */
export interface Lent {
  /** The object that the call is about; hosts and secrets are read from it by pointer. */
  readonly object: KubeObject;
  /** Whose call it is: processes of a plugin that is not shared serve one tenant. Usually the namespace. */
  readonly tenant: string;
  /** Fetched inputs by their `as`, for pointers such as `source:/spec/secretRef`. */
  readonly inputs?: Readonly<Record<string, readonly KubeObject[]>>;
  /** Reads a Secret with the rights that the object has; `undefined` where it does not exist. */
  readonly readSecret?: (namespace: string, name: string) => Promise<SecretData | undefined>;
  readonly onReport?: (report: Report) => void;
  readonly onServing?: (kubeconfig: string) => void;
}

/** Values of a Secret, decoded, by key. */
export type SecretData = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** A call as the host tells of it to the brokers. */
export interface Lending {
  readonly plugin: string;
  readonly given: Lent;
  /** What the manifest needs and the operator granted. */
  readonly needs: Needs;
  /** The profile's `secrets`. */
  readonly secrets: readonly string[];
  /** This call's folder; what arrives is written beside it first, so its parent is the kernel's alone. */
  readonly scratch: string;
  readonly inputsFolder: string;
}

/** What the handles of one call work with. */
export interface CallContext extends Omit<Lending, "scratch"> {
  readonly kernel: KernelServices;
  readonly vault: Vault;
  readonly grants: readonly Grant[];
  readonly scratch: Scratch;
  /** Hosts (`https` origins) that a granted registry named for its tokens. */
  readonly realms: Set<string>;
  /** `egress.open` for as many connections at a time as a call may have; one more is `TooManyConnections` (terminal). */
  readonly connect: Egress["open"];
}

/** A method that a plugin may call: the shape of its parameters, and its work. */
export interface BrokerCall {
  readonly params: TSchema;
  run(params: never, signal: AbortSignal): Promise<unknown>;
}

/** By the names that cross the wire. */
export type Calls = Readonly<Record<string, BrokerCall>>;

/** One call's handles on the kernel's side. */
export interface Broker {
  /** Every method that a plugin may call. `dial` answers a `Connection`; all others what crosses. */
  readonly calls: Calls;
  /** Ends every request, connection and file; whatever is asked afterwards is refused as `CallEnded`. */
  close(): Promise<void>;
}

export function call<S extends TSchema>(
  params: S,
  run: (params: Static<S>, signal: AbortSignal) => unknown,
): BrokerCall {
  return { params, run: async (value: Static<S>, signal) => await run(value, signal) };
}
