/** The address that webhooks call: finds the Receiver, has its plugin judge the request, and wakes what it names. */
import { type Context, Hono } from "@hono/hono";
import { bodyLimit } from "@hono/hono/body-limit";
import type { ContentfulStatusCode } from "@hono/hono/utils/http-status";
import { type Accepted, at, firstValue, type KubeObject } from "../../contract/mod.ts";
import { lentTo } from "../call.ts";
import { conditionsOf } from "../conditions.ts";
import type { Loops } from "../context.ts";
import { isMap } from "../json.ts";
import { suspended } from "../profile.ts";
import { hasFilters, specOf } from "./receiver.ts";
import { wakeResources } from "./wake.ts";

const mostBytes = 3 * 1024 * 1024;

type Granted = Extract<Accepted, { refused: false }>;

/** A request that is turned away; nothing but the status is told. */
class Refused extends Error {
  constructor(readonly status: ContentfulStatusCode, why: string) {
    super(`Cannot take a webhook: ${why}`);
  }
}

/**
 * Any method on a Receiver's path: 413 above 3 MiB, 404 where none has it, 503 while it is suspended or not ready, 400 for what
 * its plugin refuses or it does not listen to, 500 where an object could not be woken, else 200. No answer says more.
 */
export function webhookServer(loops: Loops): Hono {
  const app = new Hono();
  app.use("/hook/*", bodyLimit({ maxSize: mostBytes, onError: (c) => c.text("", 413) }));
  app.all("/hook/*", async (c) => {
    try {
      return c.text(await answer(loops, c) ?? "");
    } catch (error) {
      const status = error instanceof Refused ? error.status : 500;
      if (status !== 404) loops.kernel.report(error);
      return c.text("", status);
    }
  });
  return app.notFound((c) => c.text("404 page not found\n", 404));
}

async function answer(loops: Loops, c: Context): Promise<string | undefined> {
  const body = new Uint8Array(await c.req.arrayBuffer());
  const receiver = find(loops, c.req.url);
  if (!receiver) return refuse(404, "no Receiver has its path");
  const { profile } = loops.kinds.of(receiver)!;
  if (suspended(receiver, profile)) refuse(503, "the Receiver is suspended");
  if (!isReady(receiver)) refuse(503, "the Receiver is not ready");
  const accepted = await accept(loops, receiver, c, body);
  if (accepted.refused) return refuse(400, accepted.message);
  const { events = [] } = specOf(receiver);
  if (!listens(events, accepted.event)) refuse(400, `event "${accepted.event}" is not authorised`);
  const failures = await wakeResources(loops, receiver, readable(receiver, accepted, c, body));
  for (const failure of failures) loops.kernel.report(failure);
  if (failures.length > 0) refuse(500, "not every resource could be asked for");
  return accepted.response;
}

function refuse(status: ContentfulStatusCode, why: string): never {
  throw new Refused(status, why);
}

/** The path of a Receiver is the whole request target: a query makes it another one. */
function find({ kinds, kernel }: Loops, url: string): KubeObject | undefined {
  const { pathname, search } = new URL(url);
  return kinds.controlled
    .filter(({ role }) => role === "receiver")
    .flatMap((kind) => [...kernel.cluster.cached(kind)])
    .find((object) => at(object, "/status/webhookPath") === pathname + search);
}

/** Ready for whatever generation: the path is known as long as it stands. */
function isReady({ status }: KubeObject & { readonly status?: unknown }): boolean {
  const conditions = conditionsOf(isMap(status) ? status : {});
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
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
  await using answered = await kernel.plugins
    .call(installed.id, "receiver", "accept", request, lent);
  return answered.answer;
}

function listens(events: readonly string[], event: string | undefined): boolean {
  if (events.length === 0 || event === undefined) return true;
  return events.some((one) => one.toLowerCase() === event.toLowerCase());
}

/** What was accepted as filters see it: with a body only where the request says that it is JSON. */
function readable(receiver: KubeObject, accepted: Granted, c: Context, body: Uint8Array): Granted {
  const types = (c.req.header("content-type") ?? "").split(",");
  const isJson = types.some((one) => /^\s*application\/json\s*(;|$)/i.test(one));
  if (!isJson || !hasFilters(specOf(receiver))) return { ...accepted, body: {} };
  const read = accepted.body ?? firstValue(new TextDecoder().decode(body)) ?? {};
  return isMap(read) ? { ...accepted, body: read } : refuse(500, "its body is no JSON object");
}
