import { assertEquals } from "@std/assert";
import { type KubeObject, refOf } from "../../contract/mod.ts";
import type { Controlled } from "../../reconcile/mod.ts";
import { keyOf, rowsOf } from "./model.ts";
import { lineOf, linePainter } from "./paint.ts";

const kinds: readonly Controlled[] = [
  { group: "s.io", version: "v1", kind: "Source", role: "source", profile: {}, asks: "source" },
  {
    group: "d.io",
    version: "v1",
    kind: "Delivery",
    role: "delivery",
    profile: {},
    asks: "applier",
  },
];
const ready = (status: string, reason: string, message = "") => ({
  conditions: [{
    type: "Ready",
    status,
    reason,
    message,
    lastTransitionTime: "2026-01-01T00:00:00Z",
  }],
});
const object = (apiVersion: string, kind: string, name: string, status: object): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: "n" },
  status,
});

function rows(...objects: KubeObject[]) {
  return rowsOf({ kinds, objects: new Map(objects.map((one) => [keyOf(refOf(one)), one])) });
}

const all = [
  object("d.io/v1", "Delivery", "root", {
    ...ready("True", "Done"),
    inventory: {
      entries: [{ id: "n_child_d.io_Delivery", v: "v1" }, { id: "n_root_d.io_Delivery", v: "v1" }],
    },
  }),
  object("d.io/v1", "Delivery", "child", {
    ...ready("False", "HealthCheckFailed", "it fails\nfor two reasons"),
    inventory: { entries: [{ id: "n_web_apps_Deployment", v: "v1" }] },
  }),
  object("d.io/v1", "Delivery", "late", ready("False", "DependencyNotReady", "waits")),
  object("s.io/v1", "Source", "git", ready("Unknown", "Progressing", "pulls")),
  { ...object("apps/v1", "Deployment", "web", { readyReplicas: 1 }), spec: { replicas: 2 } },
];

Deno.test("rowsOf() shows sources first, and everything once, below what applied it", () => {
  assertEquals(rows(...all).map((row) => lineOf(row)), [
    "… Source/n/git  pulls",
    "… Delivery/n/late  waits",
    "✔ Delivery/n/root",
    "  ✗ Delivery/n/child  it fails",
    "    … Deployment/n/web  1/2",
  ]);
});

Deno.test("rowsOf() tells what waits for others from what is under way", () => {
  assertEquals(rows(...all).slice(0, 2).map(({ verdict }) => verdict), ["waiting", "blocked"]);
});

Deno.test("linePainter() writes a line for each change, and none for what stays", () => {
  let text = "";
  const painter = linePainter({ data: (more) => void (text += more), words: () => {} });
  painter.paint(rows(...all));
  text = "";
  painter.paint(rows(...all.slice(0, 4), { ...all[4]!, status: { readyReplicas: 2 } }));
  assertEquals(text, "✔ Deployment/n/web  2/2\n");
});
