/**
 * A set of field paths as a tree by path element, in the spelling of FieldsV1 (`f:name`,
 * `k:{"name":"a"}`, `v:"x"`). Sets are never changed after they are shared.
 */
export interface PathSet {
  /** The path up to here is a member. */
  readonly own: boolean;
  readonly children: ReadonlyMap<string, PathSet>;
}

/** A set while it is made. */
export interface PathSetBuilder {
  own: boolean;
  readonly children: Map<string, PathSetBuilder>;
}

export const emptySet: PathSet = { own: false, children: new Map() };

export function newSet(): PathSetBuilder {
  return { own: false, children: new Map() };
}

/** The builder of the set below a path element. */
export function descend(set: PathSetBuilder, element: string): PathSetBuilder {
  let child = set.children.get(element);
  if (child === undefined) set.children.set(element, child = newSet());
  return child;
}

/** A set of one path. */
export function pathOf(...elements: string[]): PathSet {
  const root = newSet();
  let at = root;
  for (const element of elements) at = descend(at, element);
  at.own = true;
  return root;
}

export function isEmptySet(set: PathSet): boolean {
  if (set.own) return false;
  for (const child of set.children.values()) if (!isEmptySet(child)) return false;
  return true;
}

export function union(a: PathSet, b: PathSet): PathSet {
  if (a === emptySet || a === b) return b;
  if (b === emptySet) return a;
  const children = new Map(a.children);
  for (const [element, child] of b.children) {
    const mine = children.get(element);
    children.set(element, mine === undefined ? child : union(mine, child));
  }
  return { own: a.own || b.own, children };
}

/** The members of a that b has not. */
export function difference(a: PathSet, b: PathSet): PathSet {
  if (b.children.size === 0 && !b.own) return a;
  const children = new Map<string, PathSet>();
  for (const [element, child] of a.children) {
    const theirs = b.children.get(element);
    const rest = theirs === undefined ? child : difference(child, theirs);
    if (rest === child || !isEmptySet(rest)) children.set(element, rest);
  }
  return { own: a.own && !b.own, children };
}

/** The members of a that neither are in b nor stand below a member of b. */
export function differenceBelow(a: PathSet, b: PathSet): PathSet {
  const children = new Map<string, PathSet>();
  for (const [element, child] of a.children) {
    const theirs = b.children.get(element);
    if (theirs?.own) continue;
    const rest = theirs === undefined ? child : differenceBelow(child, theirs);
    if (!isEmptySet(rest)) children.set(element, rest);
  }
  return { own: a.own && !b.own, children };
}

export function intersection(a: PathSet, b: PathSet): PathSet {
  const children = new Map<string, PathSet>();
  for (const [element, child] of a.children) {
    const theirs = b.children.get(element);
    if (theirs === undefined) continue;
    const both = intersection(child, theirs);
    if (!isEmptySet(both)) children.set(element, both);
  }
  return { own: a.own && b.own, children };
}

export function equalSets(a: PathSet, b: PathSet): boolean {
  return isEmptySet(difference(a, b)) && isEmptySet(difference(b, a));
}

/** Every member as its path elements: those of a level come before what is below any of them. */
export function* membersOf(
  set: PathSet,
  path: readonly string[] = [],
): Generator<readonly string[]> {
  const children = [...set.children].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, child] of children) if (child.own) yield [...path, key];
  for (const [key, child] of children) yield* membersOf(child, [...path, key]);
}

/** A path as messages have it: `.spec.containers[name="a"].image`. */
export function showPath(elements: readonly string[]): string {
  return elements.map((part) => {
    if (part.startsWith("f:")) return `.${part.slice(2)}`;
    if (part.startsWith("i:")) return `[${part.slice(2)}]`;
    if (part.startsWith("v:")) return `[=${part.slice(2)}]`;
    const keys = JSON.parse(part.slice(2)) as Record<string, unknown>;
    return `[${Object.keys(keys).sort().map((k) => `${k}=${JSON.stringify(keys[k])}`).join(",")}]`;
  }).join("");
}
