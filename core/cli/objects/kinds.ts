/** The objects that a person names. */
import { type ObjectRef } from "../../contract/mod.ts";
import { apiVersionOf, type Controlled } from "../../reconcile/mod.ts";
import { meant } from "./words.ts";

const howToName = "name it as KIND/NAME, or as KIND NAME";

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
  const pairs = pairsOf(words, kinds);
  if (pairs.length === 0) throw new Error(`Cannot tell which object is meant: ${howToName}`);
  return pairs.map(([controlled, name]) => ({
    apiVersion: apiVersionOf(controlled),
    kind: controlled.kind,
    namespace,
    name,
    controlled,
  }));
}

/** Each named object: its kind, and its name. */
export function pairsOf(
  words: readonly string[],
  kinds: readonly Controlled[],
): readonly (readonly [Controlled, string])[] {
  if (!words[0]?.includes("/")) {
    const { kinds: found, rest } = meant(words, kinds);
    if (rest.length > 0 && found.length > 1) {
      throw new Error(`Cannot tell which object "${words.join(" ")}" is: ${howToName}`);
    }
    return rest.map((name) => [found[0]!, name]);
  }
  return words.map((written) => {
    const [word = "", name = "", ...more] = written.split("/");
    if (name === "" || more.length > 0) {
      throw new Error(`Cannot tell which object "${words.join(" ")}" is: ${howToName}`);
    }
    return [meant([word], kinds).kinds[0]!, name];
  });
}
