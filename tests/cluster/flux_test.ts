import { areas, claim } from "../compat/flux/claims.ts";

for (const area of Object.values(areas)) claim("real", area);
