/** How people name kinds: as kubectl does (`ks`, `kustomizations.kustomize.toolkit.fluxcd.io`), and as flux does (`source git`). */
import type { Controlled } from "../../reconcile/mod.ts";
import { isStatic } from "./state.ts";
import { alertKind, externalArtifactKind, idOf } from "../../reconcile/kinds.ts";

/** The kinds of the API that no plugin serves, as they are read. */
const unserved: readonly Controlled[] = [
  { ...externalArtifactKind, role: "source", profile: {}, asks: "source" },
  { ...alertKind, role: "alert", profile: { suspend: "/spec/suspend" }, asks: "notifier" },
];

/** All kinds that can be read: sources first, then what is made of them, then the rest by name. */
export function inOrder(served: readonly Controlled[]): readonly Controlled[] {
  const further = unserved.filter((one) => !served.some((other) => idOf(other) === idOf(one)));
  const rank = ({ role }: Controlled) => role === "source" ? 0 : role === "delivery" ? 1 : 2;
  return [...served, ...further]
    .toSorted((a, b) => rank(a) - rank(b) || (a.kind < b.kind ? -1 : 1));
}

/** Whether a reconciliation of objects of that kind can be asked for. */
export function isAsked(kind: Controlled): boolean {
  return !unserved.includes(kind) && !isStatic(kind.role);
}

/** Every word for a kind, in lower case. */
export function wordsOf({ kind, role, profile }: Controlled): readonly string[] {
  const singular = kind.toLowerCase();
  const providers = role === "provider" ? ["alert-provider", "alert-providers"] : [];
  return [singular, pluralOf(singular), ...providers, ...profile.aliases ?? []];
}

/** What the first words mean, and the words that are left. Throws, with the words that there are, where they mean nothing. */
export function meant(
  words: readonly string[],
  kinds: readonly Controlled[],
): { readonly kinds: readonly Controlled[]; readonly rest: readonly string[] } {
  const [first = "all", second, ...further] = words;
  if (first === "all") return { kinds, rest: words.slice(1) };
  const one = kindNamed(first, kinds);
  if (one) return { kinds: [one], rest: words.slice(1) };
  const group = kinds.filter((kind) => [wordOf(kind), pluralOf(wordOf(kind))].includes(first));
  if (group.length > 0 && (second === undefined || second === "all")) {
    return { kinds: group, rest: further };
  }
  const found = second === undefined ? undefined : inGroup(first, second, group, kinds);
  if (found) return { kinds: [found], rest: further };
  const all = kinds.map(({ kind, profile: { aliases = [] } }) => [kind, ...aliases].join(" or "));
  const sought = group.length > 0 ? `${first} ${second}` : first;
  throw new Error(`Cannot find kind "${sought}": there are ${all.join(", ")}`);
}

/** The one kind of a word such as `Kustomization`, `kustomizations` or `ks`, with its group or without. */
function kindNamed(word: string, kinds: readonly Controlled[]): Controlled | undefined {
  const [name = "", ...group] = word.toLowerCase().split(".");
  return kinds.find((one) =>
    wordsOf(one).includes(name) && (group.length === 0 || one.group.startsWith(group.join(".")))
  );
}

/** `source git` is GitRepository, `source chart` HelmChart, `artifact generator` ArtifactGenerator. */
function inGroup(
  first: string,
  second: string,
  group: readonly Controlled[],
  kinds: readonly Controlled[],
): Controlled | undefined {
  const before = singularOf(first), after = singularOf(second);
  const fits: readonly ((name: string) => boolean)[] = [
    (name) => name === after,
    (name) => name === `${after}repository`,
    (name) => name.startsWith(after) || name.startsWith(before + after),
    (name) => name.endsWith(after),
  ];
  for (const fit of fits) {
    const found = group.find(({ kind }) => fit(kind.toLowerCase()));
    if (found) return found;
  }
  return kinds.find(({ kind }) => kind.toLowerCase() === before + after);
}

/** The first word of a kind's group: `source` of `source.toolkit.fluxcd.io`. */
function wordOf({ group }: Controlled): string {
  return group.split(".")[0]!;
}

function pluralOf(word: string): string {
  return `${word.replace(/y$/, "ie")}s`;
}

function singularOf(word: string): string {
  return word.toLowerCase().replace(/ies$/, "y").replace(/s$/, "");
}
