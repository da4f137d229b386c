/** Scenarios of corpus/apiserver that are out of scope, each with the reason. */
export const outOfScope: Readonly<Record<string, string>> = {
  "discovery/openapi-index": "compares Kubernetes' prose about fields, which is not carried here",
};
