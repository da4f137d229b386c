/** The address that webhooks call: finds the Receiver, has its plugin judge the request, and wakes what it names. */
import { type Context, Hono } from "@hono/hono";
import { bodyLimit } from "@hono/hono/body-limit";
import { type Accepted, at, type KubeObject } from "../../contract/mod.ts";
import { lentTo } from "../call.ts";
import { isReady } from "../conditions.ts";
import type { Loops } from "../context.ts";
import { suspended } from "../profile.ts";
import { specOf } from "./receiver.ts";
import { wakeResources } from "./wake.ts";

const mostBytes = 3 * 1024 * 1024;

type Granted = Extract<Accepted, { refused: false }>;

/**
 * Any method on a Receiver's path: 404 where none has it, 503 while it is suspended or not ready, 413 above 3 MiB, 400 for what
 * its plugin refuses or it does not listen to, 500 where an object could not be woken, else 200.
 */
export function webhookServer(loops: Loops): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: mostBytes, onError: (c) => c.text("body too large", 413) }));
  app.all("/hook/*", async (c) => {
    const receiver = find(loops, c.req.url);
    if (!receiver) return c.text("", 404);
    const { profile } = loops.kinds.of(receiver)!;
    if (suspended(receiver, profile) || !isReady(receiver)) return c.text("", 503);
    try {
      return await answer(loops, receiver, c);
    } catch (error) {
      loops.kernel.report(error);
      return c.text("", 500);
    }
  });
  return app;
}

/** The path of a Receiver is the whole request target: a query makes it another one. */
function find({ kinds, kernel }: Loops, url: string): KubeObject | undefined {
  const { pathname, search } = new URL(url);
  return kinds.controlled
    .filter(({ role }) => role === "receiver")
    .flatMap((kind) => [...kernel.cluster.cached(kind)])
    .find((object) => at(object, "/status/webhookPath") === pathname + search);
}

async function answer(loops: Loops, receiver: KubeObject, c: Context): Promise<Response> {
  const body = new Uint8Array(await c.req.arrayBuffer());
  const accepted = await accept(loops, receiver, c, body);
  if (accepted.refused) return c.text(accepted.message, 400);
  const { events = [] } = specOf(receiver);
  if (!listens(events, accepted.event)) return c.text("event not authorized", 400);
  const json = c.req.header("content-type") === "application/json";
  const failures = await wakeResources(loops, receiver, json ? accepted : without(accepted));
  for (const failure of failures) loops.kernel.report(failure);
  if (failures.length > 0) return c.text("", 500);
  return c.text(accepted.response ?? "", 200);
}

async function accept(
  { kernel }: Loops,
  receiver: KubeObject,
  c: Context,
  body: Uint8Array,
): Promise<Accepted> {
  const installed = kernel.plugins.route("receiver", receiver);
  if (!installed) return { refused: true, message: "no plugin serves this type of receiver" };
  const request = {
    object: receiver,
    spec: { ...specOf(receiver) },
    method: c.req.method,
    headers: Object.fromEntries(c.req.raw.headers),
    query: c.req.query(),
    bodySize: body.length,
  };
  const lent = { ...lentTo(kernel, receiver), files: { body } };
  await using answered = await kernel.plugins.call(
    installed.id,
    "receiver",
    "accept",
    request,
    lent,
  );
  return answered.answer;
}

function listens(events: readonly string[], event: string | undefined): boolean {
  if (events.length === 0 || event === undefined) return true;
  return events.some((one) => one.toLowerCase() === event.toLowerCase());
}

/** Filters see a body only where the request says that it is JSON. */
function without({ body: _body, ...accepted }: Granted): Granted {
  return accepted;
}
