import { lies } from "./tables/lies.ts";
import { testTable } from "./table.ts";

await testTable(lies);
