import { median } from "./median.ts";
import type { Figure } from "./queue.ts";
import { bareEcho } from "./bare_echo.ts";
import { echoHost } from "./echo_host.ts";

const WARM_UP = 3000, CALLS = 8000;
const bar = 1.5;

/** A call of 1 KiB through `Host.call` against an echo of as many bytes over the same kind of pipes, by turns. */
export async function callBench(): Promise<Figure[]> {
  await using host = await echoHost();
  await using bare = await bareEcho(1024);
  const called: number[] = [], echoed: number[] = [];
  for (let i = -WARM_UP; i < CALLS; i++) {
    const [echo, call] = [await time(bare.echo), await time(host.call)];
    if (i < 0) continue;
    echoed.push(echo);
    called.push(call);
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

/** Milliseconds of one run. */
async function time(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}
