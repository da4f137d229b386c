import { assert, assertEquals } from "@std/assert";
import type { KubeObject } from "contract";
import type { ObjectEvent } from "./object_store.ts";
import { configMap, failure, json, type Script, scripted } from "./testdata/api.ts";
import { ManualClock, settled } from "./testdata/clock.ts";
import { FaultyCluster, seeded } from "./testdata/faulty_cluster.ts";
import { watchObjects, type WatchOptions, withoutManagedFields } from "./watch.ts";

function start(script: Script, more: Partial<WatchOptions> = {}) {
  const clock = new ManualClock();
  const { client, asked } = scripted(script, { clock });
  const ended = new AbortController();
  const events: ObjectEvent[] = [], errors: unknown[] = [];
  const watch = watchObjects({
    client,
    clock,
    random: () => 0.5,
    signal: ended.signal,
    apiVersion: "v1",
    kind: "ConfigMap",
    onEvent: (event) => events.push(event),
    onError: (error) => errors.push(error),
    ...more,
  });
  const stop = async () => {
    ended.abort(new Error("the test is over"));
    await watch.done;
  };
  return { clock, asked, events, errors, watch, stop };
}

/** As etcd's watch tests: each object reads added, modified …, deleted; of one uid; in order; nothing twice. */
function check(events: readonly ObjectEvent[]): Map<string, KubeObject> {
  const live = new Map<string, KubeObject>();
  const seen = new Set<string>();
  for (const { type, object, previous } of events) {
    const { name, uid, resourceVersion } = object.metadata;
    const before = live.get(name);
    const id = `${type} ${uid} ${resourceVersion}`;
    assert(!seen.has(id), `twice: ${id}`);
    seen.add(id);
    assertEquals(
      before === undefined,
      type === "added",
      `${id} comes after ${before?.metadata.uid}`,
    );
    if (type === "modified") {
      assertEquals(previous, before);
      assertEquals(before?.metadata.uid, uid);
      assert(
        Number(resourceVersion) > Number(before?.metadata.resourceVersion),
        `backwards: ${id}`,
      );
    }
    if (type === "deleted") {
      assertEquals(before?.metadata.uid, uid);
      live.delete(name);
    } else live.set(name, object);
  }
  return live;
}

for (const seed of [1, 2, 3, 4, 5]) {
  Deno.test(`watchObjects() misses and resurrects nothing, whatever breaks (seed ${seed})`, async () => {
    const random = seeded(seed);
    const cluster = new FaultyCluster(random);
    const { clock, events, watch, stop } = start(cluster.answer);
    for (let i = 0; i < 400; i++) {
      for (let changes = random() * 4; changes > 0; changes--) cluster.change();
      if (random() < 0.02) cluster.compact();
      cluster.flush();
      await clock.advance(random() * 3_000);
    }
    cluster.calm = true;
    for (let i = 0; i < 30; i++) {
      await clock.advance(10_000);
      cluster.flush();
    }
    await stop();
    const kinds = ["silence", "end", "break", "half a line", "expired", "unknown type", "stale"];
    assert(
      kinds.filter((kind) => cluster.faults[kind]).length >= 5,
      JSON.stringify(cluster.faults),
    );
    const truth = [...cluster.objects.values()];
    const byName = (a: KubeObject, b: KubeObject) => a.metadata.name < b.metadata.name ? -1 : 1;
    assertEquals([...watch.objects.values()].sort(byName), truth.toSorted(byName));
    assertEquals([...check(events).values()].sort(byName), truth.toSorted(byName));
  });
}

const objectOf = (version: number, uid: string) =>
  configMap("a", { metadata: { uid, resourceVersion: String(version) } });
const listOf = (version: number, ...items: KubeObject[]) =>
  json({ metadata: { resourceVersion: String(version) }, items });

/** A stream that says these and is open until it is aborted. */
function streamOf(signal: AbortSignal, ...messages: unknown[]): Response {
  const encoder = new TextEncoder();
  return new Response(
    new ReadableStream({
      start(out) {
        for (const line of messages) out.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
        signal.addEventListener("abort", () => out.error(signal.reason));
      },
    }),
  );
}

Deno.test("watchObjects() gives up a silent stream within 90 s and goes on from the last bookmark, as if nothing was", async () => {
  const bookmark = { type: "BOOKMARK", object: { metadata: { resourceVersion: "9" } } };
  const { clock, asked, errors, watch, stop } = start(({ query, signal }) =>
    query.has("watch") ? streamOf(signal, bookmark) : listOf(5, objectOf(3, "u"))
  );
  await watch.synced;
  await clock.advance(79_000);
  assertEquals(asked.length, 2);
  await clock.advance(11_000);
  assertEquals(asked.slice(1).map(({ query }) => query.get("resourceVersion")), ["5", "9"]);
  assertEquals(errors, []);
  await stop();
});

Deno.test("watchObjects() asks for bookmarks and a random end between 5 and 10 minutes", async () => {
  const { asked, watch, stop } = start(({ query, signal }) =>
    query.has("watch") ? streamOf(signal) : listOf(5)
  );
  await watch.synced;
  await settled();
  await stop();
  assertEquals(
    asked[1]?.query.toString(),
    "watch=true&allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds=450",
  );
});

Deno.test("watchObjects() tells of an object made anew under its name as of two", async () => {
  const { clock, events, stop } = start(({ query, signal }) =>
    query.has("watch")
      ? streamOf(signal, { type: "MODIFIED", object: objectOf(8, "second") })
      : listOf(5, objectOf(3, "first"))
  );
  await clock.advance(10);
  await stop();
  assertEquals(events.map(({ type, object }) => [type, object.metadata.uid]), [
    ["added", "first"],
    ["deleted", "first"],
    ["added", "second"],
  ]);
});

Deno.test("watchObjects() has no objects of a kind that is gone, and has them when it is back", async () => {
  let served = true;
  const { clock, events, errors, stop } = start(({ query, signal }) => {
    if (!served) return failure(404, "NotFound");
    if (!query.has("watch")) return listOf(5, objectOf(3, "u"));
    const gone = { kind: "Status", code: 410 };
    return events.length < 2 ? streamOf(signal, { type: "ERROR", object: gone }) : streamOf(signal);
  });
  await settled();
  served = false;
  await clock.advance(60_000);
  assertEquals(events.map(({ type }) => type), ["added", "deleted"]);
  assert(errors.length > 1 && errors.length < 10, `${errors.length} errors in a minute`);
  served = true;
  await clock.advance(60_000);
  await stop();
  assertEquals(events.map(({ type }) => type), ["added", "deleted", "added"]);
});

Deno.test("watchObjects() does not hammer a server that ends each stream at once", async () => {
  const { clock, asked, stop } = start(({ query }) =>
    query.has("watch") ? new Response("") : listOf(5)
  );
  await clock.advance(60_000);
  await stop();
  assert(asked.length < 12, `${asked.length} requests in a minute`);
});

Deno.test("watchObjects() lists anew after a version that a restored cluster does not reach", async () => {
  const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
  let version = 9;
  const { clock, asked, stop } = start(({ query, signal }) => {
    if (!query.has("watch")) return listOf(version);
    if (Number(query.get("resourceVersion")) <= 4) return streamOf(signal);
    version = 4;
    return failure(504, "Timeout", { details: { causes } });
  });
  await clock.advance(10_000);
  await stop();
  assertEquals(asked.map(({ query }) => query.get("resourceVersion")), [null, "9", null, "4"]);
});

Deno.test("watchObjects() keeps what trim leaves of an object", async () => {
  const managedFields = [{ manager: "m" }];
  const whole = configMap("a", { metadata: { uid: "u", resourceVersion: "3", managedFields } });
  const { watch, stop } = start(
    ({ query, signal }) => query.has("watch") ? streamOf(signal) : listOf(5, whole),
    { trim: withoutManagedFields },
  );
  await watch.synced;
  await stop();
  assertEquals(watch.objects.get("apps/a"), objectOf(3, "u"));
});

Deno.test("watchObjects() makes no noise of a kind whose storage is about to be ready", async () => {
  let asked = 0;
  const { clock, errors, watch, stop } = start(({ query, signal }) => {
    if (query.has("watch")) return streamOf(signal);
    return asked++ < 3
      ? failure(429, "TooManyRequests", { headers: { "retry-after": "1" } })
      : listOf(5, objectOf(3, "u"));
  });
  await clock.advance(60_000);
  await watch.synced;
  await stop();
  assertEquals([errors, watch.objects.size], [[], 1]);
});
