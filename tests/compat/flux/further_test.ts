import { claim, further } from "./claims.ts";

/** Every how many-th scenario is played here; `test:cluster` plays each. */
const stride = Number(Deno.env.get("FLUX_STRIDE") ?? "8");

for (const area of Object.values(further)) claim("embedded", area, { stride, parallel: 8 });
