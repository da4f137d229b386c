import type { Api } from "../api.ts";

/** One control loop: what it looks at, and what it does for an object that changed. */
export interface Controller {
  /** Buckets whose changes concern it; "*" is all. */
  readonly buckets: readonly string[];
  /** Brings the world nearer to what the object wants. May be called again at any time. */
  reconcile(api: Api, bucket: string, key: string, loop: Loop): void | Promise<void>;
}

/** What a timer can wait; whoever asked for more is called early, and asks again. */
const longestTimer = 2 ** 31 - 1;

/** How a controller asks to be called again. */
export interface Loop {
  later(bucket: string, key: string, milliseconds: number): void;
}

/** Calls controllers for what changed, one after the other, each key once until it is done. */
export class Runner implements Loop {
  readonly #waiting = new Set<string>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #running = false;
  #stopped = false;

  constructor(readonly api: Api, readonly controllers: readonly Controller[]) {}

  start(): () => void {
    for (const [bucket, { objects }] of this.api.store.buckets()) {
      for (const key of objects.keys()) this.#add(bucket, key);
    }
    const stop = this.api.store.listen((bucket, event) => this.#add(bucket, event.key));
    return () => {
      this.#stopped = true;
      stop();
      for (const timer of this.#timers) clearTimeout(timer);
    };
  }

  later(bucket: string, key: string, milliseconds: number): void {
    const wait = Math.min(Math.max(milliseconds, 0), longestTimer);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#add(bucket, key);
    }, wait);
    this.#timers.add(timer);
  }

  #add(bucket: string, key: string): void {
    this.#waiting.add(`${bucket}\0${key}`);
    if (this.#running || this.#stopped) return;
    this.#running = true;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#run();
    }, 0);
    this.#timers.add(timer);
  }

  async #run(): Promise<void> {
    for (const item of this.#waiting) {
      if (this.#stopped) break;
      this.#waiting.delete(item);
      const [bucket, key] = item.split("\0") as [string, string];
      for (const controller of this.controllers) {
        if (controller.buckets[0] !== "*" && !controller.buckets.includes(bucket)) continue;
        try {
          await controller.reconcile(this.api, bucket, key, this);
        } catch {
          // As every control loop: what failed is tried again.
          this.later(bucket, key, 1000);
        }
      }
    }
    this.#running = false;
    if (this.#waiting.size > 0) {
      this.#add(...([...this.#waiting][0]!.split("\0") as [string, string]));
    }
  }
}
