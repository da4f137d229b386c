const quantifiers = new Set(["all", "exists", "existsOne"]);

/**
 * A loop with two variables (of a list: index and item; of a map: key and value) as loops with one;
 * undefined where the call is none. Parts are CEL text.
 */
export function loopForm(
  name: string,
  receiver: string,
  [key = "", value = "", ...rest]: readonly string[],
): string | undefined {
  const keys = `keysOf(${receiver})`, item = `[${receiver}[${key}]]`;
  const each = (body: string) => `${item}.map(${value}, ${body})[0]`;
  if (quantifiers.has(name) && rest.length === 1) {
    const one = name === "existsOne" ? "exists_one" : name;
    return `${keys}.${one}(${key}, ${item}.all(${value}, ${rest[0]}))`;
  }
  if (name !== "transformList" && name !== "transformMap") return undefined;
  if (rest.length < 1 || rest.length > 2) return undefined;
  const body = rest.at(-1)!;
  const chosen = rest.length === 1
    ? keys
    : `${keys}.filter(${key}, ${item}.all(${value}, ${rest[0]}))`;
  const values = `${chosen}.map(${key}, ${each(body)})`;
  return name === "transformList" ? values : `mapOf(${chosen}, ${values})`;
}
