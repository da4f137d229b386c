/**
 * Runs the embedded API server:
 * `deno run -A main.ts [--port N] [--token T] [--http] [--no-controllers] [--no-nodes] [--kubeconfig FILE] [--data DIR]`.
 */
import { parseArgs } from "node:util";
import { createApiServer, kubeconfigOf, listen, openData } from "./mod.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    "port": { type: "string", default: "0" },
    "token": { type: "string" },
    "http": { type: "boolean", default: false },
    "no-controllers": { type: "boolean", default: false },
    "no-nodes": { type: "boolean", default: false },
    "kubeconfig": { type: "string" },
    "data": { type: "string" },
  },
});
const token = values.token ?? crypto.randomUUID();
const data = values.data === undefined ? undefined : await openData(values.data);
const server = createApiServer({
  users: new Map([[token, { name: "admin", groups: ["system:masters"] }]]),
  controllers: values["no-controllers"] ? "none" : values["no-nodes"] ? "no-nodes" : "all",
  ...(data === undefined ? {} : { store: data.store }),
});
const listening = await listen(server, { port: Number(values.port), http: values.http });
if (values.kubeconfig !== undefined) {
  await Deno.writeTextFile(values.kubeconfig, kubeconfigOf(listening, token), { mode: 0o600 });
}
console.log(`ready ${listening.url}`);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.addSignalListener(signal, () => {
    void listening.close().finally(() => {
      data?.close();
      Deno.exit(0);
    });
  });
}
