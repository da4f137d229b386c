/** The kinds that the plugins of a config reconcile, as a person names them. */
import { type ObjectRef } from "../../contract/mod.ts";
import { apiVersionOf, type Controlled } from "../../reconcile/mod.ts";

const howToName = "name it as KIND/NAME, or as KIND NAME";

/** Sources first, then what is made of them, then the rest by name. */
export function inOrder(kinds: readonly Controlled[]): readonly Controlled[] {
  const rank = ({ role }: Controlled) => role === "source" ? 0 : role === "delivery" ? 1 : 2;
  return kinds.toSorted((a, b) => rank(a) - rank(b) || (a.kind < b.kind ? -1 : 1));
}

/** The kind of a word such as `Kustomization`, `kustomizations` or `ks`. Throws, with the words that there are, for another. */
export function kindOf(word: string, kinds: readonly Controlled[]): Controlled {
  const sought = word.toLowerCase();
  const found = kinds.find((one) => wordsOf(one).includes(sought));
  if (found) return found;
  const all = kinds.map(({ kind, profile: { aliases = [] } }) => [kind, ...aliases].join(" or "));
  throw new Error(`Cannot find kind "${word}": there are ${all.join(", ")}`);
}

/** Every word for a kind, in lower case. */
export function wordsOf({ kind, profile }: Controlled): readonly string[] {
  const singular = kind.toLowerCase();
  return [singular, singular.replace(/y$/, "ie") + "s", ...profile.aliases ?? []];
}

/** One object that a command is about. */
export interface Named extends ObjectRef {
  readonly namespace: string;
  readonly controlled: Controlled;
}

/** The objects of `KIND/NAME…` or `KIND NAME…`. Throws where the words are neither. */
export function namedBy(
  words: readonly string[],
  kinds: readonly Controlled[],
  namespace: string,
): readonly Named[] {
  const [first = "", ...rest] = words;
  const pairs = first.includes("/")
    ? words.map((word) => word.split("/"))
    : rest.map((name) => [first, name]);
  if (pairs.length === 0) throw new Error(`Cannot tell which object is meant: ${howToName}`);
  return pairs.map(([word = "", name = "", ...more]) => {
    if (name === "" || more.length > 0) {
      throw new Error(`Cannot tell which object "${words.join(" ")}" is: ${howToName}`);
    }
    const controlled = kindOf(word, kinds);
    return {
      apiVersion: apiVersionOf(controlled),
      kind: controlled.kind,
      namespace,
      name,
      controlled,
    };
  });
}
