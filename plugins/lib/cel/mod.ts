export { compileCel, type Program } from "./environment.ts";
export { isAddress, isBlock } from "./network.ts";
