import type { Api } from "../api.ts";

/** Adds the checks of writes that need other objects. */
export function addGuards(api: Api): void {
  void api;
}
