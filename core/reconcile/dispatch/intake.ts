/** The address that other Flux controllers send their events to. */
import { defined } from "../json.ts";
import { Hono } from "@hono/hono";
import { bodyLimit } from "@hono/hono/body-limit";
import { FluxEvent } from "schemas/plugin/notifier.ts";
import type { EmittedEvent } from "../../contract/mod.ts";
import { checker } from "schemas/check.ts";
import type { Dispatcher } from "./dispatch.ts";

const mostBytes = 3 * 1024 * 1024;
const event = checker(FluxEvent);

/** `POST /` takes one event: 202, 400 for what is none, 413 for too much, 429 for one that was told just now. */
export function eventIntake(dispatcher: Dispatcher): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: mostBytes, onError: (c) => c.text("body too large", 413) }));
  app.post("/", async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    if (!event.is(body)) return c.text("no event", 400);
    return c.body(null, dispatcher.accept(emitted(body)) ? 202 : 429);
  });
  return app;
}

function emitted({ involvedObject, severity, metadata = {}, ...rest }: FluxEvent): EmittedEvent {
  const { apiVersion = "", kind, name, namespace } = involvedObject;
  return {
    about: { apiVersion, kind, name, ...defined({ namespace }) },
    severity: severity === "error" ? "error" : "info",
    reason: rest.reason,
    message: rest.message,
    metadata,
    timestamp: rest.timestamp,
    controller: rest.reportingController,
  };
}
