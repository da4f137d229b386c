/** What the receivers of webhooks share. */
export { accept, type Prove } from "./accept.ts";
export { isSigned } from "./signature.ts";
export { hubSignature } from "./hub.ts";
