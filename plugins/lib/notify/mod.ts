/** What the notifiers for Flux's Providers share. */
export { post } from "./post.ts";
export { invalid, type ProviderSpec, wayTo, whyNoUrl } from "./provider.ts";
export { titleOf } from "./text.ts";
