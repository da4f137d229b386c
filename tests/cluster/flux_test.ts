import { areas, claim, further, stride } from "../compat/flux/claims.ts";

for (const area of Object.values(areas)) claim("real", area);
// Others than the embedded cluster is shown.
const options = { stride, first: 4, parallel: 8 };
for (const area of Object.values(further)) claim("real", area, options);
