import type { Address, ServerConfig } from "../config/config.ts";
import type { Logger } from "../telemetry/mod.ts";

export type Handler = (request: Request) => Response | Promise<Response>;

export interface Servers extends AsyncDisposable {
  /** Where each listens, by name. */
  readonly addresses: Readonly<
    Record<string, { readonly hostname: string; readonly port: number }>
  >;
}

/** Listens at every configured address that has something to serve. Throws, and closes all, where one is taken. */
export async function listen(
  config: ServerConfig,
  handlers: Partial<Record<Exclude<keyof ServerConfig, "advertise">, Handler>>,
  log: Logger,
): Promise<Servers> {
  const running: { readonly name: string; readonly server: Deno.HttpServer<Deno.NetAddr> }[] = [];
  const close = () => Promise.all(running.map(({ server }) => server.shutdown()));
  try {
    for (const [name, handler] of Object.entries(handlers)) {
      const address = config[name as keyof typeof handlers] as Address;
      if (address !== false && handler) {
        running.push({ name, server: serve(name, address, handler, log) });
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  const addresses = Object.fromEntries(running.map(({ name, server }) => [name, server.addr]));
  return { addresses, [Symbol.asyncDispose]: async () => void await close() };
}

function serve(
  name: string,
  { hostname, port }: Exclude<Address, false>,
  handler: Handler,
  log: Logger,
) {
  try {
    return Deno.serve({
      hostname,
      port,
      handler,
      onListen: ({ port }) =>
        log.info("listening", { server: name, address: `${hostname}:${port}` }),
      onError: (error) => {
        log.error("request failed", { server: name, error });
        return new Response("internal error\n", { status: 500 });
      },
    });
  } catch (error) {
    throw new Error(
      `Cannot listen for ${name} at ${hostname}:${port}: ${(error as Error).message}`,
    );
  }
}
