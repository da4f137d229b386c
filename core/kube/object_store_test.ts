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

Deno.test("ObjectStore.wrote() is ahead of the stream and of a list that began before", () => {
  const store = new ObjectStore();
  store.replace([object("u", "5")], "5");
  assertEquals(store.wrote(object("u", "8")).map(({ type }) => type), ["modified"]);
  assertEquals(store.wrote(object("u", "7")), []);
  assertEquals(store.take({ type: "MODIFIED", object: object("u", "7") }), []);
  assertEquals(store.take({ type: "MODIFIED", object: object("u", "8") }), []);
  const made = configMap("b", { metadata: { uid: "b", resourceVersion: "10" } });
  assertEquals(store.wrote(made), [{ type: "added", object: made }]);
  assertEquals(store.replace([object("u", "8")], "9"), []);
  assertEquals(store.replace([object("u", "8")], "11"), [{ type: "deleted", object: made }]);
});

Deno.test("ObjectStore.wrote() takes an object whose last finalizer went for gone", () => {
  const store = new ObjectStore();
  store.replace([object("u", "5")], "5");
  const last = configMap("a", {
    metadata: { uid: "u", resourceVersion: "6", deletionTimestamp: "2026-01-01T00:00:00Z" },
  });
  assertEquals(store.wrote(last), [{ type: "deleted", object: last }]);
  assertEquals(store.take({ type: "DELETED", object: last }), []);
});
