import { shapes } from "./tables/shapes.ts";
import { testTable } from "./table.ts";

await testTable(shapes);
