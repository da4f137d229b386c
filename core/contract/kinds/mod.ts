import type { TSchema } from "typebox";
import { type Applier, applierMethods } from "./applier.ts";
import { type Auth, authMethods } from "./auth.ts";
import { type Cluster, clusterMethods } from "./cluster.ts";
import { type Decryptor, decryptorMethods } from "./decryptor.ts";
import { type Gate, gateMethods } from "./gate.ts";
import { type Health, healthMethods } from "./health.ts";
import {
  type Editor,
  editorMethods,
  type Scanner,
  scannerMethods,
  type Selector,
  selectorMethods,
} from "./image.ts";
import { type Notifier, notifierMethods } from "./notifier.ts";
import { type Policy, policyMethods } from "./policy.ts";
import { type Receiver, receiverMethods } from "./receiver.ts";
import { type Renderer, rendererMethods } from "./renderer.ts";
import { type Source, sourceMethods } from "./source.ts";

/** Every kind of plugin, by the name that a manifest uses; each plugin knows its own specs better. */
export interface Kinds {
  readonly source: Source<unknown>;
  readonly renderer: Renderer<unknown>;
  readonly decryptor: Decryptor<unknown>;
  readonly gate: Gate<unknown>;
  readonly policy: Policy<unknown>;
  readonly applier: Applier<unknown>;
  readonly health: Health<unknown>;
  readonly notifier: Notifier<unknown>;
  readonly receiver: Receiver<unknown>;
  readonly scanner: Scanner<unknown>;
  readonly selector: Selector<unknown>;
  readonly editor: Editor<unknown>;
  readonly auth: Auth;
  readonly cluster: Cluster;
}

export type Kind = keyof Kinds;

/** What the kernel must know of a method besides its types. */
export interface Method {
  readonly result: TSchema;
  /** A plugin of the kind may leave it out. */
  readonly optional?: boolean;
  /** It has effects outside: after a crash it is not called again. */
  readonly once?: boolean;
  /** It stays open until it is cancelled: no deadline. */
  readonly open?: boolean;
  /** Lists that may be large, in the request or the answer; they travel as files. */
  readonly bulk?: readonly string[];
}

/** The methods of each kind. The mapped type makes the compiler name any that is left out. */
export const methodsOf: {
  readonly [K in Kind]: { readonly [M in keyof Required<Kinds[K]>]: Method };
} = {
  source: sourceMethods,
  renderer: rendererMethods,
  decryptor: decryptorMethods,
  gate: gateMethods,
  policy: policyMethods,
  applier: applierMethods,
  health: healthMethods,
  notifier: notifierMethods,
  receiver: receiverMethods,
  scanner: scannerMethods,
  selector: selectorMethods,
  editor: editorMethods,
  auth: authMethods,
  cluster: clusterMethods,
};

export const kinds = Object.keys(methodsOf) as readonly Kind[];

/** What a method of a kind is asked, and what it answers. */
export type RequestOf<K extends Kind, M extends keyof Required<Kinds[K]>> =
  Required<Kinds[K]>[M] extends (request: infer R, cx: never) => unknown ? R : never;
export type AnswerOf<K extends Kind, M extends keyof Required<Kinds[K]>> =
  Required<Kinds[K]>[M] extends (request: never, cx: never) => infer A ? Awaited<A> : never;
