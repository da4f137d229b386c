/** Resources of two groups that are one thing. */
const shared: Readonly<Record<string, string>> = { "events.k8s.io/events": "/events" };

/** Where the objects of a resource are kept, whatever the version: `group/plural`. */
export function bucketOf(group: string, plural: string): string {
  const own = `${group}/${plural}`;
  return shared[own] ?? own;
}
