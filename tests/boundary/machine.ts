import { createSocket } from "node:dgram";
import { once } from "node:events";
import { sha256 } from "../../core/cli/bundle/digest.ts";
import { removeAll } from "../../core/host/mod.ts";
import { startOddServer } from "./odd_server.ts";
import type { World } from "./plugin/world.ts";

/** What no sandboxed process may ever say. */
export const CANARY = `canary-${crypto.randomUUID()}`;

/** A machine worth attacking: files, servers that count who comes, a process to kill. */
export interface Machine extends AsyncDisposable {
  readonly folder: string;
  readonly world: World;
  /** Connections, requests and datagrams that came. */
  visits(): number;
  /** Every file outside with its content and mode, and whether the victim lives. */
  trace(): string;
}

const files: Readonly<Record<string, string>> = {
  canary: CANARY,
  removable: "r",
  movable: "m",
  mode: "x",
  "data.json": JSON.stringify({ canary: CANARY }),
  "outside.mjs": `export default ${JSON.stringify(CANARY)};`,
  "outside.cjs": `module.exports = ${JSON.stringify(CANARY)};`,
  "forked.mjs": "",
  "worker.mjs": `postMessage(${JSON.stringify(CANARY)});`,
  "addon.node": "",
  "addon.wasm": "\0asm\x01\0\0\0",
};

export async function startMachine(): Promise<Machine> {
  const folder = await Deno.makeTempDir({ prefix: "boundary-" });
  const outside = `${folder}/outside`, neighbour = `${folder}/neighbour`;
  for (const one of [outside, `${neighbour}/in`, `${neighbour}/scratch`, `${folder}/own`]) {
    await Deno.mkdir(one, { recursive: true });
  }
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${outside}/${name}`, text);
  }
  await Deno.writeTextFile(`${neighbour}/in/secret`, CANARY);
  const servers = await startServers(`${folder}/socket`), odd = startOddServer();
  const victim = startVictim();
  const world: World = {
    canary: `${outside}/canary`,
    outside,
    neighbour,
    bundle: "",
    inputs: "",
    scratch: "",
    ...servers.ports,
    odd: odd.port,
    unix: `${folder}/socket`,
    victim: victim.pid,
    turns: 1e15,
    bytes: 1e12,
    more: "",
  };
  return {
    folder,
    world,
    visits: servers.visits,
    trace: () => JSON.stringify([traceOf(outside), traceOf(neighbour), lives(victim.pid)]),
    async [Symbol.asyncDispose]() {
      await servers[Symbol.asyncDispose]();
      await odd[Symbol.asyncDispose]();
      victim.kill("SIGKILL");
      await victim.status;
      await removeAll(folder);
    },
  };
}

/** A process that does nothing, in a group of its own. */
export function startVictim(): Deno.ChildProcess {
  const options = { args: ["600"], stdin: "null", stdout: "null", stderr: "null", detached: true };
  return new Deno.Command("sleep", options as Deno.CommandOptions).spawn();
}

/** Whether a process is there and is no zombie. */
export function lives(pid: number): boolean {
  try {
    return !/^State:\s*[ZT]/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

function traceOf(folder: string): unknown[] {
  return [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1).map((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) return [entry.name, traceOf(path)];
    return [entry.name, Deno.lstatSync(path).mode, Deno.readTextFileSync(path)];
  });
}

const here = "127.0.0.1";

async function startServers(unix: string) {
  let visits = 0;
  const ended = new AbortController();
  const http = Deno.serve(
    { hostname: here, port: 0, onListen: () => {}, signal: ended.signal },
    (request) => {
      visits++;
      return answer(request);
    },
  );
  const tcp = Deno.listen({ hostname: here, port: 0 });
  const local = Deno.listen({ transport: "unix", path: unix });
  const listening = [tcp, local].map(async (listener) => {
    for await (const connection of listener) {
      visits++;
      void connection.readable.pipeTo(new WritableStream()).catch(() => {});
    }
  });
  const names = await startNames(() => visits++);
  return {
    ports: { http: http.addr.port, tcp: (tcp.addr as Deno.NetAddr).port, udp: names.port },
    visits: () => visits,
    async [Symbol.asyncDispose]() {
      ended.abort();
      tcp.close();
      local.close();
      names.close();
      await Promise.allSettled([http.finished, ...listening]);
    },
  };
}

const script = `export default ${JSON.stringify(CANARY)};`;

/** What the web server holds; the last three make it a registry of one package. */
const pages: Readonly<Record<string, readonly [type: string, body: string]>> = {
  "/events": ["text/event-stream", "data: one\n\n"],
  "/module.js": ["text/javascript", script],
  "/@boundary/exfil/meta.json": [
    "application/json",
    JSON.stringify({ scope: "boundary", name: "exfil", versions: { "1.0.0": {} } }),
  ],
  "/@boundary/exfil/1.0.0_meta.json": [
    "application/json",
    JSON.stringify({
      exports: { ".": "./mod.js" },
      manifest: { "/mod.js": { size: script.length, checksum: `sha256-${sha256(script)}` } },
    }),
  ],
  "/@boundary/exfil/1.0.0/mod.js": ["text/javascript", script],
};

function answer(request: Request): Response {
  if (request.headers.get("upgrade") === "websocket") {
    return Deno.upgradeWebSocket(request).response;
  }
  const [type, body] = pages[new URL(request.url).pathname] ?? ["text/plain", CANARY];
  return new Response(body, { headers: { "content-type": type } });
}

/** A name server that knows one address for every name (RFC 1035). */
async function startNames(visited: () => void): Promise<{ readonly port: number; close(): void }> {
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    visited();
    const header = [query[0]!, query[1]!, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0];
    const end = query.indexOf(0, 12) + 5; // the question: a name, a type, a class
    const found = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 127, 0, 0, 1];
    socket.send(new Uint8Array([...header, ...query.subarray(12, end), ...found]), port, address);
  });
  socket.bind(0, here);
  await once(socket, "listening");
  return { port: socket.address().port, close: () => void socket.close() };
}
