import { areas, claim } from "./claims.ts";

claim("embedded", areas.notification);
