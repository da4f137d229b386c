/** What the receivers of webhooks share. */
export { accept } from "./accept.ts";
export { isSigned } from "./signature.ts";
