import { later } from "./tables/later.ts";
import { testTable } from "./table.ts";

await testTable(later);
