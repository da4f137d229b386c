import type { Static, TSchema } from "typebox";
import type { Grant } from "./hosts.ts";
import type { KernelServices } from "./kernel.ts";
import type { Scratch } from "./scratch.ts";
import type { Vault } from "./secrets.ts";

/** What the handles of one call work with. */
export interface CallContext {
  readonly kernel: KernelServices;
  readonly vault: Vault;
  readonly grants: readonly Grant[];
  readonly scratch: Scratch;
  /** Hosts (`https` origins) that a granted registry named for its tokens. */
  readonly realms: Set<string>;
}

/** A method that a plugin may call: the shape of its parameters, and its work. */
export interface BrokerCall {
  readonly params: TSchema;
  run(params: never, signal: AbortSignal): Promise<unknown>;
}

/** By the names that cross the wire. */
export type Calls = Readonly<Record<string, BrokerCall>>;

export function call<S extends TSchema>(
  params: S,
  run: (params: Static<S>, signal: AbortSignal) => unknown,
): BrokerCall {
  return { params, run: async (value: Static<S>, signal) => await run(value, signal) };
}
