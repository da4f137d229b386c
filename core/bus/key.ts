/** Which object a key stands for. Names may hold any character. */
export interface KeyParts {
  /** What tells apart objects of one name: a kind, with its group where kinds of several groups meet. */
  readonly kind: string;
  /** Empty for what has no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** An object's place in a queue. Two keys are the same if their `id` is. */
export interface ReconcileKey extends KeyParts {
  readonly id: string;
}

/** Derives the id once; lengths stand before the parts, so that no two objects share one. */
export function reconcileKey({ kind, namespace, name }: KeyParts): ReconcileKey {
  const id = `${kind.length}.${namespace.length}.${kind}${namespace}${name}`;
  return { kind, namespace, name, id };
}
