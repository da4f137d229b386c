/** The flags of V8 that `deno task sluice` starts a kernel with: what is measured is what runs. */
import config from "../../deno.json" with { type: "json" };

export const engineFlags: string = /--v8-flags=\S+/.exec(config.tasks.sluice)![0];
