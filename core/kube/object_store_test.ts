import { assertEquals } from "@std/assert";
import { isNewer, ObjectStore } from "./object_store.ts";
import { configMap } from "./testdata/api.ts";

const object = (uid: string, resourceVersion: string) =>
  configMap("a", { metadata: { uid, resourceVersion } });

Deno.test("isNewer() compares versions as numbers of any length, and opaque ones by being others", () => {
  assertEquals(["9", "10", "11"].map((version) => isNewer(version, "10")), [false, false, true]);
  assertEquals(isNewer("100000000000000000001", "100000000000000000000"), true);
  assertEquals([isNewer("b", "a"), isNewer("a", "a"), isNewer("1", "")], [true, false, true]);
});

Deno.test("ObjectStore.take() leaves an object be where another of its name was deleted", () => {
  const store = new ObjectStore();
  store.replace([object("new", "b")], "b");
  assertEquals(store.take({ type: "DELETED", object: object("old", "a") }), []);
  assertEquals(store.objects.size, 1);
  const last = object("new", "c");
  assertEquals(store.take({ type: "DELETED", object: last }), [{ type: "deleted", object: last }]);
});
