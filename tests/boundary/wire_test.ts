import { wire } from "./tables/wire.ts";
import { testTable } from "./table.ts";

await testTable(wire);
