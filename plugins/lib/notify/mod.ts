/** What the notifiers for Flux's Providers share. */
export { post } from "./post.ts";
export { invalid, type ProviderSpec, wayTo, whyNoUrl } from "./provider.ts";
export { basic, bearer, headerToken, type ProviderType, sender, unusable } from "./sender.ts";
export { nameAndWords, pairsOf, titleOf } from "./text.ts";
