import { areas, claim, further } from "../compat/flux/claims.ts";

for (const area of Object.values(areas)) claim("real", area);
for (const area of Object.values(further)) claim("real", area, { parallel: 8 });
