import { exhaustion } from "./tables/exhaustion.ts";
import { testTable } from "./table.ts";

await testTable(exhaustion);
