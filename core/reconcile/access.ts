/** Who may refer to whom across namespaces. */
import { at, type ObjectRef, terminal } from "../contract/mod.ts";
import type { Work } from "./context.ts";
import { matches, type Selector } from "./labels.ts";

/**
 * Throws a terminal `AccessDenied` where the object may not refer to `ref`: across namespaces when the operator forbids it, and
 * where the referred kind lists the namespaces that may (`accessFrom`) and ours is not among them.
 */
export async function allowed({ pass: { object }, loops }: Work, ref: ObjectRef): Promise<void> {
  const own = object.metadata.namespace;
  if (ref.namespace === own) return;
  const { settings, cluster } = loops.kernel;
  const name = `${ref.kind}/${ref.namespace ?? ""}/${ref.name}`;
  if (settings.noCrossNamespaceRefs) {
    throw terminal(
      "AccessDenied",
      `can't access '${name}', cross-namespace references have been blocked`,
    );
  }
  const pointer = loops.kinds.of(ref)?.profile.accessFrom;
  if (pointer === undefined) return;
  const listed = at(cluster.peek(ref), `${pointer}/namespaceSelectors`);
  const namespace = await cluster.get({ apiVersion: "v1", kind: "Namespace", name: own ?? "" });
  const selectors = Array.isArray(listed) ? listed as readonly Selector[] : [];
  if (selectors.some((one) => matches(one, namespace?.metadata.labels))) return;
  throw terminal("AccessDenied", `access denied to '${name}' from namespace '${own ?? ""}'`);
}
