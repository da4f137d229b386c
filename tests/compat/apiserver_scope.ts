/** Scenarios of corpus/apiserver that are out of scope, each with the reason. */
export const outOfScope: Readonly<Record<string, string>> = {
  "core/replicaset-pod-crud":
    "the refusal of a Pod's update quotes a diff of Go's internal structs",
  "core/job-cronjob-crud": "the refusal of a Job's new template quotes Go's internal struct",
  "discovery/openapi-index": "compares Kubernetes' prose about fields, which is not carried here",
};
