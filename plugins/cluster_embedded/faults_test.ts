import { assertEquals } from "@std/assert";
import type { Fault, FaultPlan } from "./faults.ts";
import { type ApiServer, createApiServer } from "./server.ts";

const users = new Map([["admin", { name: "admin", groups: ["system:masters"] }]]);
const path = "/api/v1/namespaces/default/configmaps";

function send(server: ApiServer, target: string, body?: unknown): Promise<Response> {
  return server.fetch(
    new Request(`http://api${target}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: "Bearer admin", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
}

const named = (name: string) => ({ metadata: { name } });

/** A server with three ConfigMaps, whose watches meet a fault. */
async function withWatchFault(fault: Fault): Promise<ApiServer> {
  const server = createApiServer({ users, faults: ({ watch }) => watch ? fault : undefined });
  for (const name of ["a", "b", "c"]) await (await send(server, path, named(name))).text();
  return server;
}

/** What a watch says until it ends, as `TYPE name`. */
async function events(server: ApiServer, most = Infinity): Promise<string[]> {
  const response = await send(server, `${path}?watch=true&timeoutSeconds=1`);
  const found: string[] = [];
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    for (const line of chunk.trim().split("\n")) {
      const { type, object } = JSON.parse(line);
      found.push(`${type} ${object.metadata.name ?? object.code}`);
    }
    if (found.length >= most) break;
  }
  return found;
}

Deno.test("a watch that is dropped ends after the events of the plan, and a new one goes on", async () => {
  let dropped = false;
  const faults: FaultPlan = ({ watch }) => {
    if (!watch || dropped) return undefined;
    dropped = true;
    return { kind: "drop", events: 2 };
  };
  const server = createApiServer({ users, faults });
  for (const name of ["a", "b", "c"]) await (await send(server, path, named(name))).text();
  assertEquals(await events(server), ["ADDED a", "ADDED b"]);
  assertEquals(await events(server), ["ADDED a", "ADDED b", "ADDED c"]);
  server.close();
});

Deno.test("a watch that expires ends with an error event of code 410", async () => {
  const server = await withWatchFault({ kind: "expire", events: 1 });
  assertEquals(await events(server), ["ADDED a", "ERROR 410"]);
  server.close();
});

Deno.test("a watch that stalls stays open and says nothing more", async () => {
  const server = await withWatchFault({ kind: "stall", events: 1 });
  const response = await send(server, `${path}?watch=true`);
  const reader = response.body!.getReader();
  assertEquals((await reader.read()).done, false);
  const silence = new Promise((resolve) => setTimeout(() => resolve("silence"), 50));
  assertEquals(await Promise.race([reader.read(), silence]), "silence");
  await reader.cancel();
  server.close();
});

Deno.test("a watch that lags tells of everything, later", async () => {
  const server = await withWatchFault({ kind: "lag", milliseconds: 20 });
  const start = performance.now();
  assertEquals(await events(server, 3), ["ADDED a", "ADDED b", "ADDED c"]);
  assertEquals(performance.now() - start >= 55, true);
  server.close();
});

Deno.test("a list that expires is refused with 410, a write that is refused is not done", async () => {
  const plan: Record<string, Fault> = {
    GET: { kind: "expire", events: 0 },
    POST: { kind: "refuse", status: 429 },
  };
  let active = true;
  const faults: FaultPlan = ({ method }) => active ? plan[method] : undefined;
  const server = createApiServer({ users, faults });
  const list = await send(server, path);
  assertEquals([list.status, (await list.json()).reason], [410, "Expired"]);
  const refused = await send(server, path, named("a"));
  await refused.text();
  assertEquals([refused.status, refused.headers.get("retry-after")], [429, "1"]);
  active = false;
  assertEquals((await (await send(server, path)).json()).items, []);
  server.close();
});

Deno.test("the same seed gives the same history, faults and names included", async () => {
  const play = async (seed: number) => {
    let state = seed;
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const kinds: Fault[] = [
      { kind: "refuse", status: 503 },
      { kind: "lose", status: 500 },
      { kind: "delay", milliseconds: 1 },
    ];
    const faults: FaultPlan = () => random() < 0.5 ? kinds[Math.floor(random() * 3)] : undefined;
    const server = createApiServer({ users, random, faults, now: () => new Date(0) });
    const history: unknown[] = [];
    for (let i = 0; i < 30; i++) {
      const answer = await send(server, path, { metadata: { generateName: "x-" } });
      history.push(await answer.json());
    }
    history.push([...server.store.bucket("/configmaps").objects]);
    server.close();
    return history;
  };
  assertEquals(await play(7), await play(7));
  assertEquals(JSON.stringify(await play(7)) === JSON.stringify(await play(8)), false);
});
