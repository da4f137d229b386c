import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { KubeObject } from "contract";
import { FencedError } from "./fence.ts";
import { type Election, electLeader } from "./lease.ts";
import { configMap, failure, json, scripted } from "./testdata/api.ts";
import { ManualClock, settled } from "./testdata/clock.ts";

/** One Lease and everything else that is written, with the API server's rules for resource versions. */
function cluster(clock: ManualClock) {
  const state = { lease: undefined as KubeObject | undefined, writes: 0, down: false };
  let version = 0;
  const { client } = scripted(({ method, path, body }) => {
    if (state.down) throw new TypeError("connection refused");
    if (!path.includes("/leases")) {
      state.writes++;
      return json(body);
    }
    if (method === "GET") return state.lease ? json(state.lease) : failure(404, "NotFound");
    const sent = body as KubeObject;
    const expected = state.lease?.metadata.resourceVersion;
    if (sent.metadata.resourceVersion !== expected) return failure(409, "Conflict");
    const metadata = { ...sent.metadata, resourceVersion: String(++version) };
    return json(state.lease = { ...sent, metadata });
  }, { clock });
  return { client, state };
}

function candidate(
  clock: ManualClock,
  client: ReturnType<typeof cluster>["client"],
  identity: string,
) {
  const ended = new AbortController();
  const changes: boolean[] = [];
  const election: Election = electLeader({
    client,
    clock,
    identity,
    namespace: "system",
    name: "kernel",
    random: () => 0.5,
    signal: ended.signal,
    onChange: (leading) => changes.push(leading),
  });
  const stop = () => (ended.abort(), election.done);
  return { election, changes, stop };
}

Deno.test("electLeader() gets a lease that nobody has, renews it, and gives it back", async () => {
  const clock = new ManualClock();
  const { client, state } = cluster(clock);
  const one = candidate(clock, client, "one");
  await clock.advance(60_000);
  assertEquals([one.election.leading, one.changes], [true, [true]]);
  const spec = state.lease?.spec as Record<string, unknown>;
  assertEquals([spec.holderIdentity, spec.leaseDurationSeconds, spec.leaseTransitions], [
    "one",
    15,
    0,
  ]);
  await one.stop();
  assertEquals((state.lease?.spec as Record<string, unknown>).holderIdentity, "");
  assertEquals(one.changes, [true, false]);
});

Deno.test("electLeader() leaves a lease alone that changes, and takes one that has stood for its duration", async () => {
  const clock = new ManualClock();
  const { client, state } = cluster(clock);
  const one = candidate(clock, client, "one");
  await clock.advance(1_000);
  const two = candidate(clock, client, "two");
  await clock.advance(120_000);
  assertEquals([one.election.leading, two.election.leading], [true, false]);
  // The rival is silent from now on; its time stamps, an hour ahead, say nothing.
  const spec = { ...state.lease?.spec as object, renewTime: "2999-01-01T00:00:00.000000Z" };
  await one.stop();
  const metadata = { ...state.lease!.metadata, resourceVersion: "1000" };
  state.lease = { ...state.lease!, metadata, spec: { ...spec, holderIdentity: "ghost" } };
  await clock.advance(14_000);
  assertEquals(two.election.leading, false);
  await clock.advance(10_000);
  assertEquals(two.election.leading, true);
  await two.stop();
});

Deno.test("the fence closes before the lease ends, while the API server is away", async () => {
  const clock = new ManualClock();
  const { client, state } = cluster(clock);
  const one = candidate(clock, client, "one");
  await settled();
  assertEquals(one.election.fence.rest(), 13_000);
  state.down = true;
  await clock.advance(12_999);
  assertEquals(one.election.fence.rest(), 1);
  await clock.advance(1);
  assertThrows(() => one.election.fence.rest(), FencedError);
  assertEquals(one.changes, [true, false]);
  state.down = false;
  await clock.advance(6_000);
  assertEquals(one.changes, [true, false, true]);
  await one.stop();
});

Deno.test("a process that was stopped for longer than its lease makes no write when it goes on", async () => {
  const clock = new ManualClock();
  const { client, state } = cluster(clock);
  const one = candidate(clock, client, "one");
  await settled();
  const fenced = client.fenced(one.election.fence);
  await fenced.create(configMap("a"));
  clock.jump(60_000);
  await assertRejects(() => fenced.create(configMap("b")), FencedError);
  assertEquals(state.writes, 1);
  await one.stop();
});

Deno.test("at no time do two candidates lead, whoever is cut off", async () => {
  const clock = new ManualClock();
  const shared = cluster(clock);
  const down = [false, false, false];
  const candidates = down.map((_, i) => {
    const { client } = scripted(async ({ method, path, body, query }) => {
      if (down[i]) throw new TypeError("connection refused");
      const ask = { method: method as "GET", path, query: Object.fromEntries(query), body };
      try {
        return json(await shared.client.requester.json(ask));
      } catch (error) {
        return failure((error as { status: number }).status, "Failed");
      }
    }, { clock });
    return candidate(clock, client, `candidate-${i}`);
  });
  const led = new Set<number>();
  for (let second = 0; second < 600; second++) {
    const leaders = candidates.flatMap(({ election }, i) => election.leading ? [i] : []);
    assertEquals(leaders.length <= 1, true, `${leaders} lead at ${second} s`);
    leaders.forEach((leader) => led.add(leader));
    if (second % 60 === 30) down.forEach((_, i) => down[i] = leaders.includes(i));
    await clock.advance(1_000);
  }
  assertEquals(led.size > 1, true);
  await Promise.all(candidates.map(({ stop }) => stop()));
});
