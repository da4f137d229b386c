import { fromBytes, type GoMap } from "../gotemplate/mod.ts";
import { compileSchema, type Schema, SchemaError, showProblem } from "../json_schema/mod.ts";
import { ChartError } from "./chart.ts";
import type { WorkingChart } from "./working_chart.ts";

type Validate = (values: unknown) => string;
const compiled = new WeakMap<Uint8Array, Validate>();

function compile(data: Uint8Array): Validate {
  let schema: Schema;
  try {
    schema = JSON.parse(fromBytes(data).replace(/^\ufeff/, "")) as Schema;
  } catch (error) {
    const { message } = error as Error;
    return () => message;
  }
  const validate = compileSchema(schema);
  return (values) => {
    try {
      return validate(values).map((problem) => showProblem(problem) + "\n").join("");
    } catch (error) {
      if (error instanceof SchemaError) return error.message;
      throw error;
    }
  };
}

/** What is wrong with the values of a chart and of its dependencies. */
function problemsOf(chart: WorkingChart, values: GoMap): string {
  const { schema } = chart.chart;
  let out = "";
  if (schema) {
    let validate = compiled.get(schema);
    if (!validate) compiled.set(schema, validate = compile(schema));
    const problems = validate(values);
    if (problems) out += `${chart.name}:\n${problems}`;
  }
  for (const child of chart.children) {
    const own = values.get(child.name);
    if (own instanceof Map) out += problemsOf(child, own);
  }
  return out;
}

/** Checks values against the values.schema.json of a chart and its dependencies. Throws ChartError in Helm's words. */
export function validateValues(chart: WorkingChart, values: GoMap): void {
  const problems = problemsOf(chart, values);
  if (problems === "") return;
  throw new ChartError(
    `values don't meet the specifications of the schema(s) in the following chart(s):\n${problems}`,
  );
}
