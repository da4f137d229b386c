import type { Attacks } from "../world.ts";

const here = "127.0.0.1";

/** Resolves at the first of the events, rejects at `error`. */
function settled(
  emitter: { on(name: string, hear: (error: Error) => void): unknown },
  event: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    emitter.on(event, () => resolve(event));
    emitter.on("error", reject);
  });
}

export const network = {
  tcp: async ({ tcp }) => (await Deno.connect({ hostname: here, port: tcp })).close(),
  tcp6: async ({ tcp }) =>
    (await Deno.connect({ hostname: "::ffff:127.0.0.1", port: tcp })).close(),
  tls: async ({ tcp }) => {
    try {
      (await Deno.connectTls({ hostname: here, port: tcp })).close();
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error; // what the server says is of no interest
    }
  },
  udp: async ({ udp }) => {
    const { createSocket } = await import("node:dgram");
    const socket = createSocket("udp4");
    await new Promise((resolve, reject) => {
      socket.on("error", reject);
      socket.send(new Uint8Array(1), udp, here, (error) => error ? reject(error) : resolve(0));
    });
    socket.close();
  },
  bindUdp: async () => {
    const { createSocket } = await import("node:dgram");
    const socket = createSocket("udp4");
    socket.bind(0, here);
    await settled(socket, "listening");
    socket.close();
  },
  unix: async ({ unix }) => (await Deno.connect({ transport: "unix", path: unix })).close(),
  unixListen: ({ scratch }) => Deno.listen({ transport: "unix", path: `${scratch}/s` }).close(),
  listen: () => Deno.listen({ hostname: here, port: 0 }).close(),
  serve: async () => {
    const server = Deno.serve(
      { hostname: here, port: 0, onListen: () => {} },
      () => new Response(),
    );
    await server.shutdown();
  },
  fetch: async ({ http }) => (await fetch(`http://${here}:${http}/`)).text(),
  fetchFile: async ({ canary }) => (await fetch(`file://${canary}`)).text(),
  fetchThroughProxy: async ({ http }) => {
    const client = Deno.createHttpClient({ proxy: { url: `http://${here}:${http}` } });
    const answer = await fetch(`http://example.invalid/`, { client });
    client.close();
    return answer.text();
  },
  fetchOverUnix: async ({ unix }) => {
    const client = Deno.createHttpClient({ proxy: { transport: "unix", path: unix } });
    await fetch("http://localhost/", { client, signal: AbortSignal.timeout(1000) }).then((r) =>
      r.text()
    )
      .catch((error) => {
        if (!/time|closed|reset|incomplete|error sending/i.test(String(error))) throw error;
      });
    client.close();
  },
  webSocket: ({ http }) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://${here}:${http}/`);
      socket.onopen = () => resolve(socket.close());
      socket.onerror = (event) => reject(new Error((event as ErrorEvent).message));
    }),
  eventSource: ({ http }) =>
    new Promise((resolve, reject) => {
      const source = new EventSource(`http://${here}:${http}/events`);
      source.onmessage = ({ data }) => {
        source.close();
        resolve(data);
      };
      source.onerror = () => {
        source.close();
        reject(new Error("EventSource was refused"));
      };
    }),
  resolve: ({ udp }) =>
    Deno.resolveDns("secret.example.com", "A", { nameServer: { ipAddr: here, port: udp } }),
  lookup: async () => (await (await import("node:dns/promises")).lookup("localhost")).address,
  resolveNode: async ({ udp }) => {
    const { Resolver } = await import("node:dns/promises");
    const resolver = new Resolver();
    resolver.setServers([`${here}:${udp}`]);
    return resolver.resolve4("secret.example.com");
  },
  quic: () => {
    const made = Deno as unknown as { QuicEndpoint: new (options: object) => { close(): void } };
    new made.QuicEndpoint({ hostname: here, port: 0 }).close();
  },
  nodeNet: async ({ tcp }) => {
    const socket = (await import("node:net")).connect(tcp, here);
    await settled(socket, "connect");
    socket.destroy();
  },
  nodeListen: async () => {
    const server = (await import("node:net")).createServer().listen(0, here);
    await settled(server, "listening");
    server.close();
  },
  nodeHttp: async ({ http }) => {
    const { get } = await import("node:http");
    return await new Promise((resolve, reject) =>
      get({ hostname: here, port: http }, (answer) => resolve(answer.resume().statusCode))
        .on("error", reject)
    );
  },
  nodeHttp2: async ({ tcp }) => {
    const { connect } = await import("node:http2");
    await new Promise((resolve, reject) => {
      const session = connect(`http://${here}:${tcp}`);
      session.on("connect", () => resolve(session.destroy())).on("error", reject);
    });
  },
  nodeTls: async ({ tcp }) => {
    const socket = (await import("node:tls")).connect({ port: tcp, host: here });
    await settled(socket, "connect").finally(() => socket.destroy());
  },
  nodeUnix: async ({ unix }) => {
    const socket = (await import("node:net")).connect(unix);
    await settled(socket, "connect");
    socket.destroy();
  },
  startTls: async ({ tcp }) => {
    const connection = await Deno.connect({ hostname: "localhost", port: tcp });
    connection.close();
  },
} satisfies Attacks;
