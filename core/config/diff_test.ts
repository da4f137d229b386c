import { assertEquals } from "@std/assert";
import { checkConfig } from "./check.ts";
import type { Config } from "./config.ts";
import { diffConfig } from "./diff.ts";
import { manifests } from "./testdata/manifests.ts";

const base = `
plugins:
  plain: { use: ./plain }
  ssa: { use: ./ssa }
pipelines:
  a.example/Thing: { render: [plain], apply: ssa }
`;

function settled(text: string): Config {
  const checked = checkConfig(text, { file: "/etc/sluice.yaml", manifests });
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  return checked.config;
}

const nothing = { added: [], removed: [], restart: [], sections: [] };

/** What changes of the text above, and what that restarts. */
const rows: readonly [string, (text: string) => string, Partial<ReturnType<typeof diffConfig>>][] =
  [
    [
      "a comment and the order of keys change nothing",
      () =>
        `# new\npipelines: { Thing.a.example: { apply: ssa, render: [plain] } }\nplugins: { ssa: { use: ./ssa }, plain: { use: ./plain } }\n`,
      {},
    ],
    [
      "a default that is written out changes nothing",
      (text) => `${text}log: { level: info }\n`,
      {},
    ],
    [
      "a pool restarts its plugin alone",
      (text) => text.replace("./plain }", "./plain, pool: { size: 3 } }"),
      { restart: ["plain"] },
    ],
    ["a pipeline restarts no plugin", (text) => text.replace("[plain]", "[]"), {
      sections: ["pipelines"],
    }],
    ["a log level restarts no plugin", (text) => `${text}log: { level: debug }\n`, {
      sections: ["log"],
    }],
    ["the memory of all restarts all", (text) => `${text}limits: { memoryMiB: 200 }\n`, {
      restart: ["plain", "ssa"],
      sections: ["limits"],
    }],
    [
      "a plugin more is started",
      (text) => text.replace("plugins:", "plugins:\n  kstatus: { use: k }"),
      {
        added: ["kstatus"],
      },
    ],
  ];

for (const [claim, change, expected] of rows) {
  Deno.test(`diffConfig(): ${claim}`, () => {
    assertEquals(diffConfig(settled(base), settled(change(base))), { ...nothing, ...expected });
  });
}

Deno.test("diffConfig(): a plugin less is stopped", () => {
  const more = base.replace("plugins:", "plugins:\n  kstatus: { use: k }");
  assertEquals(diffConfig(settled(more), settled(base)), { ...nothing, removed: ["kstatus"] });
});
