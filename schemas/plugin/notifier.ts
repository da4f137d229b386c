import Type, { type Static } from "typebox";
import { type Data, type KubeObject, strict } from "./objects.ts";
import type { Subject } from "./rounds.ts";

/** An event as Flux's notification controller takes and gives it (fluxcd/pkg apis/event/v1beta1). */
export const FluxEvent = Type.Object({
  involvedObject: Type.Object({
    kind: Type.String(),
    namespace: Type.Optional(Type.String()),
    name: Type.String(),
    uid: Type.Optional(Type.String()),
    apiVersion: Type.Optional(Type.String()),
    resourceVersion: Type.Optional(Type.String()),
  }),
  severity: Type.Enum(["trace", "info", "error"]),
  timestamp: Type.String(),
  message: Type.String(),
  reason: Type.String(),
  metadata: Type.Optional(Type.Record(Type.String(), Type.String())),
  reportingController: Type.String(),
  reportingInstance: Type.Optional(Type.String()),
});
export type FluxEvent = Readonly<Static<typeof FluxEvent>>;

/** Whose events an alert wants. */
export interface EventSource {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly matchLabels?: Readonly<Record<string, string>>;
}

export interface AlertSpec {
  readonly providerRef: { readonly name: string };
  readonly eventSources: readonly EventSource[];
  readonly eventSeverity?: string;
  readonly eventMetadata?: Readonly<Record<string, string>>;
  readonly summary?: string;
  readonly inclusionList?: readonly string[];
  readonly exclusionList?: readonly string[];
  readonly suspend?: boolean;
}

export interface Alert extends KubeObject {
  readonly spec: AlertSpec;
}

/** `object` and `spec` are the provider's. */
export interface SendRequest<Spec = Data> extends Subject<Spec> {
  readonly event: FluxEvent;
  readonly alert: KubeObject;
  /** For commit statuses: stable for one object and provider. */
  readonly commitStatusId?: string;
  /** How long sending may take in all, further tries included. */
  readonly timeoutMs: number;
}

export const Sent = Type.Object({}, strict);
