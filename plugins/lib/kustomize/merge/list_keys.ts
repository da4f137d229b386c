/** Of several keys those that any item uses; all, where none does. */
export function usedKeys(
  all: readonly (readonly string[])[],
  values: readonly string[],
  keys: readonly string[],
): { keys: readonly string[]; values: readonly string[] } {
  const used = new Set<string>();
  for (const one of all) one.forEach((value, i) => value !== "" && used.add(keys[i]!));
  if (used.size === 0) return { keys, values };
  return {
    keys: keys.filter((key) => used.has(key)),
    values: values.filter((value, i) => value !== "" || used.has(keys[i]!)),
  };
}

/** Two items are one where they agree in what both have, and have at least one value in common. */
function joined(a: readonly string[], b: readonly string[]): string[] | undefined {
  if (a.length !== b.length) return undefined;
  let common = false;
  const result: string[] = [];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (x === y) common = true;
    else if (x !== "" && y !== "") return undefined;
    result.push(x !== "" ? x : y);
  }
  return common ? result : undefined;
}

/** Fills in the values that an item leaves out from another item that is the same one. */
export function joinValues(list: readonly (readonly string[])[]): (readonly string[])[] {
  const values = [...list];
  for (let i = 0; i < values.length; i++) {
    const start = values[i]!;
    for (let j = 0; j < values.length; j++) {
      const result = joined(start, values[j]!);
      if (result) values[i] = values[j] = result;
    }
  }
  return values;
}

/** The values without those that were there before. */
export function distinct(lists: readonly (readonly string[])[]): (readonly string[])[] {
  const seen = new Set<string>();
  return lists.filter((values) => {
    const key = JSON.stringify(values);
    if (values.length === 0 || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
