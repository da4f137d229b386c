import { raw } from "./tables/raw.ts";
import { testTable } from "./table.ts";

await testTable(raw);
