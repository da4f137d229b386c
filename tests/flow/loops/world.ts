/** The loops in a world of memory: a clock that stands still, a cluster, a store and plugins as plain objects. */
import { Bus } from "../../../core/bus/mod.ts";
import { TestClock } from "../../../core/bus/testdata/test_clock.ts";
import type { Data, Events, FluxEvent, KubeObject, ObjectRef } from "contract";
import { Controller } from "../../../core/reconcile/controller.ts";
import type { Pipeline, Settings } from "../../../core/reconcile/ports.ts";
import { MemoryCluster } from "./memory_cluster.ts";
import { MemoryStore } from "./memory_store.ts";
import { type PlainPlugin, PlainPlugins } from "./plain_plugins.ts";

export interface WorldOptions {
  readonly plugins: readonly PlainPlugin[];
  readonly pipelines?: Readonly<Record<string, Pipeline>>;
  readonly settings?: Partial<Settings>;
  /** The world before a restart: cluster, store and clock are its own. */
  readonly former?: World;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export class World {
  readonly cluster: MemoryCluster;
  readonly store: MemoryStore;
  readonly clock: TestClock;
  readonly #options: WorldOptions;
  readonly reports: unknown[] = [];
  readonly bus = new Bus<Events>((error) => void this.reports.push(error));
  readonly emitted: FluxEvent[] = [];
  readonly plugins: PlainPlugins;
  readonly controller: Controller;

  constructor(options: WorldOptions) {
    const { plugins, pipelines = {}, settings = {}, former } = options;
    this.#options = options;
    this.cluster = former?.cluster ?? new MemoryCluster();
    this.store = former?.store ?? new MemoryStore();
    this.clock = former?.clock ?? new TestClock();
    this.plugins = new PlainPlugins(plugins);
    this.bus.on("event.emitted", ({ event }) => this.emitted.push(event));
    this.controller = new Controller({
      plugins: this.plugins as never,
      cluster: this.cluster,
      store: this.store,
      bus: this.bus,
      clock: this.clock,
      settings: {
        pipelines,
        requeueDependencyMs: 5000,
        noCrossNamespaceRefs: false,
        eventIntervalMs: 300_000,
        instance: "sluice-0",
        concurrency: 4,
        ...settings,
      },
      report: (error) => void this.reports.push(error),
    });
  }

  async start(): Promise<void> {
    await this.controller.start();
    await this.settle();
  }

  /** A kernel that finds everything as this one leaves it. */
  async restart(): Promise<World> {
    await this.controller.stop(0);
    const next = new World({ ...this.#options, former: this });
    await next.start();
    return next;
  }

  /** Lets all happen that can happen without time passing. */
  async settle(): Promise<void> {
    for (let i = 0; i < 60; i++) await this.clock.settle();
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await this.settle();
  }

  async put(object: KubeObject): Promise<void> {
    this.cluster.put(object);
    await this.settle();
  }

  status(ref: ObjectRef): Data {
    return (this.cluster.object(ref)?.["status"] ?? {}) as Data;
  }

  /** The conditions of an object, as `Ready=True/Succeeded: message`. */
  conditions(ref: ObjectRef): readonly string[] {
    const listed = (this.status(ref)["conditions"] ?? []) as readonly Condition[];
    return listed.map((one) => `${one.type}=${one.status}/${one.reason}: ${one.message}`);
  }

  /** Events of the cluster about an object, as `Normal NewArtifact: message`. */
  events(name: string): readonly string[] {
    return this.cluster.events
      .filter((event) => (event["involvedObject"] as Data)["name"] === name)
      .map((event) => `${event["type"]} ${event["reason"]}: ${event["message"]}`);
  }
}

/** A namespaced object of a group of the tests' own. */
export function thing(kind: string, name: string, spec: Data): KubeObject {
  return { apiVersion: "example.dev/v1", kind, metadata: { name, namespace: "apps" }, spec };
}

export function refTo(kind: string, name: string): ObjectRef {
  return { apiVersion: "example.dev/v1", kind, namespace: "apps", name };
}
