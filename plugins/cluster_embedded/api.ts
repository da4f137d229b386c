import type { Tree } from "./json/tree.ts";
import type { Registry } from "./registry/registry.ts";
import type { Resource } from "./registry/resource.ts";
import type { ObjectStore } from "./store/object_store.ts";
import type { User } from "./auth/user.ts";
import type { FieldError } from "./errors/field_error.ts";

/** A write that admission judges. */
export interface AdmissionRequest {
  readonly resource: Resource;
  readonly operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly user: User;
  readonly dryRun: boolean;
  readonly object?: Tree;
  readonly old?: Tree;
  readonly options: Tree;
}

/** Webhooks and policies; absent functions admit. */
export interface Admission {
  /** The object as the mutating webhooks leave it. Throws ApiError. */
  mutate(request: AdmissionRequest, warnings: string[]): Promise<Tree | undefined>;
  /** Throws ApiError where a webhook or policy refuses. */
  validate(request: AdmissionRequest, warnings: string[]): Promise<void>;
  /** Whether any webhook or policy may apply. */
  active(): boolean;
}

/** What handlers share: the state of one server. */
export interface Api {
  readonly store: ObjectStore;
  readonly registry: Registry;
  readonly admission: Admission;
  now(): Date;
  /** From 0 up to 1. */
  random(): number;
  uuid(): string;
  /** Whether RBAC lets a user do something; without `namespace`, everywhere. */
  allows(user: User, attributes: Attributes): boolean;
  /** Checks a write by rules that need other objects than the one written. */
  readonly guards: Guard[];
}

/** What authorization judges. */
export interface Attributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Of a request that is about no resource. */
  readonly path?: string;
}

/** A check of writes that needs the server's state. */
export interface Guard {
  readonly bucket: string;
  /** Before a create or update is validated: may change the object. */
  prepare?(object: Tree, old: Tree | undefined, write: GuardWrite): FieldError[];
  /** After it was written or deleted. */
  done?(object: Tree, gone: boolean): void;
}

export interface GuardWrite {
  readonly dryRun: boolean;
  readonly user: User;
  readonly subresource: string;
}

/** The time as metadata has it: RFC 3339 to the second. */
export function timestamp(date: Date): string {
  const second = Math.floor(date.getTime() / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = `${date.toISOString().slice(0, 19)}Z`;
  }
  return lastText;
}

// The second of most writes is that of the write before.
let lastSecond = NaN, lastText = "";

const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** Five characters as generateName adds them. */
export function randomSuffix(random: () => number, length = 5): string {
  let text = "";
  for (let i = 0; i < length; i++) text += alphabet[Math.floor(random() * alphabet.length)];
  return text;
}
