export { type ApiServer, type ApiServerOptions, createApiServer } from "./server.ts";
export { default } from "./plugin.ts";
