/** The plugin's side of the boundary: calls become method calls, handles become calls back. */
import type {
  CallAnswer,
  CallParams,
  Hello,
  HelloAnswer,
  ProcessLimits,
} from "schemas/plugin/calls.ts";
import type { Definition } from "../contract/define.ts";
import { terminal } from "../contract/errors.ts";
import { Channel, type Serving } from "../rpc/channel.ts";
import type { Transport } from "../rpc/transport.ts";
import { CallContext } from "./context.ts";
import { MAX_INLINE, readLines, writeLines } from "./lines.ts";

export interface Loader {
  /** Caps the process; answers what this system lacks. */
  confine(limits: ProcessLimits): string[];
  load(module: string): Promise<Definition>;
}

type Method = (request: unknown, cx: unknown) => unknown;

/** Serves one plugin until the kernel closes the transport. */
export async function servePlugin(transport: Transport, loader: Loader): Promise<void> {
  let methods: Readonly<Record<string, Method>> = {};
  const channel: Channel = new Channel("plugin", {
    transport,
    serve: async (method, params, serving) => {
      if (method === "hello") {
        const { instance, answer } = await start(params as Hello, loader);
        methods = instance;
        return answer;
      }
      if (method === "ping") return null;
      return await run(methods, method, params as CallParams, channel, serving);
    },
  });
  await channel.done;
}

async function start(
  hello: Hello,
  loader: Loader,
): Promise<{ instance: Record<string, Method>; answer: HelloAnswer }> {
  const missing = loader.confine(hello.limits);
  const definition = await loader.load(hello.module);
  if (typeof definition?.create !== "function") {
    throw terminal("NoDefinition", "Cannot start the plugin: its default export is no definition");
  }
  if (definition.kind !== hello.kind) {
    throw terminal(
      "WrongKind",
      `Cannot start the plugin: it defines a ${definition.kind}, its manifest a ${hello.kind}`,
    );
  }
  const instance = await definition.create(hello.config as never) as unknown as Record<
    string,
    Method
  >;
  const methods = Object.keys(instance).filter((name) => typeof instance[name] === "function");
  return {
    instance,
    answer: { contract: hello.contract, kind: definition.kind, methods, missing },
  };
}

async function run(
  methods: Readonly<Record<string, Method>>,
  name: string,
  params: CallParams,
  channel: Channel,
  serving: Serving,
): Promise<CallAnswer> {
  if (!Object.hasOwn(methods, name)) {
    throw terminal("NoSuchMethod", `The plugin has no method "${name}"`);
  }
  using cx = new CallContext(channel, params, serving);
  const request = { ...params.request };
  for (const [field, file] of Object.entries(params.bulk ?? {})) {
    request[field] = readLines(`${params.inputs}/${file}`);
  }
  const answer = spill(await methods[name]!(request, cx), () => params.scratch && cx.scratch);
  return { ...answer, ...cx.touched && { touched: true } };
}

/** Moves large lists of an answer into files. */
function spill(
  value: unknown,
  scratch: () => string | undefined,
): Pick<CallAnswer, "value" | "bulk"> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { value };
  const kept: Record<string, unknown> = {};
  const bulk: Record<string, string> = {};
  for (const [field, held] of Object.entries(value)) {
    const lines = Array.isArray(held) && held.length > 0
      ? held.map((one) => JSON.stringify(one) ?? "null")
      : [];
    const isLarge = lines.reduce((sum, line) => sum + line.length, 0) > MAX_INLINE;
    const folder = isLarge ? scratch() : undefined;
    if (folder === undefined) kept[field] = held;
    else bulk[field] = writeLines(folder, field, lines);
  }
  return Object.keys(bulk).length === 0 ? { value } : { value: kept, bulk };
}
