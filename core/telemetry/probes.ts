import { type Context, Hono } from "@hono/hono";
import type { Clock } from "../bus/mod.ts";

/** One condition of being alive or ready. */
export interface Check {
  readonly name: string;
  /** Why not, or undefined if all is well. What it throws is a reason too. */
  readonly check: (
    options: { signal: AbortSignal },
  ) => string | undefined | Promise<string | undefined>;
}

export interface ProbesOptions {
  /** Must hold for the process to be worth keeping. */
  readonly healthz?: readonly Check[];
  /** Must hold for it to be given work. */
  readonly readyz?: readonly Check[];
  readonly clock: Clock;
  /** A check that takes longer has failed. Default 5,000. */
  readonly timeoutMs?: number;
  /** Takes secrets out of what a check says. */
  readonly redact: (text: string) => string;
}

/**
 * `/healthz` and `/readyz`: 200 and `ok`, or 503 and a line for each check, as Kubernetes' own servers
 * write them; `?verbose` gives the lines always, `?exclude=NAME` leaves a check out, and
 * `/readyz/NAME` asks one alone.
 */
export function probesApp(options: ProbesOptions): Hono {
  const app = new Hono();
  for (const endpoint of ["healthz", "readyz"] as const) {
    const checks = options[endpoint] ?? [];
    app.get(`/${endpoint}`, async (c) => {
      const excluded = new Set(c.req.queries("exclude"));
      const asked = checks.filter(({ name }) => !excluded.has(name));
      return answer(c, endpoint, await Promise.all(asked.map((check) => judge(check, options))));
    });
    app.get(`/${endpoint}/:name`, async (c) => {
      const check = checks.find(({ name }) => name === c.req.param("name"));
      return check ? answer(c, endpoint, [await judge(check, options)]) : c.notFound();
    });
  }
  return app;
}

/** `/metrics` in the text format of Prometheus. */
export function metricsApp(metrics: { contentType: string; text(): Promise<string> }): Hono {
  return new Hono().get("/metrics", async (c) => {
    return c.body(await metrics.text(), 200, { "content-type": metrics.contentType });
  });
}

/** The line of a check, in Kubernetes' own form; `[-]` where it failed. */
async function judge({ name, check }: Check, options: ProbesOptions): Promise<string> {
  const { clock, timeoutMs = 5000, redact } = options;
  const controller = new AbortController();
  const late = Promise.withResolvers<string>();
  const cancel = clock.after(timeoutMs, () => {
    late.resolve(`no answer within ${timeoutMs} ms`);
    controller.abort();
  });
  const asked = Promise.try(() => check({ signal: controller.signal }))
    .catch((error: unknown) => error instanceof Error ? error.message : String(error));
  const problem = await Promise.race([asked, late.promise]);
  cancel();
  return problem === undefined ? `[+]${name} ok` : `[-]${name} failed: ${oneLine(redact(problem))}`;
}

/** A message cannot forge the line of another check. */
function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what it is about
  return text.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]+/g, " ").slice(0, 1024);
}

function answer(c: Context, endpoint: string, lines: readonly string[]): Response {
  const ok = lines.every((line) => line.startsWith("[+]"));
  const summary = `${endpoint} check ${ok ? "passed" : "failed"}\n`;
  const verbose = !ok || c.req.query("verbose") !== undefined;
  c.header("x-content-type-options", "nosniff");
  c.header("cache-control", "no-store");
  return c.text(verbose ? [...lines, summary].join("\n") : "ok", ok ? 200 : 503);
}
