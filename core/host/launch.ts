import { Channel, type ChannelOptions, childPipes, Lost } from "../rpc/mod.ts";
import { checkerOf, describe } from "schemas/check.ts";
import { type Hello, HelloAnswer } from "schemas/plugin/calls.ts";
import { terminal } from "../contract/errors.ts";
import { PROCESS_FLAGS } from "./tables/process_flags.ts";
import type { Plugin } from "./plugins.ts";

export interface Launch {
  /** Its bundle is the only code that the process can read. */
  readonly plugin: Pick<Plugin, "bundle" | "memoryMiB" | "listen">;
  /** The bundled trusted boot. */
  readonly boot: string;
  /** A folder of the process's own; `in` and `scratch` are made below it. */
  readonly folder: string;
  readonly hello: Hello;
  readonly channel: Omit<ChannelOptions, "transport">;
  /** Takes what the plugin prints, in pieces of at most 64 KiB. */
  readonly printed: (text: string) => void;
  readonly startTimeoutMs: number;
}

export interface Running {
  readonly channel: Channel;
  readonly pid: number;
  readonly answer: HelloAnswer;
  /** Resolves when the process has ended, with a word on how. */
  readonly ended: Promise<string>;
  /** SIGKILL unless another signal is named. */
  kill(signal?: Deno.Signal): void;
}

/**
 * Starts a process and speaks first with its boot. It may read its bundle, `in` and `scratch`, write `scratch`, and nothing else:
 * no network, environment, programs, nor packages. Rejects with what boot or the plugin's start-up said.
 */
export async function launch(plan: Launch): Promise<Running> {
  for (const name of ["in", "scratch", "cwd"]) {
    await Deno.mkdir(`${plan.folder}/${name}`, { recursive: true, mode: 0o700 });
  }
  const child = new Deno.Command(Deno.execPath(), {
    args: [...flags(plan), plan.boot],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    clearEnv: true,
    cwd: `${plan.folder}/cwd`,
    // No cache that two processes could share: the code is bundled, and there is nothing to keep.
    env: { DENO_DIR: "/dev/null/none", NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  }).spawn();
  const kill = (signal: Deno.Signal = "SIGKILL") => {
    try {
      child.kill(signal);
    } catch { /* it has ended */ }
  };
  void listen(child.stderr, plan.printed);
  const channel = new Channel("kernel", { ...plan.channel, transport: childPipes(child) });
  const ended = child.status.then(({ code, signal }) => {
    channel.stopServing();
    return signal ? `ended by ${signal}` : `ended with status ${code}`;
  });
  try {
    const late = AbortSignal.timeout(plan.startTimeoutMs);
    const answer = checkHello(await channel.call("hello", plan.hello, late), plan.hello);
    return { channel, pid: child.pid, answer, ended, kill };
  } catch (error) {
    // A pipe that breaks says nothing of why; the process has ended, or is about to.
    const how = error instanceof Lost && error.reason === "PluginGone"
      ? await Promise.race([ended, new Promise<void>((wait) => setTimeout(wait, ENDING_MS))])
      : undefined;
    kill();
    await ended;
    throw how ? new Lost("PluginGone", `Cannot start the plugin: its process ${how}`) : error;
  }
}

const ENDING_MS = 500;

/** The answer to the greeting. Throws a terminal failure where it is none, or of another kind or contract. */
export function checkHello(value: unknown, { kind, contract }: Hello): HelloAnswer {
  const problems = checkerOf(HelloAnswer).problems(value);
  const why = problems.length > 0 ? describe(problems.slice(0, 3)) : undefined;
  const answer = value as HelloAnswer;
  if (why === undefined && answer.kind === kind && answer.contract === contract) return answer;
  throw terminal(
    "ContractViolation",
    `Cannot start the plugin: its answer to the greeting is none: ${why ?? "it is another kind's"}`,
  );
}

/** A small nursery: as quick, and half the memory of a process that has worked. */
const ENGINE_FLAGS = [
  "--max-semi-space-size=4",
  "--enable-experimental-regexp-engine-on-excessive-backtracks",
];

function flags({ plugin: { bundle, memoryMiB, listen }, folder }: Launch): string[] {
  return [
    ...PROCESS_FLAGS,
    `--allow-read=${[bundle, `${folder}/in`, `${folder}/scratch`].map(escaped).join()}`,
    `--allow-write=${escaped(`${folder}/scratch`)}`,
    ...listen === undefined ? [] : [`--allow-net=${listen}`],
    `--v8-flags=${[`--max-old-space-size=${memoryMiB}`, ...ENGINE_FLAGS]}`,
  ];
}

/** A comma in a path would part it in two. */
function escaped(path: string): string {
  return path.replaceAll(",", ",,");
}

const PRINT_PIECE = 64 * 1024, PRINT_PAUSE_MS = 100;

/** What a chunk of a few bytes counts for: each takes a turn of the kernel's loop. */
const PRINT_LEAST = 256;

/**
 * Reads what is printed no faster than 640 KiB/s, into one buffer: a flood makes its own process wait. It is handed on in whole
 * lines where they are no longer than that, for a secret in two parts is not found.
 */
async function listen(
  stderr: ReadableStream<Uint8Array>,
  printed: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  const reader = stderr.getReader({ mode: "byob" });
  let room = PRINT_PIECE, since = performance.now();
  let buffer = new ArrayBuffer(PRINT_PIECE), held = "";
  try {
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done) break;
      held += decoder.decode(value, { stream: true });
      const end = held.length < PRINT_PIECE ? held.lastIndexOf("\n") + 1 : held.length;
      if (end > 0) printed(held.slice(0, end));
      held = held.slice(end);
      buffer = value.buffer;
      room -= Math.max(PRINT_LEAST, value.length);
      if (room > 0) continue;
      const rest = PRINT_PAUSE_MS - (performance.now() - since);
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
      [room, since] = [PRINT_PIECE, performance.now()];
    }
  } catch { /* the process was killed while we read */ }
  if (held !== "") printed(held);
}
