import type { Figure } from "../queue.ts";
import { ask, type Measured } from "./server.ts";

const count = 10_000, inFlight = 32, watchers = 100, changes = 50;
const path = "/api/v1/namespaces/default/configmaps";

/** 10,000 ConfigMaps of 1 KiB: the memory they take, and a full list. */
export async function objectFigures(server: Measured): Promise<readonly Figure[]> {
  const before = server.memory?.() ?? 0;
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const name = `map-${next++}`;
      const body = JSON.stringify({ metadata: { name }, data: { text: "x".repeat(1024) } });
      const { status, text } = await ask(server, path, { method: "POST", body });
      if (status !== 201) throw new Error(`Cannot create ${name}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const grown = (server.memory?.() ?? 0) - before;
  let fastest = Infinity;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    const { text } = await ask(server, path);
    fastest = Math.min(fastest, performance.now() - start);
    if (!text.includes(`"map-${count - 1}"`)) throw new Error("Cannot list: an object is missing");
  }
  return [
    figure(
      "memory of 10,000 ConfigMaps of 1 KiB",
      Math.round(grown),
      "MiB",
      "<= 120",
      grown <= 120,
    ),
    figure("a full list of them", Math.round(fastest), "ms", "<= 200", fastest <= 200),
  ];
}

export function figure(
  name: string,
  value: number,
  unit: string,
  bar: string,
  reached: boolean,
): Figure {
  return { name, value, unit, bar, reached };
}

/** 100 watchers, each of which must see every change. */
export async function watcherFigure(server: Measured): Promise<Figure> {
  const stop = new AbortController();
  const { text } = await ask(server, `${path}?limit=1`);
  const { resourceVersion } = JSON.parse(text).metadata;
  const seen = Array.from({ length: watchers }, () => watch(server, resourceVersion, stop.signal));
  for (let i = 0; i < changes; i++) {
    const body = JSON.stringify({ metadata: { name: `watched-${i}` } });
    await ask(server, path, { method: "POST", body });
  }
  const whole = (await Promise.all(seen)).filter((events) => events === changes).length;
  stop.abort();
  return figure("watchers that saw every event", whole, "of 100", "= 100", whole === watchers);
}

/** How many events came, at most those that were made, in ten seconds. */
async function watch(server: Measured, version: string, signal: AbortSignal): Promise<number> {
  const response = await fetch(
    `${server.url}${path}?watch=1&timeoutSeconds=10&resourceVersion=${version}`,
    { headers: server.headers, signal },
  );
  let events = 0;
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    events += chunk.split("\n").length - 1;
    if (events >= changes) break;
  }
  return events;
}
