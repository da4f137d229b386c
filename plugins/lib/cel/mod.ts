export { type CelType, checkCel, type Scope } from "./check.ts";
export { compileCel, type Program } from "./environment.ts";
export { isAddress, isBlock } from "./network.ts";
