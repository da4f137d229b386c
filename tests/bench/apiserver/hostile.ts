/** Bodies of about 1 MiB that try to take more time or memory than they should. */
const mebi = 1024 * 1024;
const configMap = (data: string) =>
  `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"hostile"},"data":${data}}`;
const crd = (schema: unknown) =>
  JSON.stringify({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "bombs.example.com" },
    spec: {
      group: "example.com",
      names: { plural: "bombs", kind: "Bomb" },
      scope: "Namespaced",
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", properties: { spec: schema } } },
      }],
    },
  });
const maps = "/api/v1/namespaces/default/configmaps?dryRun=All";
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All";

/** Each body by what it tries, and the path that takes it. */
export const hostile: Readonly<Record<string, readonly [path: string, body: string]>> = {
  "deep lists": [maps, configMap("[".repeat(mebi / 2) + "]".repeat(mebi / 2))],
  "deep objects": [maps, configMap('{"a":'.repeat(mebi / 6) + "1" + "}".repeat(mebi / 6))],
  "duplicate keys": [
    `${maps}&fieldValidation=Strict`,
    configMap(`{${'"a":"b",'.repeat(mebi / 8)}"a":"b"}`),
  ],
  "a huge number": [maps, configMap(`{"a":${"9".repeat(mebi)}}`)],
  "a long string": [maps, configMap(`{"a":"${"x".repeat(mebi + 1)}"}`)],
  "a regex bomb": [
    definitions,
    crd({ type: "string", pattern: `(${"(a+)+".repeat(mebi / 8)}` }),
  ],
  "a CEL bomb": [
    definitions,
    crd({
      type: "string",
      "x-kubernetes-validations": [{ rule: `${"(".repeat(mebi / 2)}1${")".repeat(mebi / 2)}` }],
    }),
  ],
};
