/** Server-side apply in stages, then the removal of what is no longer wanted, then health. */
import { type Applier, plugin } from "contract";
import { applied, applySteps, prepare } from "./apply.ts";
import { waited } from "./health.ts";
import { look, looked, pruned, remove } from "./prune.ts";
import type { Round, State } from "./state.ts";

const applier: Applier = {
  prepare,
  next(request) {
    const round: Round = { ...request, results: request.results ?? [] };
    const state = request.results && request.state as State | undefined;
    if (state === undefined) {
      return request.purpose === "delete" ? look(round, false) : applySteps(round);
    }
    if (state.at === "applied") return applied(round);
    if (state.at === "looked") return looked(round, state);
    if (state.at === "pruned") return pruned(round, state);
    return state.at === "waited" ? waited(round, state) : remove(round);
  },
};

export default plugin("applier", () => applier);
