/** Programs that a test starts beside itself, and that end with it whatever happens. */

const graceMs = 500;

/** A TCP port of loopback that nobody listens on now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** One child process that logs into a file. */
export class Program {
  readonly #name: string;
  readonly #log: string;
  readonly #child: Deno.ChildProcess;
  #exited = false;

  /** Starts the program at `path`; its output goes to `FOLDER/NAME.log`. */
  constructor(path: string, flags: readonly string[], folder: string) {
    this.#name = path.slice(path.lastIndexOf("/") + 1);
    this.#log = `${folder}/${this.#name}.log`;
    this.#child = new Deno.Command("sh", {
      args: ["-c", 'log=$1; shift; exec "$@" >"$log" 2>&1', "sh", this.#log, path, ...flags],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#child.status.then(() => this.#exited = true);
  }

  get pid(): number {
    return this.#child.pid;
  }

  get exited(): boolean {
    return this.#exited;
  }

  /** The last lines of its log, under its name. */
  async tail(lines = 15): Promise<string> {
    const text = await Deno.readTextFile(this.#log).catch(() => "");
    return `--- ${this.#name}\n${text.trimEnd().split("\n").slice(-lines).join("\n")}`;
  }

  /** Asks it to end, and kills it when the grace is over. */
  async stop(): Promise<void> {
    this.#signal("SIGTERM");
    const timer = setTimeout(() => this.#signal("SIGKILL"), graceMs);
    await this.#child.status;
    clearTimeout(timer);
  }

  #signal(signal: Deno.Signal): void {
    if (!this.#exited) this.#child.kill(signal);
  }
}

/**
 * A shell that reads the ids of programs from a pipe of this process. When this process is gone, even by SIGKILL,
 * the pipe ends, and the shell kills the programs and removes their folder.
 */
export class Guard {
  readonly #child: Deno.ChildProcess;
  readonly #pids: WritableStreamDefaultWriter<Uint8Array>;

  constructor(folder: string) {
    const script = 'trap "" INT TERM HUP; while read -r pid; do pids="$pids $pid"; done; ' +
      'kill -9 $pids; rm -rf "$1"';
    this.#child = new Deno.Command("sh", {
      args: ["-c", script, "sh", folder],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#pids = this.#child.stdin.getWriter();
  }

  /** From now on the program ends with this process. */
  watch({ pid }: Program): Promise<void> {
    return this.#pids.write(new TextEncoder().encode(`${pid}\n`));
  }

  /** Ends the guard and lets the programs be. */
  async stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    await this.#pids.abort().catch(() => undefined);
  }
}
