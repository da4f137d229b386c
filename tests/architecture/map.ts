/** The map of the house: what each part may import besides itself. Everything absent is forbidden. */
const low = ["schemas", "core/std"];
const contract = [...low, "core/yaml", "core/pack", "core/contract"];
const middle = ["rpc", "bus", "capability", "store", "kube", "telemetry"].map((p) => `core/${p}`);
const upper = ["core/host", "core/config"];

export const may: Readonly<Record<string, readonly string[]>> = {
  "schemas": ["core/std"],
  "core/std": [],
  "core/yaml": low,
  "core/pack": low,
  "core/contract": [...low, "core/yaml", "core/pack"],
  ...Object.fromEntries(middle.map((part) => [part, [...contract, ...middle]])),
  ...Object.fromEntries(upper.map((part) => [part, [...contract, ...middle, ...upper]])),
  "core/contract/testing": [...contract, ...middle, ...upper],
  "core/reconcile": [...contract, ...middle, ...upper],
  "core/kernel": [...contract, ...middle, ...upper, "core/reconcile"],
  "core/cli": [...contract, ...middle, ...upper, "core/reconcile"],
  "core/main.ts": ["core/kernel", "core/cli"],
};

/** What a plugin may import: these, `plugins/lib`, and its own folder. */
export const pluginMay = [
  "core/contract/mod.ts",
  "core/yaml/mod.ts",
  "schemas/crds",
  "plugins/lib",
  "core/std",
];

/** Packages that plugins reach by name only through the import map; nothing imports a registry directly. */
export const schemes = /^(npm|node):/;
