import { assertEquals } from "@std/assert";
import type { KubeObject } from "contract";
import { expanded, normalized } from "./normalize.ts";

function object(apiVersion: string, kind: string, rest: object = {}): KubeObject {
  return { apiVersion, kind, metadata: { name: "one" }, ...rest };
}

Deno.test("normalized() drops what the type lacks, and names a port's protocol", () => {
  const spec = { ports: [{ port: 80 }], invented: true };
  const { spec: kept } = normalized(object("v1", "Service", { spec })) as { spec?: unknown };
  assertEquals(kept, { ports: [{ port: 80, protocol: "TCP" }] });
});

Deno.test("normalized() makes data of a Secret's text", () => {
  const secret = object("v1", "Secret", { data: { a: "YQ==" }, stringData: { b: "b" } });
  assertEquals(normalized(secret), object("v1", "Secret", { data: { a: "YQ==", b: "Yg==" } }));
});

Deno.test("normalized() leaves a status to definitions alone", () => {
  const status = { phase: "up" }, spec = { invented: true };
  const own = object("a.dev/v1", "A", { spec, status });
  const definition = object("apiextensions.k8s.io/v1", "CustomResourceDefinition", { status });
  assertEquals(normalized(own), object("a.dev/v1", "A", { spec }));
  assertEquals(normalized(definition), definition);
});

Deno.test("normalized() takes a bundle that is none out of a definition", () => {
  const definition = (clientConfig: object) =>
    object("apiextensions.k8s.io/v1", "CustomResourceDefinition", {
      spec: { group: "a.dev", conversion: { strategy: "Webhook", webhook: { clientConfig } } },
    });
  assertEquals(normalized(definition({ caBundle: "Cg==", url: "u" })), definition({ url: "u" }));
  const sound = definition({ caBundle: btoa("-----BEGIN CERTIFICATE-----\n") });
  assertEquals(normalized(sound), sound);
});

Deno.test("expanded() takes lists apart, and leaves kustomize's own configuration out", () => {
  const one = object("v1", "ConfigMap"), list = object("v1", "List", { items: [one, one] });
  const own = object("kustomize.config.k8s.io/v1beta1", "Kustomization");
  assertEquals(expanded([list, own]), [one, one]);
});
