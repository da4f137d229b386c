import { access } from "./tables/access.ts";
import { testTable } from "./table.ts";

await testTable(access);
