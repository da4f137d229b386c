import type { Listen, Server } from "schemas/runtime_config.ts";
import type { App, Logger } from "../telemetry/mod.ts";

export type Servers = Awaited<ReturnType<typeof listen>>;

/** Listens at every configured address. Throws, and closes all, where one is taken. */
export async function listen(
  config: Server,
  apps: Readonly<Record<Exclude<keyof Server, "advertise">, App>>,
  log: Logger,
) {
  const running: { readonly name: string; readonly server: Deno.HttpServer<Deno.NetAddr> }[] = [];
  const close = () => Promise.all(running.map(({ server }) => server.shutdown()));
  try {
    for (const [name, app] of Object.entries(apps)) {
      const address = config[name as keyof typeof apps];
      if (address !== false) running.push({ name, server: serve(name, address, app, log) });
    }
  } catch (error) {
    await close();
    throw error;
  }
  /** Where each listens, by name. */
  const addresses: Readonly<Record<string, Deno.NetAddr>> = Object.fromEntries(
    running.map(({ name, server }) => [name, server.addr]),
  );
  return { addresses, [Symbol.asyncDispose]: async () => void await close() };
}

function serve(
  name: string,
  { hostname, port }: Listen,
  app: App,
  log: Logger,
) {
  try {
    return Deno.serve({
      hostname,
      port,
      handler: (request) => app.fetch(request),
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
