import { type Api, timestamp } from "../api.ts";
import { textAt, type Tree, treeAt } from "../json/tree.ts";
import { update } from "./objects.ts";

const bucketName = "/namespaces";

/** Says in the namespace's conditions what holds it. */
export function report(
  api: Api,
  name: string,
  namespace: Tree,
  left: readonly [string, Tree][],
): void {
  const conditions = conditionsOf(left, timestamp(api.now()));
  const status = { ...treeAt(namespace, "status"), conditions };
  if (messages(namespace) !== messages({ status })) update(api, bucketName, name, { status });
}

function messages(object: Tree): string {
  const conditions = (treeAt(object, "status").conditions ?? []) as Tree[];
  return JSON.stringify(conditions.map((condition) => textAt(condition, "message")));
}

type Counts = Map<string, number>;

function add(counts: Counts, word: string): void {
  counts.set(word, (counts.get(word) ?? 0) + 1);
}

function list(counts: Counts, text: (word: string, count: number) => string): string {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([word, n]) => text(word, n)).join(
    ", ",
  );
}

const settled: readonly (readonly [string, string, string])[] = [
  [
    "NamespaceDeletionDiscoveryFailure",
    "ResourcesDiscovered",
    "All resources successfully discovered",
  ],
  [
    "NamespaceDeletionGroupVersionParsingFailure",
    "ParsedGroupVersions",
    "All legacy kube types successfully parsed",
  ],
  [
    "NamespaceDeletionContentFailure",
    "ContentDeleted",
    "All content successfully deleted, may be waiting on finalization",
  ],
];

function conditionsOf(left: readonly [string, Tree][], lastTransitionTime: string): Tree[] {
  const kinds: Counts = new Map(), finalizers: Counts = new Map();
  for (const [bucket, object] of left) {
    const [group, plural] = bucket.split("/");
    add(kinds, `${plural}.${group}`);
    const held = treeAt(object, "metadata").finalizers;
    for (const finalizer of (Array.isArray(held) ? held : []) as string[]) {
      add(finalizers, finalizer);
    }
  }
  const instances = list(kinds, (word, n) => `${word} has ${n} resource instances`);
  const holders = list(finalizers, (word, n) => `${word} in ${n} resource instances`);
  const remaining: readonly (readonly [string, string, string])[] = [
    [
      "NamespaceContentRemaining",
      "SomeResourcesRemain",
      `Some resources are remaining: ${instances}`,
    ],
    [
      "NamespaceFinalizersRemaining",
      "SomeFinalizersRemain",
      `Some content in the namespace has finalizers remaining: ${holders}`,
    ],
  ];
  const condition =
    (status: string) => ([type, reason, message]: readonly [string, string, string]) => ({
      type,
      status,
      lastTransitionTime,
      reason,
      message,
    });
  return [...settled.map(condition("False")), ...remaining.map(condition("True"))];
}
