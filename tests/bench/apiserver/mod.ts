/** Figures of the embedded API server, beside the real one where that is on this machine. */
import type { Figure } from "../queue.ts";
import { measureApplies } from "./applies.ts";
import { hostile } from "./hostile.ts";
import { figure, objectFigures, watcherFigure } from "./objects.ts";
import { ask, type Measured, startEmbedded, startReal } from "./server.ts";

const seconds = 5, starts = 5;

export async function apiserverBench(): Promise<readonly Figure[]> {
  return [
    await startFigure(),
    ...await applyFigures(),
    ...await freshly(objectFigures),
    ...await freshly(async (server) => [await watcherFigure(server)]),
    ...await freshly(hostileFigures),
  ];
}

async function freshly(measure: (server: Measured) => Promise<readonly Figure[]>) {
  await using server = await startEmbedded();
  return await measure(server);
}

async function startFigure(): Promise<Figure> {
  const times: number[] = [];
  for (let i = 0; i < starts; i++) {
    await using server = await startEmbedded();
    times.push(server.readyMs);
  }
  const median = Math.round(times.sort((a, b) => a - b)[Math.floor(starts / 2)]!);
  return figure("start of sluice cluster to ready", median, "ms", "<= 300", median <= 300);
}

/** Both servers in turn, never at once. */
async function applyFigures(): Promise<readonly Figure[]> {
  const [{ perSecond, p99 }] = await applies(startEmbedded);
  const figures = [
    figure("applies of a Deployment, 32 in flight", perSecond, "/s", ">= 3000", perSecond >= 3000),
    figure("their 99th percentile", Math.round(p99), "ms", "<= 30", p99 <= 30),
  ];
  const [real] = await applies(startReal);
  if (real === undefined) return figures;
  const ratio = Number((perSecond / real.perSecond).toFixed(1));
  const name = `as many as the real server's ${real.perSecond}/s`;
  return [...figures, figure(name, ratio, "times", ">= 3", ratio >= 3)];
}

async function applies<S extends Measured | undefined>(start: () => Promise<S>) {
  const server = await start();
  if (server === undefined) return [undefined] as never;
  await using _ = server;
  return [await measureApplies(server, seconds)] as const;
}

async function hostileFigures(server: Measured): Promise<readonly Figure[]> {
  let slowest = 0, accepted = 0, most = 0;
  for (const [path, body] of Object.values(hostile)) {
    const before = server.memory?.() ?? 0, start = performance.now();
    const { status } = await ask(server, path, { method: "POST", body });
    slowest = Math.max(slowest, performance.now() - start);
    most = Math.max(most, (server.memory?.() ?? 0) - before);
    if (status < 400) accepted++;
  }
  const time = Math.round(slowest), memory = Math.round(most);
  return [
    figure("hostile bodies of 1 MiB that are accepted", accepted, "", "= 0", accepted === 0),
    figure("the slowest refusal of one", time, "ms", "<= 1000", slowest <= 1000),
    figure("the most memory that one took", memory, "MiB", "<= 64", most <= 64),
  ];
}
