import { assertEquals } from "@std/assert";
import { differences, maskedAlone } from "./compare.ts";

const deployment = (image: string, more: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", resourceVersion: image.length.toString(), ...more },
  spec: { template: { spec: { containers: [{ name: "side" }, { name: "web", image }] } } },
  status: { replicas: image.length },
});

Deno.test("differences() names a place by the keys of its lists, and leaves out what the server notes", () => {
  assertEquals(differences(deployment("a:1"), deployment("a:22")), [
    { path: "spec.template.spec.containers[web].image", before: "a:1", after: "a:22" },
  ]);
  assertEquals(differences(deployment("a:1"), deployment("a:1")), []);
});

Deno.test("differences() tells what is added and what is removed", () => {
  const labels = { "app.kubernetes.io/name": "web" };
  assertEquals(differences(deployment("a"), deployment("a", { labels })), [
    { path: "metadata.labels", after: labels },
  ]);
  assertEquals(differences(deployment("a", { labels }), deployment("a", { labels: {} })), [
    { path: 'metadata.labels."app.kubernetes.io/name"', before: "web" },
  ]);
});

Deno.test("differences() and maskedAlone() show no value of a Secret, nor kubectl's copy of one", () => {
  const secret = (data: object, annotations: Record<string, string> = {}) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "keys", annotations },
    data,
  });
  const key = "kubectl.kubernetes.io/last-applied-configuration";
  const before = secret({ same: "c2FtZQ==", other: "b2xk" }, { [key]: "b2xk" });
  const after = secret({ same: "c2FtZQ==", other: "bmV3", more: "bW9yZQ==" }, { [key]: "bmV3" });
  assertEquals(differences(before, after), [
    { path: "data.other", before: "***** (before)", after: "***** (after)" },
    { path: "data.more", after: "***** (after)" },
  ]);
  assertEquals(maskedAlone(before), secret({ same: "*****", other: "*****" }, { [key]: "*****" }));
});
