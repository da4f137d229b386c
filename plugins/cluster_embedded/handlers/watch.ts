import type { Api } from "../api.ts";
import { type ApiError, gone } from "../errors/api_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import type { Tree } from "../json/tree.ts";
import { writeJson } from "../json/write.ts";
import { served } from "../registry/convert.ts";
import { groupVersion, type Resource } from "../registry/resource.ts";
import type { StoreEvent } from "../store/bucket.ts";
import { type ObjectTest, selectorOf } from "./read.ts";
import { readOptions, type WatchOptions } from "./watch_options.ts";
import { encodedEvent, withVersion } from "./event_bytes.ts";

/** How an object is shown in an event. */
export type Show = (object: Tree, first: boolean) => Tree;

const bookmarkMs = 60_000;
const encoder = new TextEncoder();

/** Opens a watch. Throws ApiError; what goes wrong later is an event of type ERROR. */
export function watchObjects(
  api: Api,
  resource: Resource,
  namespace: string,
  context: RequestContext,
  show: Show | undefined,
): Answer {
  const { query } = context;
  const options = readOptions(api, query);
  const test = selectorOf(resource, query);
  const prefix = resource.namespaced && namespace !== "" ? `${namespace}/` : "";
  const watch = new Watch(api, resource, prefix, test, show, options);
  return {
    status: 200,
    body: watch.stream(context.signal),
    type: "application/json",
  };
}

/** The life of one watch: from its first events to the end of its stream. */
class Watch {
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #stop: (() => void)[] = [];
  #first = true;
  #seen = 0;

  constructor(
    readonly api: Api,
    readonly resource: Resource,
    readonly prefix: string,
    readonly test: ObjectTest | undefined,
    readonly show: Show | undefined,
    readonly options: WatchOptions,
  ) {}

  stream(signal: AbortSignal): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
        if (!this.#begin()) return this.#end();
        this.#stop.push(
          this.api.store.listenTo(this.resource.bucket, (event) => this.#hear(event)),
        );
        const timer = setTimeout(() => this.#end(), this.options.timeoutSeconds * 1000);
        this.#stop.push(() => clearTimeout(timer));
        if (this.options.bookmarks) {
          const ticks = setInterval(() => this.#bookmark(), bookmarkMs);
          this.#stop.push(() => clearInterval(ticks));
        }
        const onAbort = () => this.#end();
        signal.addEventListener("abort", onAbort);
        this.#stop.push(() => signal.removeEventListener("abort", onAbort));
      },
      cancel: () => this.#end(),
    });
  }

  /** Sends what precedes the live events; false where the watch ends with an error. */
  #begin(): boolean {
    const { version, initialEvents } = this.options;
    const fromList = initialEvents === true ||
      (initialEvents === undefined && (version === "" || version === "0"));
    if (fromList || (initialEvents === false && version === "")) {
      if (fromList) this.#sendAll();
      if (initialEvents === true && this.options.bookmarks) this.#bookmark(true);
      return true;
    }
    const from = Number(version), bucket = this.api.store.bucket(this.resource.bucket);
    if (from > this.api.store.revision) {
      this.#seen = from;
      return true;
    }
    const missed = bucket.since(from);
    if (missed === undefined) {
      this.#fail(gone(`too old resource version: ${from} (${bucket.forgotten})`));
      return false;
    }
    for (const event of missed) this.#hear(event);
    return true;
  }

  #sendAll(): void {
    const bucket = this.api.store.bucket(this.resource.bucket);
    for (const key of bucket.keys()) {
      const object = bucket.objects.get(key)!;
      if (!key.startsWith(this.prefix) || !this.#matches(object)) continue;
      this.#send("ADDED", this.#shown(object));
    }
  }

  #matches(object: Tree): boolean {
    return this.test === undefined || this.test(object);
  }

  #hear(event: StoreEvent): void {
    if (event.revision <= this.#seen || !event.key.startsWith(this.prefix)) return;
    if (this.test === undefined) return this.#sendEvent(event.type, event);
    const now = event.type !== "DELETED" && this.test(event.object);
    const before = event.previous !== undefined && this.test(event.previous);
    if (now) this.#sendEvent(before ? "MODIFIED" : "ADDED", event);
    else if (before) this.#sendEvent("DELETED", event);
  }

  #sendEvent(type: string, event: StoreEvent): void {
    const object = type === "DELETED" && event.type !== "DELETED" && event.previous !== undefined
      ? withVersion(event.previous, event.revision)
      : event.object;
    if (this.show !== undefined || object !== event.object) {
      return this.#send(type, this.#shown(object));
    }
    this.#write(encodedEvent(this.resource, type, event));
  }

  #shown(object: Tree): Tree {
    const whole = served(this.resource, object);
    if (this.show === undefined) return whole;
    const shown = this.show(whole, this.#first);
    this.#first = false;
    return shown;
  }

  #bookmark(endOfInitial = false): void {
    const metadata: Tree = {
      resourceVersion: String(this.api.store.revision),
    };
    if (endOfInitial) metadata.annotations = { "k8s.io/initial-events-end": "true" };
    const empty = { kind: this.resource.kind, apiVersion: groupVersion(this.resource), metadata };
    this.#send("BOOKMARK", this.show === undefined ? empty : this.show(empty, this.#first));
  }

  #fail(error: ApiError): void {
    this.#send("ERROR", error.status());
  }

  #send(type: string, object: Tree): void {
    this.#write(encoder.encode(`${writeJson({ type, object })}\n`));
  }

  #write(bytes: Uint8Array): void {
    try {
      this.#controller?.enqueue(bytes);
    } catch {
      this.#end();
    }
  }

  #end(): void {
    for (const stop of this.#stop.splice(0)) stop();
    try {
      this.#controller?.close();
    } catch { /* it was cancelled */ }
    this.#controller = undefined;
  }
}
