import { answers } from "./tables/answers.ts";
import { testTable } from "./table.ts";

await testTable(answers);
