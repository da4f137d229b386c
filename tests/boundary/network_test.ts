import { network } from "./tables/network.ts";
import { testTable } from "./table.ts";

await testTable(network);
