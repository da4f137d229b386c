/** What host needs of the brokers; the capability folder has the real ones, tests have stand-ins. */
import type { TSchema } from "typebox";
import type { Needs } from "schemas/plugin_manifest.ts";
import type { Given } from "./plugins.ts";

/** One call's handles on the kernel's side. */
export interface Broker {
  /** Every wire method that a plugin may call, with the schema of its params. That of `dial` answers a `BrokerStream`. */
  readonly calls: Readonly<Record<string, BrokerCall>>;
  /** All handles die: open fetches, streams and files. */
  close(): Promise<void>;
}

export interface BrokerCall {
  readonly params: TSchema;
  run(params: never, signal: AbortSignal): Promise<unknown>;
}

export interface BrokerStream {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>>;
  close(): void;
}

export interface Lending {
  readonly plugin: string;
  readonly tenant: string;
  readonly given: Given;
  /** What the manifest needs and the operator granted. */
  readonly needs: Needs;
  readonly secrets: readonly string[];
  readonly scratch: string;
  readonly inputsFolder: string;
}

export type Lend = (lending: Lending) => Broker;
