import { type Api, timestamp } from "../api.ts";
import { clone, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { trackUpdate } from "../apply/ownership.ts";
import { typingOf } from "../registry/typing.ts";
import { acceptNames } from "./names.ts";
import { customResource } from "./resource.ts";

export const definitionsBucket = "apiextensions.k8s.io/customresourcedefinitions";
const cleanup = "customresourcecleanup.apiextensions.k8s.io";

/** Serves the custom resources that CustomResourceDefinitions name; answers how to stop. */
export function watchDefinitions(api: Api): () => void {
  for (const definition of api.store.bucket(definitionsBucket).objects.values()) {
    serve(api, definition);
  }
  return api.store.listenTo(definitionsBucket, (event) => {
    // After the write that tells of it is answered, as a controller would.
    queueMicrotask(() => settle(api, event.key));
  });
}

/** Brings one definition's conditions up to date, and what is served for it. */
function settle(api: Api, name: string): void {
  const definition = api.store.bucket(definitionsBucket).objects.get(name);
  if (definition === undefined) return void unserve(api, name);
  if (treeAt(definition, "metadata").deletionTimestamp !== undefined) {
    return finish(api, name, definition);
  }
  const status = acceptNames(definition, otherDefinitions(api, name), timestamp(api.now()));
  if (JSON.stringify(status) !== JSON.stringify(definition.status)) {
    const resource = api.registry.find("apiextensions.k8s.io", "v1", "customresourcedefinitions")!;
    const next = clone(definition);
    next.status = status;
    const typing = typingOf(api, resource, "status");
    const writer = { manager: "kube-apiserver", subresource: "status", now: timestamp(api.now()) };
    trackUpdate(typing, definition, next, writer);
    api.store.put(definitionsBucket, name, next);
    return;
  }
  serve(api, definition);
}

function otherDefinitions(api: Api, name: string): Tree[] {
  const all = [...api.store.bucket(definitionsBucket).objects];
  return all.filter(([key]) => key !== name).map(([, definition]) => definition);
}

function unserve(api: Api, name: string): void {
  api.registry.removeWhere(({ custom }) => textAt(custom?.definition, "metadata", "name") === name);
}

function serve(api: Api, definition: Tree): void {
  unserve(api, textAt(definition, "metadata", "name"));
  const established = treesAt(definition, "status", "conditions")
    .some(({ type, status }) => type === "Established" && status === "True");
  if (!established) return;
  for (const version of treesAt(definition, "spec", "versions")) {
    if (version.served === true) api.registry.add(customResource(definition, version));
  }
}

/** A definition that is being deleted takes its objects with it. */
function finish(api: Api, name: string, definition: Tree): void {
  const metadata = treeAt(definition, "metadata");
  const finalizers = (metadata.finalizers ?? []) as string[];
  if (!finalizers.includes(cleanup)) return;
  const spec = treeAt(definition, "spec");
  const bucket = api.store.bucket(`${spec.group}/${textAt(spec, "names", "plural")}`);
  let held = false;
  for (const [key, object] of [...bucket.objects]) {
    const own = treeAt(object, "metadata");
    if (Array.isArray(own.finalizers) && own.finalizers.length > 0) {
      held = true;
      if (own.deletionTimestamp !== undefined) continue;
      const marked = {
        ...object,
        metadata: {
          ...own,
          deletionTimestamp: timestamp(api.now()),
          deletionGracePeriodSeconds: 0,
        },
      };
      api.store.put(`${spec.group}/${textAt(spec, "names", "plural")}`, key, marked);
    } else api.store.remove(`${spec.group}/${textAt(spec, "names", "plural")}`, key);
  }
  if (held) return void setTimeout(() => settle(api, name), 500);
  const rest = finalizers.filter((finalizer) => finalizer !== cleanup);
  if (rest.length === 0) api.store.remove(definitionsBucket, name);
  else {api.store.put(definitionsBucket, name, {
      ...definition,
      metadata: { ...metadata, finalizers: rest },
    });}
}
