import type { PluginManifest } from "schemas/plugin_manifest.ts";
import type { ManifestRead } from "../check.ts";

const gitRoute = { group: "source.example", version: "v1", kind: "GitRepository" };

/** Manifests as their folders would give them, by id. */
export function byId(
  some: Readonly<Record<string, Partial<PluginManifest>>>,
): ReadonlyMap<string, ManifestRead> {
  return new Map(
    Object.entries(some).map(([id, manifest]) => [id, {
      manifest: { contract: 0, name: id, version: "1.0.0", kind: "source", ...manifest },
      folder: `/plugins/${id}`,
      builtIn: false,
      digest: `sha256:${"1".repeat(64)}`,
    }]),
  );
}

const source: Partial<PluginManifest> = {
  kind: "source",
  serves: [gitRoute],
  needs: { hosts: [{ at: "/spec/url" }], scratchMiB: 64 },
  timeoutSeconds: 90,
  config: {
    type: "object",
    additionalProperties: false,
    properties: {
      depth: { type: "integer", minimum: 1, default: 1 },
      mirror: { type: "string" },
    },
  },
};

/** The plugins that the tables of this folder speak of. */
export const manifests = byId({
  git: source,
  git2: source,
  plain: { kind: "renderer", pure: true },
  sops: { kind: "decryptor", config: { type: "object" } },
  ssa: { kind: "applier", needs: {} },
  kstatus: { kind: "health" },
  embedded: { kind: "cluster" },
  rules: { kind: "policy" },
});
