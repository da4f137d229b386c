/** An object's place in a queue. Two keys are the same if their `id` is; names may hold any character. */
export interface ReconcileKey {
  readonly id: string;
  /** What tells apart objects of one name: a kind, with its group where kinds of several groups meet. */
  readonly kind: string;
  /** Empty for what has no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** Derives the id once; lengths stand before the parts, so that no two objects share one. */
export function reconcileKey({ kind, namespace, name }: Omit<ReconcileKey, "id">): ReconcileKey {
  const id = `${kind.length}.${namespace.length}.${kind}${namespace}${name}`;
  return { kind, namespace, name, id };
}
