import { equal } from "../json/tree.ts";

function indexIn(
  list: readonly unknown[],
  key: unknown,
  keyOf: (item: unknown) => unknown,
): number {
  return list.findIndex((item) => equal(keyOf(item), key));
}

/**
 * Items named by the order, in its order; the others, which the server alone has, keep their
 * place relative to those they stood before.
 */
export function sortedBy(
  items: unknown[],
  order: readonly unknown[],
  keyOf: (item: unknown) => unknown,
  server: readonly unknown[],
): unknown[] {
  const place = (item: unknown) => indexIn(order, keyOf(item), keyOf);
  const named = items.filter((item) => place(item) >= 0).sort((a, b) => place(a) - place(b));
  const others = items.filter((item) => place(item) < 0);
  const before = (item: unknown) => indexIn(server, keyOf(item), keyOf);
  const result: unknown[] = [];
  let n = 0, o = 0;
  while (n < named.length || o < others.length) {
    if (n >= named.length) result.push(others[o++]);
    else if (o >= others.length) result.push(named[n++]);
    else {
      const namedAt = before(named[n]), otherAt = before(others[o]);
      const otherFirst = namedAt >= 0 && otherAt >= 0 && otherAt < namedAt;
      result.push(otherFirst ? others[o++] : named[n++]);
    }
  }
  return result;
}
