export { type CelType, checkCel, type Scope } from "./check.ts";
export { Authorizer, type Decision, type Question } from "./authorizer.ts";
export { compileCel, type Program } from "./environment.ts";
export { withoutMessages } from "./messages.ts";
export { addressKind, canonicalAddress, canonicalBlock, isAddress, isBlock } from "./network.ts";
