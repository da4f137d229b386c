import Type from "typebox";
import type { Cx } from "../capabilities.ts";
import { type Data, strict } from "../objects.ts";

export interface ServeRequest {
  readonly options: Data;
}

export const Served = Type.Object({}, strict);

/** A Kubernetes API of its own. It tells `cx.serving(kubeconfig)` once it answers, and runs until it is cancelled. */
export interface Cluster {
  serve(request: ServeRequest, cx: Cx): Promise<Record<never, never>>;
}

export const clusterMethods = { serve: { result: Served, once: true, open: true } } as const;
