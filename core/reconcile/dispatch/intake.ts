/** The address that other Flux controllers send their events to. */
import { Hono } from "@hono/hono";
import { bodyLimit } from "@hono/hono/body-limit";
import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import Type from "typebox";
import { FluxEvent } from "schemas/plugin/notifier.ts";
import { checker } from "schemas/check.ts";
import type { Dispatcher } from "./dispatch.ts";

const mostBytes = 3 * 1024 * 1024;
const whole = checker(FluxEvent), partial = checker(Type.Partial(FluxEvent));

/**
 * Takes one event at any path and by any method, as Flux does: 202, 400 for what is none, 413 for too much, 429 for one that was
 * told just now. With a token, 401 for whoever does not bear it, or give it as the password of the address.
 */
export function eventIntake(dispatcher: Dispatcher, token?: () => Promise<string>): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    if (token && !carries(c.req.header("authorization"), await token())) return c.body(null, 401);
    await next();
  });
  app.use(bodyLimit({ maxSize: mostBytes, onError: (c) => c.body(null, 413) }));
  app.all("*", async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    if (!partial.is(body)) return c.body(null, 400);
    const heldMs = whole.is(body) ? dispatcher.accept(body) : 0;
    if (heldMs === 0) return c.body(null, 202);
    return c.text("Too Many Requests\n", 429, { "retry-after": String(Math.ceil(heldMs / 1000)) });
  });
  return app;
}

function carries(header = "", token: string): boolean {
  const [scheme = "", value = ""] = header.split(" ");
  const basic = scheme.toLowerCase() === "basic";
  const given = basic ? String(Buffer.from(value, "base64")).replace(/^[^:]*:/, "") : value;
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return b.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}
