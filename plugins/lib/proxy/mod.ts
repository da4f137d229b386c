/** What Flux says of a proxy that a Secret names. */
export { whyNoProxy } from "./address.ts";
