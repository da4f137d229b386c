import { starts } from "./tables/starts.ts";
import { testTable } from "./table.ts";

await testTable(starts);
