import { createApiServer } from "./mod.ts";

const server = createApiServer({
  users: new Map([["tok", { name: "admin", groups: ["system:masters"] }]]),
});
Deno.serve({
  port: Number(Deno.args[0] ?? 18080),
  hostname: "127.0.0.1",
  onListen: ({ port }) => console.log(`ready http://127.0.0.1:${port}`),
}, (r) => server.fetch(r));
