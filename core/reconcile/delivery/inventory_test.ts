import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ObjectRef } from "../../contract/mod.ts";
import { entryOf, refOfEntry } from "./inventory.ts";

Deno.test("entryOf() writes the ids that Flux writes", () => {
  const refs: ObjectRef[] = [
    { apiVersion: "apps/v1", kind: "Deployment", namespace: "web", name: "api" },
    { apiVersion: "v1", kind: "Namespace", name: "web" },
    { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "system:reader" },
  ];
  assertEquals(refs.map(entryOf), [
    { id: "web_api_apps_Deployment", v: "v1" },
    { id: "_web__Namespace", v: "v1" },
    { id: "_system__reader_rbac.authorization.k8s.io_ClusterRole", v: "v1" },
  ]);
});

Deno.test("refOfEntry() is the opposite of entryOf(), whatever the names", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9.-]{0,10}$/);
  const ref = fc.record({
    group: fc.option(word, { nil: "" }),
    kind: fc.constantFrom("Deployment", "Role", "ClusterRoleBinding", "Thing"),
    namespace: fc.option(word, { nil: undefined }),
    name: word,
    colon: fc.boolean(),
  });
  fc.assert(fc.property(ref, ({ group, kind, namespace, name, colon }) => {
    const object: ObjectRef = {
      apiVersion: group === "" ? "v1" : `${group}/v1`,
      kind,
      name: colon && kind !== "Deployment" && kind !== "Thing" ? `${name}:${name}` : name,
      ...(namespace === undefined ? {} : { namespace }),
    };
    assertEquals(refOfEntry(entryOf(object)), object);
  }));
});

Deno.test("refOfEntry() makes nothing of what is no id", () => {
  assertEquals(
    ["", "a", "a_b", "__"].map((id) => refOfEntry({ id, v: "v1" })),
    Array(4).fill(undefined),
  );
});
