import type { CallParams } from "schemas/plugin/calls.ts";
import { Failure, terminal, transient } from "../contract/errors.ts";
import type { Method } from "../contract/kinds.ts";
import { lookAt } from "../capability/mod.ts";
import { FrameError, Lost } from "../rpc/mod.ts";
import { Deadlines } from "./deadlines.ts";
import { ProcessFolders } from "./folders.ts";
import { HandleRouter } from "./handles.ts";
import { type Launch, launch, type Running } from "./launch.ts";
import { type CallSite, OpenCall } from "./open_call.ts";
import { type Answered, type Given, helloOf, scratchBytes } from "./plugins.ts";
import { type QuotaWatch, watchQuota } from "./quota.ts";
import { redactAnswer } from "./redact.ts";

export interface ProcessPlan extends CallSite {
  readonly boot: string;
  readonly folder: string;
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
/** By then a call that was just given has reached the plugin, and shows what it is like. */
const BEGUN_MS = 10;
/** About what the start of another would take. */
const AT_ONCE_MS = 150;

/** One process of one plugin, serving one tenant. It is over once `ended` has resolved, and never starts again. */
export class PluginProcess {
  readonly #plan: ProcessPlan;
  readonly #running: Running;
  readonly #router: HandleRouter;
  readonly #folders: ProcessFolders;
  readonly #deadlines = new Deadlines();
  readonly #quota: QuotaWatch;
  /** Why we killed it, where the caller is to know. */
  #doom: Failure | undefined;
  #alive = true;
  #asked: Promise<boolean> | undefined;
  #held = 0;
  #rests = false;
  /** Monotonic milliseconds. */
  lastUsed = performance.now();
  readonly ended: Promise<string>;

  private constructor(plan: ProcessPlan, running: Running, router: HandleRouter) {
    this.#plan = plan;
    this.#running = running;
    this.#router = router;
    this.#folders = new ProcessFolders(plan.folder, () => this.#quota.hurry());
    // A process whose pipe is closed, or that broke the framing, is of no more use.
    const broken = running.channel.done.finally(() => this.kill());
    this.ended = Promise.all([running.ended, broken])
      .then(([how, cause]) => cause ? `broke the protocol: ${cause.message}` : how);
    this.#quota = watchQuota({
      folder: `${plan.folder}/scratch`,
      quotaBytes: () => scratchBytes(plan.plugin) * Math.max(1, this.#folders.taken),
      isIdle: () => this.#folders.taken === 0,
      onFull: () => this.#full(),
    });
    void running.ended.then((how) => {
      if (how.includes("SIGXFSZ")) this.#full(); // the system's own limit of one file
      this.#quota.stop();
      this.#deadlines.stop();
    });
  }

  /** Starts a process and waits until the plugin in it is created. */
  static async start(plan: ProcessPlan): Promise<PluginProcess> {
    const { plugin, refused } = plan;
    const router = new HandleRouter(refused);
    const running = await (plan.launch ?? launch)({
      ...plan,
      hello: helloOf(plugin),
      channel: {
        serve: (method, params, serving) => router.serve(method, params, serving.signal),
        note: (method, params) => router.note(method, params),
        onViolation: (what) => refused(`Protocol: ${what}`),
        maxServing: MAX_SERVING,
      },
    });
    router.channel = running.channel;
    return new PluginProcess(plan, running, router);
  }

  /** How many hold it: that many calls run, or are about to. */
  get open(): number {
    return this.#held;
  }

  /** Says that a call is about to come, so that others choose another process. */
  hold(): this {
    this.#wake();
    this.#held++;
    return this;
  }

  release(): void {
    this.#held--;
    this.lastUsed = performance.now();
  }

  /** Stands still until it is held again: what it left running, in whatever thread, would take the processor from others. */
  rest(): void {
    if (this.#held > 0 || this.#running.channel.isAwaited || this.#rests) return;
    this.#rests = true;
    this.#running.kill("SIGSTOP");
  }

  #wake(): void {
    if (this.#rests) this.#running.kill("SIGCONT");
    this.#rests = false;
  }

  get pid(): number {
    return this.#running.pid;
  }

  /** What it said of itself: the plugin's methods, and caps that this system lacks. */
  get said(): Running["answer"] {
    return this.#running.answer;
  }

  /** Whether it may be given calls: it was neither killed nor closed its pipe. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Whether it answers at once, whatever it works at: it waits for others rather than computes. */
  keepsUp(): Promise<boolean> {
    return this.#asked ??= this.#answersAtOnce().finally(() => this.#asked = undefined);
  }

  async #answersAtOnce(): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, BEGUN_MS));
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), AT_ONCE_MS);
    const { answer } = this.#running.channel.start("ping", {});
    const answered = answer.then(() => true, () => false);
    return await Promise.race([answered, late.promise]).finally(() => clearTimeout(timer));
  }

  /** Resolves when it has ended and nobody reads what it left in its folders any more. */
  async left(): Promise<void> {
    await this.ended;
    await this.#folders.returned();
  }

  kill(): void {
    this.#alive = false;
    this.#running.kill();
  }

  /** No new calls come: it may end by itself, and is killed where it does not. */
  async drain(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.kill(), graceMs);
    this.#wake();
    void this.#running.channel.close(); // a plugin that reads nothing holds it up
    await this.#running.ended;
    clearTimeout(timer);
  }

  /** Asks the plugin and checks what it answers. The scratch folder is the answer's until it is disposed of. */
  async call(call: Call): Promise<Answered<unknown>> {
    const open = new OpenCall(this.#plan, call.given, this.#folders);
    const { folders } = open;
    this.#router.open.set(open.handle, open);
    try {
      open.answer = await this.#ask(call, open);
      return open;
    } catch (error) {
      if (error instanceof Lost && error.reason === "PluginGone") await this.ended;
      folders.touched();
      await folders.release();
      if (error instanceof Lost && this.#doom) throw this.#doom;
      if (error instanceof Failure && error.reason !== "FoldersBroken") throw error;
      throw this.#unusable(error);
    } finally {
      this.#router.open.delete(open.handle);
      const closing = open.close();
      if (closing) await closing;
    }
  }

  async #ask(call: Call, open: OpenCall): Promise<unknown> {
    const { plugin: { id }, refused, redact } = this.#plan;
    const { method, name } = call;
    const answered = await this.#exchange(call, await open.params(method, call.request));
    const answer = await open.read(answered, method, (what) => {
      refused("ContractViolation");
      const message = `Plugin "${id}" broke the contract in ${name}(): ${what}`;
      return terminal("ContractViolation", message);
    });
    return redactAnswer(answer, redact);
  }

  async #exchange({ name, method, given }: Call, params: CallParams): Promise<unknown> {
    const { id: plugin, timeoutMs } = this.#plan.plugin;
    const { id, answer } = this.#running.channel.start(name, params);
    const limitMs = Math.min(given.timeoutMs ?? Infinity, timeoutMs);
    const callOff = method.open || limitMs === Infinity
      ? undefined
      : this.#deadlines.after(limitMs, () => this.#expire(id, name, limitMs));
    const giveUp = () => this.#giveUp(id, name);
    if (given.signal?.aborted) giveUp();
    given.signal?.addEventListener("abort", giveUp, { once: true });
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      throw terminal("TooLarge", `Cannot ask "${plugin}" ${name}(): ${error.message}`);
    } finally {
      callOff?.();
      given.signal?.removeEventListener("abort", giveUp);
    }
  }

  /** A plugin that misses a deadline may never yield again: its process goes. */
  #expire(id: number, name: string, limitMs: number): void {
    const message =
      `Plugin "${this.#plan.plugin.id}" did not answer ${name}() within ${limitMs} ms`;
    this.#running.channel.cancel(id, new Lost("DeadlineExceeded", message));
    this.kill();
  }

  /** A plugin that does not end a call which nobody waits for is in the way of others. */
  #giveUp(id: number, name: string): void {
    const { channel } = this.#running;
    channel.cancel(id, transient("Cancelled", `The call of ${name}() was given up`));
    this.#deadlines.after(ABANDONED_GRACE_MS, () => {
      if (channel.isAbandoned(id)) this.kill();
    });
  }

  /** What the system refused us in a folder that the plugin may have bent: it gets no other call. */
  #unusable(error: unknown): Lost {
    this.kill();
    this.#plan.refused("FoldersBroken");
    const why = error instanceof Error ? error.name : "it failed";
    return new Lost("FoldersBroken", `the folders of "${this.#plan.plugin.id}" are broken: ${why}`);
  }

  /** Whose files they are is known where one call has folders; where several have, each may be tried again. */
  #full(): void {
    const scratch = `${this.#plan.folder}/scratch`;
    if (!lookAt(scratch)?.isDirectory) {
      return void (this.#doom = this.#unusable(new Deno.errors.NotADirectory()));
    }
    const message = `Plugin "${this.#plan.plugin.id}" wrote more to scratch than its quota`;
    this.#doom = this.#folders.taken > 1
      ? transient("ScratchFull", message)
      : terminal("ScratchFull", message);
    this.#plan.refused("ScratchFull");
    this.kill();
  }
}
