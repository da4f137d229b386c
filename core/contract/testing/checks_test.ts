import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type Definition, plugin } from "../define.ts";
import type { Kind } from "../kinds.ts";
import { checks, type ConformsOptions } from "./checks.ts";

const gate = `contract: 0\nname: tested\nversion: 0.1.0\nkind: gate\npure: true\n`;
const open = () => ({ open: () => ({ open: true as const }) });

interface Wrong<K extends Kind> {
  readonly claim: string;
  readonly definition: Definition<K>;
  readonly manifest?: string;
  readonly options?: ConformsOptions<K>;
  readonly says: string;
}

/** Checks one claim on a plugin whose manifest is written to a folder of its own. */
async function check<K extends Kind>(kind: K, wrong: Omit<Wrong<K>, "says">): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/plugin.yaml`, wrong.manifest ?? gate);
    await Deno.writeTextFile(`${folder}/mod.ts`, "");
    const manifest = new URL(`file://${folder}/plugin.yaml`);
    const { definition, options = {} } = wrong;
    await checks[wrong.claim]!({ kind, definition, manifest, options });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function caught<K extends Kind>(what: string, kind: K, wrong: Wrong<K>): void {
  Deno.test(`conforms() catches a plugin that ${what}`, async () => {
    const error = await assertRejects(() => check(kind, wrong));
    assertStringIncludes(String(error), wrong.says);
  });
}

const manifested = "its manifest is well formed and of its kind";
const starting = "it starts, stops, and starts again";
const complete = "it has every method of its kind";
const typed = "it answers a well-formed request, or fails typed";
const tolerant = "it survives fields that it does not know";
const cancelled = "a cancelled call ends";
const pure = "what is pure answers the same after a restart";

for (const claim of Object.keys(checks)) {
  Deno.test(`conforms() lets a good gate pass: ${claim}`, () =>
    check("gate", { claim, definition: plugin("gate", open) }));
}

caught("has a key in its manifest that nobody knows", "gate", {
  claim: manifested,
  definition: plugin("gate", open),
  manifest: `${gate}colour: blue\n`,
  says: "colour",
});
caught("is of another kind than its manifest says", "gate", {
  claim: manifested,
  definition: plugin("gate", open),
  manifest: gate.replace("kind: gate", "kind: policy"),
  says: "plugin.yaml says kind policy",
});
caught("defines another kind than its manifest", "policy", {
  claim: starting,
  definition: plugin("policy", () => ({ judge: () => ({ verdicts: [] }) })),
  says: "defines a policy, its manifest a gate",
});
caught("cannot be created", "gate", {
  claim: starting,
  definition: plugin("gate", () => {
    throw new Error("no way");
  }),
  says: "no way",
});
caught("is created once only", "gate", {
  claim: starting,
  definition: ((made) =>
    plugin("gate", () => {
      if (made++) throw new Error("made before");
      return open();
    }))(0),
  says: "made before",
});
caught("lacks a method", "gate", {
  claim: complete,
  definition: plugin("gate", () => ({} as never)),
  says: "methods are missing",
});
caught("answers with a wrong shape", "gate", {
  claim: typed,
  definition: plugin("gate", () => ({ open: () => ({ open: "yes" } as never) })),
  says: "ContractViolation",
});
caught("throws what is no failure", "gate", {
  claim: typed,
  definition: plugin("gate", () => ({
    open: ({ spec }) => (spec as { none: { such: never } }).none.such,
  })),
  says: "PluginError",
});
caught("uses a host that its manifest does not need, and does not say so", "gate", {
  claim: typed,
  definition: plugin("gate", () => ({
    async open(_request, cx) {
      await cx.http.fetch("https://example.dev/").catch(() => {
        throw new Error("no network");
      });
      return { open: true };
    },
  })),
  says: "no network",
});
caught("minds fields of a newer kernel", "gate", {
  claim: tolerant,
  definition: plugin("gate", () => ({
    open({ spec }) {
      if (Object.keys(spec as object).length > 0) throw new TypeError("what is this?");
      return { open: true };
    },
  })),
  says: "what is this?",
});
caught("goes on after its call was cancelled", "gate", {
  claim: cancelled,
  definition: plugin("gate", () => ({
    open: () => new Promise((resolve) => setTimeout(() => resolve({ open: true }), 200)),
  })),
  options: { patienceMs: 50 },
  says: "goes on after it was cancelled",
});
caught("says that it is pure, and remembers", "gate", {
  claim: pure,
  definition: plugin("gate", () => {
    let asked = 0;
    return { open: () => ({ open: false, reason: "Closed", message: `asked ${++asked} times` }) };
  }),
  says: "remembers",
});
caught("says that it is pure, and depends on its start", "gate", {
  claim: pure,
  definition: ((starts) =>
    plugin("gate", () => {
      const message = `start ${++starts}`;
      return { open: () => ({ open: false, reason: "Closed", message }) };
    }))(0),
  says: "answers otherwise after a restart",
});
caught("never says that it serves", "cluster", {
  claim: typed,
  definition: plugin("cluster", () => ({
    serve: (_request, cx) =>
      new Promise((resolve) => cx.signal.addEventListener("abort", () => resolve({}))),
  })),
  manifest:
    "contract: 0\nname: tested\nversion: 0.1.0\nkind: cluster\nneeds: { listen: loopback }\n",
  options: { patienceMs: 50 },
  says: "never says that it serves",
});

Deno.test("conforms() asks nothing of memory where the manifest does not say pure", async () => {
  const counting = plugin("gate", () => {
    let asked = 0;
    return { open: () => ({ open: false, reason: "Closed", message: String(++asked) }) };
  });
  const manifest = gate.replace("pure: true", "pure: false");
  await check("gate", { claim: pure, definition: counting, manifest });
  assertEquals(Object.keys(checks).includes(pure), true);
});
