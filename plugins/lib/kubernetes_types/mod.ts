/** What Go's types of the built-in kinds make of an object that passes through them. */
export { expanded, normalized } from "./normalize.ts";
