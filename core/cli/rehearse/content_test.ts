import { assertEquals } from "@std/assert";
import { throughApiServer } from "./content.ts";

Deno.test("throughApiServer() leads to the Service that a URL names, and nowhere for any other host", () => {
  const path = "/gitrepository/flux-system/fleet/abc.tar.gz";
  const proxied = (port: number) =>
    `/api/v1/namespaces/flux-system/services/http:source-controller:${port}/proxy${path}`;
  const of = (host: string) => throughApiServer(new URL(`http://${host}${path}`));
  assertEquals(of("source-controller.flux-system.svc.cluster.local."), proxied(80));
  assertEquals(of("source-controller.flux-system.svc:9090"), proxied(9090));
  for (
    const host of ["127.0.0.1", "localhost", "example.com", "artifacts.example.com", "[::1]:80"]
  ) {
    assertEquals(of(host), undefined);
  }
});
