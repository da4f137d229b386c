/** Plugins as processes: the checked boundary between the kernel and everything that is pluggable. */
export { Host, type HostHooks, type HostOptions } from "./host.ts";
export type { Lend } from "./open_call.ts";
export {
  type Answered,
  type Given,
  type Installed,
  type Loaded,
  type Plugin,
  type Plugins,
  type SecretData,
} from "./plugins.ts";
export { removeAll } from "./remove.ts";
export { servePlugin } from "./serve.ts";
