import { assertEquals } from "@std/assert";
import { readCrds } from "schemas/crds/mod.ts";
import type { PluginManifest } from "schemas/plugin_manifest.ts";
import { widened } from "./widened.ts";

const group = "notification.toolkit.fluxcd.io";
const base = { contract: 0, name: "bell", version: "1.0.0" } as const;

function fieldsOf(crds: Awaited<ReturnType<typeof readCrds>>, kind: string): string {
  return JSON.stringify(crds.find(({ metadata }) => metadata.name.startsWith(kind)));
}

Deno.test("widened() leaves the definitions as they are for what they list already", async () => {
  const serves = [{ group, version: "v1beta3", kind: "Provider", when: { "/spec/type": "slack" } }];
  const crds = await readCrds();
  assertEquals(widened(crds, [{ ...base, kind: "notifier", serves }]), crds);
});

Deno.test("widened() admits a type that a plugin serves, and kinds that it brings", async () => {
  const manifests: readonly PluginManifest[] = [
    {
      ...base,
      kind: "notifier",
      serves: [{ group, version: "v1beta3", kind: "Provider", when: { "/spec/type": "bell" } }],
    },
    {
      ...base,
      kind: "source",
      serves: [{ group: "shelf.example.org", version: "v1", kind: "Shelf" }],
    },
  ];
  const before = await readCrds(), after = widened(before, manifests);
  for (
    const [kind, last, added] of [
      ["providers", "incident.io", "bell"],
      ["alerts", "ExternalArtifact", "Shelf"],
      ["receivers", "ExternalArtifact", "Shelf"],
      ["kustomizations", "", ""],
    ] as const
  ) {
    assertEquals(
      fieldsOf(after, kind),
      fieldsOf(before, kind).replace(`"${last}"]`, `"${last}","${added}"]`),
    );
  }
});
