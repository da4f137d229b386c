/** The kinds of plugin, by the methods that each has. What they are asked and answer stands in `schemas/plugin`. */
import type { Static } from "typebox";
import type { Next, NextRequest, Prepared } from "schemas/plugin/applier.ts";
import type { Token, TokenRequest } from "schemas/plugin/auth.ts";
import type { ServeRequest } from "schemas/plugin/cluster.ts";
import type { Decrypted, DecryptRequest } from "schemas/plugin/decryptor.ts";
import type { Opened, OpenRequest } from "schemas/plugin/gate.ts";
import type { HealthRequest, Verdicts } from "schemas/plugin/health.ts";
import type * as image from "schemas/plugin/image.ts";
import { type Method, methods } from "schemas/plugin/methods.ts";
import type { SendRequest } from "schemas/plugin/notifier.ts";
import type { Data } from "schemas/plugin/objects.ts";
import type { Judged, PolicyRequest } from "schemas/plugin/policy.ts";
import type { Accepted, AcceptRequest } from "schemas/plugin/receiver.ts";
import type { Rendered, RenderRequest } from "schemas/plugin/renderer.ts";
import type { Subject } from "schemas/plugin/rounds.ts";
import type * as source from "schemas/plugin/source.ts";
import type { Cx } from "./capabilities.ts";

type Maybe<T> = Promise<T> | T;

/** Turns an object's spec into content at a revision. */
export interface Source<Spec = unknown> {
  /** Answers `unchanged` while `have` is current: an idle interval costs one cheap question. */
  pull(request: source.PullRequest<Spec>, cx: Cx): Promise<source.Pulled>;
  /** The raw tree at a reference, no ignore rules, for an editor. */
  checkout?(
    request: source.CheckoutRequest<Spec>,
    cx: Cx,
  ): Promise<Static<typeof source.Tree>>;
  /** Writes changes back. After a lost reply it looks at the branch first. */
  push?(request: source.PushRequest<Spec>, cx: Cx): Promise<source.Pushed>;
}

/** One step from content towards objects. Asked again, with what it needed, until it needs nothing more. */
export interface Renderer<Spec = Data> {
  render(request: RenderRequest<Spec>, cx: Cx): Maybe<Rendered>;
}

/** Makes plain documents of encrypted ones, one for each, in their order. */
export interface Decryptor<Spec = Data> {
  decrypt(request: DecryptRequest<Spec>, cx: Cx): Maybe<Decrypted>;
}

/** Says whether a revision may be delivered now. */
export interface Gate<Spec = Data> {
  open(request: OpenRequest<Spec>, cx: Cx): Maybe<Opened>;
}

/** Judges what the executor is about to send. */
export interface Policy<Spec = Data> {
  judge(request: PolicyRequest<Spec>, cx: Cx): Maybe<Judged>;
}

/** Plans what is done to the cluster, round by round, and does none of it. A plan can be entered again. */
export interface Applier<Spec = Data> {
  /** What must exist before the inputs are fetched, where the profile says `prepares`. */
  prepare?(request: Subject<Spec>, cx: Cx): Maybe<Prepared>;
  next(request: NextRequest<Spec>, cx: Cx): Maybe<Next>;
}

/** Judges objects, a whole batch in one crossing; it never waits. */
export interface Health<Spec = Data> {
  judge(request: HealthRequest<Spec>, cx: Cx): Maybe<Verdicts>;
}

/**
 * Tells the outside world of one event. Called once: after a crash the outcome is unknown, and it is not repeated. A terminal
 * failure with reason `ProviderInvalid` says that the provider cannot be used as it is; any other is of this one event.
 */
export interface Notifier<Spec = Data> {
  send(request: SendRequest<Spec>, cx: Cx): Promise<Record<never, never>>;
}

/** Authenticates one webhook call. Path, suspension, size, events, filters and the wake-up are the kernel's. */
export interface Receiver<Spec = Data> {
  accept(request: AcceptRequest<Spec>, cx: Cx): Promise<Accepted>;
}

/** Lists the tags of an image repository; the kernel keeps them for the object. */
export interface Scanner<Spec = Data> {
  scan(request: image.ScanRequest<Spec>, cx: Cx): Promise<image.Scanned>;
  resolve?(
    request: image.ResolveRequest<Spec>,
    cx: Cx,
  ): Promise<Static<typeof image.Resolved>>;
}

/** Picks one tag, or says why none fits. */
export interface Selector<Spec = Data> {
  select(request: image.SelectRequest<Spec>, cx: Cx): Maybe<image.Selected>;
}

/** Changes files of a checkout; the kernel has the source push them. */
export interface Editor<Spec = Data> {
  edit(request: image.EditRequest<Spec>, cx: Cx): Maybe<image.Edited>;
}

/** Turns an identity into what a service accepts. Its answer stays in the kernel. */
export interface Auth {
  token(request: TokenRequest, cx: Cx): Promise<Token>;
}

/** A Kubernetes API of its own. It tells `cx.serving(kubeconfig)` once it answers, and runs until it is cancelled. */
export interface Cluster {
  serve(request: ServeRequest, cx: Cx): Promise<Record<never, never>>;
}

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
export type { Method };

/** The methods of each kind. The mapped type makes the compiler name any that is left out. */
export const methodsOf: {
  readonly [K in Kind]: { readonly [M in keyof Required<Kinds[K]>]: Method };
} = methods;

export const kinds = Object.keys(methodsOf) as readonly Kind[];

/** What a method of a kind is asked, and what it answers. */
export type RequestOf<K extends Kind, M extends keyof Required<Kinds[K]>> =
  Required<Kinds[K]>[M] extends (request: infer R, cx: never) => unknown ? R : never;
export type AnswerOf<K extends Kind, M extends keyof Required<Kinds[K]>> =
  Required<Kinds[K]>[M] extends (request: never, cx: never) => infer A ? Awaited<A> : never;
