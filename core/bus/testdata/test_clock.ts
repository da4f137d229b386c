import { setImmediate } from "node:timers";
import type { Clock } from "../clock.ts";

interface Alarm {
  readonly at: number;
  readonly work: () => void;
}

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  readonly #started: number;
  #passed = 0;
  #alarms: Alarm[] = [];

  /** `now` is the wall time to begin at, in milliseconds since 1970. */
  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#started = now;
  }

  now(): number {
    return this.#started + this.#passed;
  }

  monotonic(): number {
    return this.#passed;
  }

  after(ms: number, work: () => void): () => void {
    const alarm = { at: this.#passed + Math.max(0, ms), work };
    this.#alarms.push(alarm);
    return () => void (this.#alarms = this.#alarms.filter((other) => other !== alarm));
  }

  /** How many alarms are set: a queue that keeps one timer for all its keys shows it here. */
  get alarms(): number {
    return this.#alarms.length;
  }

  /**
   * Lets `ms` milliseconds pass. What falls due runs in the order of its time, each at its own time and
   * with all promises settled before the next; what it sets in turn runs too if it falls due by then.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#passed + ms;
    await this.settle();
    for (let alarm = this.#next(end); alarm; alarm = this.#next(end)) {
      this.#passed = Math.max(this.#passed, alarm.at);
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
      alarm.work();
      await this.settle();
    }
    this.#passed = end;
  }

  /** Waits until every promise that can settle without time passing has settled. */
  settle(): Promise<void> {
    return new Promise((resolve) => void setImmediate(resolve));
  }

  #next(end: number): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (alarm.at <= end && (first === undefined || alarm.at < first.at)) first = alarm;
    }
    return first;
  }
}
