import { runtime } from "./tables/runtime.ts";
import { testTable } from "./table.ts";

await testTable(runtime);
