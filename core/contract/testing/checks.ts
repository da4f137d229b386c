import { assert, assertEquals } from "@std/assert";
import { Failure } from "../errors.ts";
import type { Definition } from "../define.ts";
import { type Kind, type Kinds, type Method, methodsOf, type RequestOf } from "../kinds.ts";
import type { Data } from "schemas/plugin/objects.ts";
import type { CallOptions } from "./calls.ts";
import { type Harness, harness } from "./harness.ts";
import { readManifest } from "./manifest.ts";
import type { World } from "./world.ts";

export interface ConformsOptions<K extends Kind> {
  /** The spec of a well-formed object that the plugin serves. */
  readonly spec?: Data;
  /** What else the plugin needs of the world to answer. */
  readonly world?: Omit<World, "manifest">;
  /** What a well-formed request of a method holds besides the kind's sample. */
  readonly requests?: { readonly [M in keyof Required<Kinds[K]>]?: Partial<RequestOf<K, M>> };
  /** How long a cancelled call may go on, and a plugin that serves may take to say so; 2 s. */
  readonly patienceMs?: number;
}

/** A plugin as it is checked. */
export interface Subject<K extends Kind> {
  readonly kind: K;
  readonly definition: Definition<K>;
  readonly manifest: URL;
  readonly options: ConformsOptions<K>;
}

const PATIENCE_MS = 10_000;

type Check = <K extends Kind>(subject: Subject<K>) => Promise<void>;

/** What every plugin must keep, as claims. Each rejects, with what is wrong, for a plugin that does not. */
export const checks: Readonly<Record<string, Check>> = {
  async "its manifest is well formed and of its kind"({ kind, definition, manifest }) {
    const { kind: said, profile, serves } = await readManifest(manifest);
    assertEquals(said, kind, `plugin.yaml says kind ${said}`);
    assertEquals(definition.kind, kind, `mod.ts defines a ${definition.kind}`);
    assert(
      !profile?.role || serves?.length,
      "plugin.yaml has a profile with a role, and serves nothing",
    );
  },
  async "it starts, stops, and starts again"(subject) {
    for (let i = 0; i < 2; i++) {
      await using _ = await open(subject);
    }
  },
  async "it has every method of its kind"(subject) {
    await using running = await open(subject);
    const missing = methodsIn(subject.kind)
      .filter(([name, { optional }]) => !optional && !running.methods.includes(name));
    assertEquals(missing.map(([name]) => name), [], "methods are missing");
  },
  async "it answers a well-formed request, or fails typed"(subject) {
    await eachMethod(subject, async (name, ask) => assertTyped(name, await ask()));
  },
  async "it survives fields that it does not know"(subject) {
    await eachMethod(subject, async (name, ask) => {
      const plain = await ask(), more = await ask(unknownFields(subject));
      assertTyped(name, more);
      assertEquals(verdict(more), verdict(plain), `${name}() minds fields that it does not know`);
    });
  },
  async "a cancelled call ends"(subject) {
    const { patienceMs = PATIENCE_MS } = subject.options;
    await using running = await open(subject, { deaf: true });
    for (const name of offered(subject, running)) {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 10);
      await outcome(running, name, request(subject, name), { signal: abort.signal });
      await until(
        patienceMs,
        () => running.running === 0,
        `${name}() goes on after it was cancelled`,
      );
    }
  },
  async "what is pure answers the same after a restart"(subject) {
    if ((await readManifest(subject.manifest)).pure !== true) return;
    await eachMethod(subject, async (name, ask, method) => {
      if (method.once || method.open) return;
      const first = await ask(), second = await ask();
      await using again = await open(subject);
      const third = await outcome(again, name, request(subject, name));
      assertEquals(second, first, `${name}() remembers`);
      assertEquals(third, first, `${name}() answers otherwise after a restart`);
    });
  },
};

/** What a call came to: an answer, or a failure as data. */
type Outcome = { readonly answer: unknown } | {
  readonly failed: { readonly code: string; readonly reason: string; readonly message: string };
};
type Ask = (more?: Data) => Promise<Outcome>;

async function eachMethod<K extends Kind>(
  subject: Subject<K>,
  check: (name: string, ask: Ask, method: Method) => Promise<void>,
): Promise<void> {
  await using running = await open(subject);
  for (const name of offered(subject, running)) {
    const method = (methodsOf[subject.kind] as Readonly<Record<string, Method>>)[name]!;
    const ask: Ask = (more = {}) => {
      const asked = { ...request(subject, name), ...more };
      return method.open ? served(subject, running, name, asked) : outcome(running, name, asked);
    };
    await check(name, ask, method);
  }
}

function open<K extends Kind>(
  { definition, manifest, options: { world = {} } }: Subject<K>,
  { deaf = false } = {},
): Promise<Harness<K>> {
  const http = Object.keys(world.http ?? {}).map((
    url,
  ) => [url, () => new Promise<never>(() => {})]);
  return harness(definition, {
    ...world,
    manifest,
    ...deaf ? { http: Object.fromEntries(http) } : {},
  });
}

function methodsIn(kind: Kind): [string, Method][] {
  return Object.entries(methodsOf[kind]);
}

function offered<K extends Kind>({ kind }: Subject<K>, { methods }: Harness<K>): string[] {
  return methodsIn(kind).map(([name]) => name).filter((name) => methods.includes(name));
}

function request<K extends Kind>({ options: { spec, requests } }: Subject<K>, name: string): Data {
  const more = (requests as Readonly<Record<string, Data>> | undefined)?.[name];
  return { ...spec === undefined ? {} : { spec }, ...more };
}

async function outcome<K extends Kind>(
  running: Harness<K>,
  name: string,
  asked: Data,
  how: CallOptions = {},
): Promise<Outcome> {
  const call = (running.calls as Readonly<
    Record<string, (request: Data, how: CallOptions) => Promise<unknown>>
  >)[name]!;
  try {
    return { answer: await call(asked, how) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, reason, message } = error;
    return { failed: { code, reason, message } };
  }
}

/** A call that stays open is left once the plugin says that it serves. */
async function served<K extends Kind>(
  { options: { patienceMs = PATIENCE_MS } }: Subject<K>,
  running: Harness<K>,
  name: string,
  asked: Data,
): Promise<Outcome> {
  const abort = new AbortController();
  let serving = false;
  const late = setTimeout(() => abort.abort(), patienceMs);
  const found = await outcome(running, name, asked, {
    signal: abort.signal,
    onServing: () => {
      serving = true;
      abort.abort();
    },
  });
  clearTimeout(late);
  assert(serving || !cancelled(found), `${name}() never says that it serves`);
  return serving ? { answer: {} } : found;
}

function cancelled(found: Outcome): boolean {
  return "failed" in found && found.failed.reason === "Cancelled";
}

function assertTyped(name: string, found: Outcome): void {
  if ("answer" in found) return;
  const { reason, message } = found.failed;
  const untyped = ["PluginError", "ContractViolation", "PluginGone", "DeadlineExceeded"].includes(
    reason,
  );
  assert(!untyped, `${name}() fails untyped, ${reason}: ${message}`);
}

function verdict(found: Outcome): string {
  return "answer" in found ? "answers" : `fails: ${found.failed.reason}`;
}

const unknown = { sluiceTestField: { of: ["a", "newer", "version"] } };

function unknownFields<K extends Kind>({ options: { spec } }: Subject<K>): Data {
  return { ...unknown, spec: { ...spec, ...unknown } };
}

async function until(patienceMs: number, done: () => boolean, otherwise: string): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!done()) {
    assert(performance.now() < end, otherwise);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
