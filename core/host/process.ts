import { type Failure, terminal, transient } from "../contract/errors.ts";
import type { Method } from "../contract/kinds/mod.ts";
import { checkerOf, describe } from "schemas/check.ts";
import { type BulkLimits, readBulk, spillRequest } from "./bulk.ts";
import type { Deadlines } from "./deadlines.ts";
import { type CallFolders, callFolders, LazyFolders } from "./folders.ts";
import { HandleRouter, type OpenCall } from "./handles.ts";
import { layInputs } from "./inputs.ts";
import { type Launch, launch, type Running } from "./launch.ts";
import type { Lend, Lending } from "./lend.ts";
import type { Answered, Given } from "./plugins.ts";
import type { Plugin } from "./plugin.ts";
import type { CallAnswer, CallParams, Hello } from "./wire.ts";

export interface ProcessPlan {
  readonly plugin: Plugin;
  readonly tenant: string;
  readonly boot: string;
  readonly folder: string;
  readonly hello: Hello;
  readonly lend: Lend;
  readonly deadlines: Deadlines;
  /** Told of each thing that the plugin must not do, by reason. */
  readonly refused: (reason: string) => void;
  readonly printed: (text: string) => void;
  readonly startTimeoutMs: number;
  /** Starts what serves the plugin; a process of its own unless a test says otherwise. */
  readonly launch?: (plan: Launch) => Promise<Running>;
}

export interface Call {
  readonly name: string;
  readonly method: Method;
  readonly request: Readonly<Record<string, unknown>>;
  readonly given: Given;
}

const MAX_SERVING = 64;
const ABANDONED_GRACE_MS = 5000;
const BULK: BulkLimits = { bytes: 512 * 1024 * 1024, lines: 1_000_000 };

/** One process of one plugin, serving one tenant. It is over once `ended` has resolved, and never starts again. */
export class PluginProcess {
  readonly #plan: ProcessPlan;
  readonly #running: Running;
  readonly #handles: Map<string, OpenCall>;
  readonly #folders: () => CallFolders;
  #alive = true;
  #open = 0;
  /** Monotonic milliseconds. */
  lastUsed = performance.now();
  readonly ended: Promise<string>;

  private constructor(plan: ProcessPlan, running: Running, handles: Map<string, OpenCall>) {
    this.#plan = plan;
    this.#running = running;
    this.#handles = handles;
    this.#folders = callFolders(plan.folder);
    // A process whose pipe is closed, or that broke the framing, is of no more use.
    const broken = running.channel.done.then((cause) => {
      this.kill();
      return cause;
    });
    this.ended = Promise.all([running.ended, broken])
      .then(([how, cause]) => cause ? `broke the protocol: ${cause.message}` : how);
  }

  /** Starts a process and waits until the plugin in it is created. */
  static async start(plan: ProcessPlan): Promise<PluginProcess> {
    const handles = new Map<string, OpenCall>();
    const router = new HandleRouter(handles, plan.refused, plan.lend);
    const { hello, folder, plugin, boot, printed } = plan;
    const running = await (plan.launch ?? launch)({
      boot,
      folder,
      hello,
      printed,
      startTimeoutMs: plan.startTimeoutMs,
      bundle: plugin.bundle,
      heapMiB: plugin.memoryMiB,
      ...plugin.listen === undefined ? {} : { listen: plugin.listen },
      channel: {
        serve: (method, params, { signal }) => router.serve(method, params, signal),
        note: (method, params) => router.note(method, params),
        onViolation: (what) => plan.refused(`Protocol: ${what}`),
        maxServing: MAX_SERVING,
      },
    });
    router.channel = running.channel;
    return new PluginProcess(plan, running, handles);
  }

  get open(): number {
    return this.#open;
  }

  get pid(): number {
    return this.#running.pid;
  }

  /** Methods that the plugin has. */
  get methods(): readonly string[] {
    return this.#running.answer.methods;
  }

  /** Caps that this system lacks. */
  get missing(): readonly string[] {
    return this.#running.answer.missing;
  }

  /** Whether it may be given calls: it was neither killed nor closed its pipe. */
  get alive(): boolean {
    return this.#alive;
  }

  kill(): void {
    this.#alive = false;
    this.#running.kill();
  }

  /** No new calls come: it may end by itself, and is killed where it does not. */
  async drain(graceMs: number): Promise<void> {
    await this.#running.channel.close();
    const timer = setTimeout(() => this.kill(), graceMs);
    await this.#running.ended;
    clearTimeout(timer);
  }

  /** Asks the plugin and checks what it answers. The scratch folder is the answer's until it is disposed of. */
  async call(call: Call): Promise<Answered<unknown>> {
    this.#open++;
    const handle = newHandle();
    const folders = new LazyFolders(this.#folders);
    const open = this.#lend(call.given, folders);
    this.#handles.set(handle, open);
    try {
      const answer = await this.#ask(call, handle, folders);
      return {
        answer,
        scratch: folders.scratch(),
        [Symbol.asyncDispose]: () => Promise.resolve(folders.release()),
      };
    } catch (error) {
      folders.release();
      throw error;
    } finally {
      this.#handles.delete(handle);
      this.#open--;
      this.lastUsed = performance.now();
      await this.#revoke(open);
    }
  }

  #lend(given: Given, folders: LazyFolders): OpenCall {
    const { plugin, tenant } = this.#plan;
    const lending: Lending = {
      plugin: plugin.id,
      tenant,
      given,
      needs: plugin.granted,
      secrets: plugin.manifest.profile?.secrets ?? [],
      get scratch() {
        return folders.scratch();
      },
      get inputsFolder() {
        return folders.inputs();
      },
    };
    return { lending, abort: new AbortController(), broker: undefined };
  }

  async #revoke({ abort, broker }: OpenCall): Promise<void> {
    if (!broker) return;
    abort.abort(revoked());
    await broker.close();
  }

  async #ask(call: Call, handle: string, folders: LazyFolders): Promise<unknown> {
    const { method, name, given } = call;
    const usesFolders = method.bulk !== undefined ||
      this.#plan.plugin.granted.scratchMiB !== undefined ||
      given.packs !== undefined || given.files !== undefined;
    const { request, bulk } = await spillRequest(
      call.request,
      method.bulk ?? [],
      () => folders.inputs(),
    );
    const params: CallParams = {
      handle,
      request,
      bulk,
      packs: await layInputs(given, () => folders.inputs()),
      inputs: usesFolders ? folders.inputs() : "",
      scratch: usesFolders ? folders.scratch() : "",
    };
    const answer = await this.#answered(name, params, call);
    return this.#checked(answer as CallAnswer, method, name, folders);
  }

  #answered(name: string, params: CallParams, { method, given }: Call): Promise<unknown> {
    const { channel } = this.#running;
    const { id, answer } = channel.start(name, params);
    const timeoutMs = Math.min(given.timeoutMs ?? Infinity, this.#plan.plugin.timeoutMs);
    const stop = method.open || timeoutMs === Infinity
      ? () => {}
      : this.#plan.deadlines.add(timeoutMs, () => this.#expire(id, name, timeoutMs));
    const { signal } = given;
    if (!signal) return answer.finally(stop);
    const abort = () =>
      this.#giveUp(id, transient("Cancelled", `The call of ${name}() was given up`));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    return answer.finally(() => {
      stop();
      signal.removeEventListener("abort", abort);
    });
  }

  /** A plugin that misses a deadline may never yield again: its process goes. */
  #expire(id: number, name: string, timeoutMs: number): void {
    const message =
      `Plugin "${this.#plan.plugin.id}" did not answer ${name}() within ${timeoutMs} ms`;
    this.#running.channel.cancel(id, transient("DeadlineExceeded", message));
    this.kill();
  }

  #giveUp(id: number, reason: Failure): void {
    const { channel } = this.#running;
    channel.cancel(id, reason);
    const abandoned = channel.abandoned;
    this.#plan.deadlines.add(ABANDONED_GRACE_MS, () => {
      if (channel.abandoned >= abandoned) this.kill();
    });
  }

  async #checked(
    answer: CallAnswer,
    method: Method,
    name: string,
    folders: LazyFolders,
  ): Promise<unknown> {
    const violation = (what: string) => {
      this.#plan.refused("ContractViolation");
      return terminal(
        "ContractViolation",
        `Plugin "${this.#plan.plugin.id}" broke the contract in ${name}(): ${what}`,
      );
    };
    if (typeof answer !== "object" || answer === null) throw violation("it answered no object");
    let value = answer.value;
    for (const [field, file] of Object.entries(answer.bulk ?? {})) {
      if (!/^\.[A-Za-z]+\.jsonl$/.test(String(file))) {
        throw violation(`"${field}" names no file of an answer`);
      }
      const list = await readBulk(`${folders.scratch()}/${file}`, BULK).catch((error: Error) => {
        throw violation(`${field}: ${error.message}`);
      });
      value = { ...value as Record<string, unknown>, [field]: list };
    }
    const problems = checkerOf(method.result).problems(value);
    if (problems.length > 0) throw violation(describe(problems.slice(0, 5)));
    return value;
  }
}

function newHandle(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

function revoked(): Failure {
  return terminal("HandleRevoked", "The call has ended");
}
