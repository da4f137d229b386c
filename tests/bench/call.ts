import { median } from "./median.ts";
import type { Figure } from "./queue.ts";
import { bareEcho } from "./bare_echo.ts";
import { echoHost } from "./echo_host.ts";

const WARM_UP = 2000, ROUNDS = 40, CALLS = 200;
const bar = 1.5;

/** A call of 1 KiB through `Host.call` against an echo of as many bytes over the same kind of pipes, by turns. */
export async function callBench(): Promise<Figure[]> {
  await using host = await echoHost();
  await using bare = await bareEcho(1024);
  const called: number[] = [], echoed: number[] = [];
  await Promise.all([times(WARM_UP, host.call), times(WARM_UP, bare.echo)]);
  for (let round = 0; round < ROUNDS; round++) {
    echoed.push(...await times(CALLS, bare.echo));
    called.push(...await times(CALLS, host.call));
  }
  const call = median(called) * 1000, echo = median(echoed) * 1000;
  const ratio = call / echo;
  const whole = (us: number) => Math.round(us);
  return [
    { name: "1 KiB call, p50", value: whole(call), unit: "us", bar: "-", reached: true },
    { name: "bare echo of 1 KiB, p50", value: whole(echo), unit: "us", bar: "-", reached: true },
    {
      name: "call / bare echo",
      value: Math.round(ratio * 100) / 100,
      unit: "x",
      bar: `<= ${bar}`,
      reached: ratio <= bar,
    },
  ];
}

/** Milliseconds of each of `count` runs, one after the other. */
async function times(count: number, run: () => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await run();
    found.push(performance.now() - started);
  }
  return found;
}
