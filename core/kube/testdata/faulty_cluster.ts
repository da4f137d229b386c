/** A cluster in memory whose lists and watches fail in every way that is known, by a seed. */
import type { KubeObject } from "contract";
import { type Asked, configMap, failure, json } from "./api.ts";

interface Change {
  readonly version: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
}

interface Stream {
  sent: number;
  silent: boolean;
  readonly out: ReadableStreamDefaultController<Uint8Array>;
}

/** Numbers in [0, 1) that a seed decides (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const pageSize = 7;

export class FaultyCluster {
  readonly objects = new Map<string, KubeObject>();
  /** How often each fault came. */
  readonly faults: Record<string, number> = {};
  calm = false;
  #version = 1;
  #compacted = 0;
  #history: Change[] = [];
  #pages = new Map<string, { items: KubeObject[]; version: string }>();
  readonly #streams = new Set<Stream>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Makes, changes, deletes or makes anew one of a few objects. */
  change(): void {
    const name = `object-${Math.floor(this.#random() * 20)}`;
    const before = this.objects.get(name);
    const version = ++this.#version;
    const metadata = { resourceVersion: String(version) };
    if (before === undefined) {
      const object = configMap(name, { metadata: { ...metadata, uid: `uid-${version}` } });
      this.#record({ version, type: "ADDED", object });
    } else if (this.#random() < 0.4) {
      const object = { ...before, metadata: { ...before.metadata, ...metadata } };
      this.#record({ version, type: "DELETED", object });
    } else {
      const object = {
        ...before,
        metadata: { ...before.metadata, ...metadata },
        data: { version },
      };
      this.#record({ version, type: "MODIFIED", object });
    }
  }

  /** Forgets history, as etcd does; who is behind must list. */
  compact(): void {
    this.#compacted = this.#version;
    this.#history = [];
    this.#pages.clear();
  }

  answer = (asked: Asked): Response => {
    if (this.#fault("connection")) throw new TypeError("connection refused");
    if (this.#fault("internal")) return failure(500, "InternalError");
    if (this.#fault("busy")) {
      return failure(429, "TooManyRequests", { headers: { "retry-after": "1" } });
    }
    return asked.query.has("watch") ? this.#watch(asked) : this.#list(asked);
  };

  /** Sends what the streams have not seen, as far as their faults let it through. */
  flush(): void {
    for (const stream of this.#streams) {
      for (const change of this.#history.filter(({ version }) => version > stream.sent)) {
        if (!this.#streams.has(stream) || stream.silent) break;
        this.#send(stream, change);
      }
      if (this.#streams.has(stream) && !stream.silent && this.#random() < 0.2) {
        this.#write(stream, { type: "BOOKMARK", object: bookmark(stream.sent) });
      }
    }
  }

  #record(change: Change): void {
    this.#history.push(change);
    const { name } = change.object.metadata;
    if (change.type === "DELETED") this.objects.delete(name);
    else this.objects.set(name, change.object);
  }

  #list({ query }: Asked): Response {
    const token = query.get("continue") ?? `${this.#version}/0`;
    const [version, at] = token.split("/") as [string, string];
    const known = this.#pages.get(version) ?? { items: [...this.objects.values()], version };
    if (query.has("continue") && (!this.#pages.has(version) || this.#fault("expired page"))) {
      return failure(410, "Expired");
    }
    this.#pages.set(version, known);
    const end = Number(at) + pageSize;
    const more = end < known.items.length ? { continue: `${version}/${end}` } : {};
    return json({
      metadata: { resourceVersion: version, ...more },
      items: known.items.slice(Number(at), end),
    });
  }

  #watch({ query, signal }: Asked): Response {
    const from = Number(query.get("resourceVersion"));
    if (from < this.#compacted) return failure(410, "Expired");
    const body = new ReadableStream<Uint8Array>({
      start: (out) => {
        const stream = { sent: from, silent: false, out };
        this.#streams.add(stream);
        signal.addEventListener("abort", () => {
          if (this.#streams.delete(stream)) out.error(signal.reason);
        });
      },
    });
    return new Response(body);
  }

  #send(stream: Stream, change: Change): void {
    const line = { type: change.type, object: change.object };
    if (this.#fault("silence")) stream.silent = true;
    else if (this.#fault("end")) this.#end(stream);
    else if (this.#fault("break")) this.#end(stream, new TypeError("connection reset"));
    else if (this.#fault("half a line")) {
      stream.out.enqueue(new TextEncoder().encode(JSON.stringify(line).slice(0, 40)));
      this.#end(stream);
    } else if (this.#fault("expired")) {
      this.#write(stream, { type: "ERROR", object: { kind: "Status", code: 410 } });
    } else if (this.#fault("unknown type")) this.#write(stream, { type: "ODD", object: {} });
    else {
      this.#write(stream, line);
      if (this.#fault("twice")) this.#write(stream, line);
      if (this.#fault("stale")) this.#write(stream, this.#past());
      stream.sent = change.version;
    }
  }

  /** Anything that has happened, said again, as by a server that lags behind. */
  #past(): unknown {
    const { type, object } = this.#history[Math.floor(this.#random() * this.#history.length)]!;
    return { type, object };
  }

  /** Cuts the bytes anywhere, as a network does. */
  #write({ out }: Stream, line: unknown): void {
    const bytes = new TextEncoder().encode(`${JSON.stringify(line)}\n`);
    const cut = Math.floor(this.#random() * bytes.length);
    out.enqueue(bytes.slice(0, cut));
    out.enqueue(bytes.slice(cut));
  }

  #end(stream: Stream, error?: Error): void {
    this.#streams.delete(stream);
    if (error) stream.out.error(error);
    else stream.out.close();
  }

  #fault(name: string): boolean {
    if (this.calm || this.#random() > 0.02) return false;
    this.faults[name] = (this.faults[name] ?? 0) + 1;
    return true;
  }
}

function bookmark(version: number): unknown {
  return { kind: "ConfigMap", metadata: { resourceVersion: String(version) } };
}
