import { claim, further, stride } from "./claims.ts";

for (const area of Object.values(further)) claim("embedded", area, { stride, parallel: 8 });
