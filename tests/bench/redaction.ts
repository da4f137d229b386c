/** What it costs to keep secrets out of a line of the log, and that no text makes it cost more than its length. */
import { createRedactor } from "../../core/telemetry/redactor.ts";
import type { Figure } from "./queue.ts";

const secrets = 1000, rounds = 5;
/** Beginnings of what patterns look for, over and over. */
const hostile = [
  "a",
  "://",
  "-eyJ",
  "-----BEGIN PRIVATE KEY-----",
  "authorization:",
  "basic ",
  "?sig=",
];

/** Milliseconds for one text, the best of several rounds, since the machine is shared. */
function best(redact: (text: string) => string, text: string, times: number): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    for (let i = 0; i < times; i++) redact(text);
    best = Math.min(best, (performance.now() - started) / times);
  }
  return best;
}

/** A line with 1,000 secrets known, in microseconds; and how much longer four times as much hostile text takes. */
export function redactionBench(): Promise<readonly Figure[]> {
  const redactor = createRedactor();
  for (let i = 0; i < secrets; i++) redactor.learn(crypto.randomUUID());
  const redact = (text: string) => redactor.text(text);
  const line = `{"msg":"server-side apply completed","revision":"main@sha1:${"ab12".repeat(10)}"}`
    .padEnd(300);
  const perLine = Math.round(best(redact, line, 2000) * 1e5) / 100;
  const growth = Math.max(...hostile.map((piece) => {
    const [short, long] = [100_000, 400_000].map((length) =>
      best(redact, piece.repeat(length / piece.length), 1)
    );
    return long! / short!;
  }));
  const worst = Math.round(growth * 100) / 100;
  return Promise.resolve([
    {
      name: "redaction of a line, 1,000 secrets",
      value: perLine,
      unit: "us",
      bar: "<= 50",
      reached: perLine <= 50,
    },
    {
      name: "redaction, 4 x as much hostile text",
      value: worst,
      unit: "x",
      bar: "<= 8",
      reached: worst <= 8,
    },
  ]);
}
