import { type Failure, terminal, transient } from "../contract/errors.ts";
import type { Method } from "../contract/kinds.ts";
import { FrameError, Lost } from "../rpc/mod.ts";
import { checkAnswer } from "./answer.ts";
import { spillRequest } from "./bulk.ts";
import type { Deadlines } from "./deadlines.ts";
import { CallFolders, FolderSlots } from "./folders.ts";
import { HandleRouter } from "./handles.ts";
import { layInputs } from "./inputs.ts";
import { type Launch, launch, type Running } from "./launch.ts";
import type { Lend } from "./lend.ts";
import { OpenCall } from "./open_call.ts";
import type { Answered, Given } from "./plugins.ts";
import type { Plugin } from "./plugin.ts";
import { watchQuota } from "./quota.ts";
import type { CallParams, Hello } from "./wire.ts";

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
/** Where neither the manifest nor the operator says. */
const STANDARD_SCRATCH_MIB = 64;

/** One process of one plugin, serving one tenant. It is over once `ended` has resolved, and never starts again. */
export class PluginProcess {
  readonly #plan: ProcessPlan;
  readonly #running: Running;
  readonly #handles: Map<string, OpenCall>;
  readonly #slots: FolderSlots;
  /** Why we killed it, where the caller is to know. */
  #doom: Failure | undefined;
  #alive = true;
  #held = 0;
  /** Monotonic milliseconds. */
  lastUsed = performance.now();
  readonly ended: Promise<string>;

  private constructor(plan: ProcessPlan, running: Running, handles: Map<string, OpenCall>) {
    this.#plan = plan;
    this.#running = running;
    this.#handles = handles;
    this.#slots = new FolderSlots(plan.folder);
    // A process whose pipe is closed, or that broke the framing, is of no more use.
    const broken = running.channel.done.then((cause) => {
      this.kill();
      return cause;
    });
    this.ended = Promise.all([running.ended, broken])
      .then(([how, cause]) => cause ? `broke the protocol: ${cause.message}` : how);
    const stop = watchQuota({
      folder: `${plan.folder}/scratch`,
      quotaBytes: () => scratchBytes(plan.plugin) * Math.max(1, this.#slots.taken),
      onFull: () => this.#full(),
    });
    void running.ended.then(stop);
  }

  /** Starts a process and waits until the plugin in it is created. */
  static async start(plan: ProcessPlan): Promise<PluginProcess> {
    const handles = new Map<string, OpenCall>();
    const router = new HandleRouter(handles, plan.refused);
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
        serve: (method, params, serving) => router.serve(method, params, serving.signal),
        note: (method, params) => router.note(method, params),
        onViolation: (what) => plan.refused(`Protocol: ${what}`),
        maxServing: MAX_SERVING,
      },
    });
    router.channel = running.channel;
    return new PluginProcess(plan, running, handles);
  }

  /** How many hold it: that many calls run, or are about to. */
  get open(): number {
    return this.#held;
  }

  /** Says that a call is about to come, so that others choose another process. */
  hold(): this {
    this.#held++;
    return this;
  }

  release(): void {
    this.#held--;
    this.lastUsed = performance.now();
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

  /** Resolves when it has ended and nobody reads what it left in its folders any more. */
  async left(): Promise<void> {
    await this.ended;
    await this.#slots.returned();
  }

  /** Whose files they are is known where one call has folders; where several have, each may be tried again. */
  #full(): void {
    const message = `Plugin "${this.#plan.plugin.id}" wrote more to scratch than its quota`;
    this.#doom = this.#slots.taken > 1
      ? transient("ScratchFull", message)
      : terminal("ScratchFull", message);
    this.#plan.refused("ScratchFull");
    this.kill();
  }

  kill(): void {
    this.#alive = false;
    this.#running.kill();
  }

  /** No new calls come: it may end by itself, and is killed where it does not. */
  async drain(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.kill(), graceMs);
    void this.#running.channel.close(); // a plugin that reads nothing holds it up
    await this.#running.ended;
    clearTimeout(timer);
  }

  /** Asks the plugin and checks what it answers. The scratch folder is the answer's until it is disposed of. */
  async call(call: Call): Promise<Answered<unknown>> {
    const folders = new CallFolders(this.#slots);
    const open = new OpenCall(this.#plan, call.given, folders);
    this.#handles.set(open.handle, open);
    try {
      const answer = await this.#ask(call, open);
      return new HeldAnswer(answer, folders);
    } catch (error) {
      await folders.release();
      throw error instanceof Lost && this.#doom ? this.#doom : error;
    } finally {
      this.#handles.delete(open.handle);
      const closing = open.close();
      if (closing) await closing;
    }
  }

  async #ask(call: Call, { handle, folders }: OpenCall): Promise<unknown> {
    const { method, name, given } = call;
    const inputs = () => folders.inputs();
    const spilled = method.bulk && await spillRequest(call.request, method.bulk, inputs);
    const laid = (given.packs || given.files) && await layInputs(given, inputs);
    const needsFolders = method.bulk || laid ||
      this.#plan.plugin.granted.scratchMiB !== undefined;
    const params: CallParams = {
      handle,
      request: call.request,
      ...spilled,
      ...laid && { packs: laid },
      ...needsFolders && { inputs: folders.inputs(), scratch: folders.scratch() },
    };
    const answer = await this.#answered(name, params, call);
    return await checkAnswer(answer, method, folders, (what) => {
      this.#plan.refused("ContractViolation");
      return terminal(
        "ContractViolation",
        `Plugin "${this.#plan.plugin.id}" broke the contract in ${name}(): ${what}`,
      );
    });
  }

  async #answered(name: string, params: CallParams, { method, given }: Call): Promise<unknown> {
    const { signal } = given;
    const { id, answer } = this.#running.channel.start(name, params);
    const timeoutMs = Math.min(given.timeoutMs ?? Infinity, this.#plan.plugin.timeoutMs);
    const stop = method.open || timeoutMs === Infinity
      ? undefined
      : this.#plan.deadlines.add(timeoutMs, () => this.#expire(id, name, timeoutMs));
    const giveUp = () => this.#giveUp(id, name);
    if (signal?.aborted) giveUp();
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      throw terminal(
        "TooLarge",
        `Cannot ask "${this.#plan.plugin.id}" ${name}(): ${error.message}`,
      );
    } finally {
      stop?.();
      signal?.removeEventListener("abort", giveUp);
    }
  }

  /** A plugin that misses a deadline may never yield again: its process goes. */
  #expire(id: number, name: string, timeoutMs: number): void {
    const message =
      `Plugin "${this.#plan.plugin.id}" did not answer ${name}() within ${timeoutMs} ms`;
    this.#running.channel.cancel(id, new Lost("DeadlineExceeded", message));
    this.kill();
  }

  /** A plugin that does not end a call which nobody waits for is in the way of others. */
  #giveUp(id: number, name: string): void {
    const { channel } = this.#running;
    channel.cancel(id, transient("Cancelled", `The call of ${name}() was given up`));
    this.#plan.deadlines.add(ABANDONED_GRACE_MS, () => {
      if (channel.isAbandoned(id)) this.kill();
    });
  }
}

function scratchBytes({ granted }: Plugin): number {
  return (granted.scratchMiB ?? STANDARD_SCRATCH_MIB) * 1024 * 1024;
}

/** An answer with the scratch folder that it may refer to. */
class HeldAnswer implements Answered<unknown> {
  readonly answer: unknown;
  readonly #folders: CallFolders;

  constructor(answer: unknown, folders: CallFolders) {
    this.answer = answer;
    this.#folders = folders;
  }

  get scratch(): string {
    return this.#folders.scratch();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#folders.release();
  }
}
