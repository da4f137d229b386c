/** JSON Schema of drafts 4 to 2020-12, with the words of santhosh-tekuri/jsonschema v6, which Helm prints. */
export { compileSchema, type Problem, type Schema, SchemaError, showProblem } from "./schema.ts";
