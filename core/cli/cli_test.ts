import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("testdata/main.ts", import.meta.url));
const config = fileURLToPath(new URL("../../deno.json", import.meta.url));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the real command, as a shell would. */
async function sluice(args: readonly string[], cwd = Deno.cwd(), env = {}): Promise<Said> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--config", config, main, ...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}

async function inFolder(
  files: Readonly<Record<string, string>>,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(join(folder, path, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, path), text);
    }
    await test(folder);
  } finally {
    await new Deno.Command("chmod", { args: ["-R", "u+w", folder] }).output();
    await Deno.remove(folder, { recursive: true });
  }
}

const gate = {
  "gate/plugin.yaml": "contract: 0\nname: friday\nversion: 1.2.3\nkind: gate\n",
  "gate/mod.ts":
    'import { plugin } from "contract";\nexport default plugin("gate", () => ({ open: () => ({ open: true }) }));\n',
};

/** Words on the command line, the exit code, and all that stands on standard error. */
const misuse: readonly [string[], string][] = [
  [["rnu"], "error: unknown command 'rnu'\n(Did you mean run?)\n(see --help)\n"],
  [
    ["run", "--confg", "x"],
    "error: unknown option '--confg'\n(Did you mean --config?)\n(see --help)\n",
  ],
  [["plugin", "bundle"], "error: missing required argument 'folder'\n(see --help)\n"],
  [
    ["plugin", "list", "-o", "xml"],
    "error: option '-o, --output <format>' argument 'xml' is invalid. Allowed choices are table, json, yaml.\n(see --help)\n",
  ],
  [
    ["completion", "csh"],
    "error: command-argument value 'csh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish, powershell.\n(see --help)\n",
  ],
];

for (const [args, says] of misuse) {
  Deno.test(`sluice ${args.join(" ")} ends with 2 and says what was meant`, async () => {
    assertEquals(await sluice(args), { code: 2, out: "", err: says });
  });
}

Deno.test("sluice --help teaches: commands, environment, exit codes, examples", async () => {
  const { code, out, err } = await sluice(["--help"]);
  assertEquals([code, err], [0, ""]);
  for (const part of ["config", "plugin", "SLUICE_CONFIG", "Exit codes:", "sluice plugin check"]) {
    assertStringIncludes(out, part);
  }
  assert(!out.includes("\x1b"));
});

Deno.test("sluice alone shows its help on standard error and ends with 2", async () => {
  const { code, out, err } = await sluice([]);
  assertEquals([code, out], [2, ""]);
  assertStringIncludes(err, "Usage: sluice");
});

Deno.test("sluice run hands over what it was asked, the environment below the flags", async () => {
  const env = { SLUICE_CONFIG: "from-env.yaml" };
  const plain = await sluice(["run"], undefined, env);
  assertEquals(JSON.parse(plain.out), { config: "from-env.yaml", state: ".sluice" });
  const args = [
    "run",
    "-c",
    "a.yaml",
    "--kubeconfig",
    "k",
    "--context",
    "c",
    "--log-level",
    "debug",
    "--receiver",
    "127.0.0.1:9292",
  ];
  const asked = await sluice(args, undefined, env);
  assertEquals(JSON.parse(asked.out), {
    config: "a.yaml",
    state: ".sluice",
    kubeconfig: "k",
    context: "c",
    logLevel: "debug",
    addresses: { webhooks: "127.0.0.1:9292" },
  });
  const wrong = await sluice(["run", "--metrics", "here"]);
  assertEquals(wrong.code, 2);
  assertStringIncludes(wrong.err, "It is not an address such as :9090 or 127.0.0.1:9090.");
});

Deno.test("sluice run ends with 1 and one line where the kernel fails", async () => {
  const { code, err } = await sluice(["run", "--context", "broken"]);
  assertEquals([code, err], [1, "error: no cluster\n"]);
});

Deno.test("sluice config check counts what is in order", async () => {
  await inFolder(
    { ...gate, "my.yaml": "plugins: { friday: { use: ./gate } }\n" },
    async (folder) => {
      assertEquals(await sluice(["config", "check", "my.yaml"], folder), {
        code: 0,
        out: "",
        err: "my.yaml is in order: 1 plugin, 0 pipelines\n",
      });
    },
  );
});

Deno.test("sluice config check tells mistakes of the file and of the plugins' manifests together", async () => {
  const files = {
    "gate/plugin.yaml": "contract: 0\nname: friday\nversion: '1'\nkind: gat\n",
    "my.yaml": "plugins:\n  friday: { use: ./gate }\n  none: { use: ./none }\nlgo: {}\n",
  };
  await inFolder(files, async (folder) => {
    const { code, out, err } = await sluice(["config", "check", "my.yaml"], folder);
    assertEquals([code, err], [1, "my.yaml has 4 mistakes\n"]);
    const lines = out.trimEnd().split("\n");
    assertStringIncludes(lines[0]!, 'my.yaml:4:1: lgo: is not known here; did you mean "log"?');
    assertStringIncludes(lines[1]!, `${folder}/gate/plugin.yaml:3:10: version: `);
    assertStringIncludes(lines[2]!, `${folder}/gate/plugin.yaml:4:7: kind: must be one of source,`);
    assertStringIncludes(lines[3]!, `${folder}/none/plugin.yaml:1:1: Cannot read the manifest: `);
  });
});

Deno.test("sluice config check -o json gives each mistake as data", async () => {
  await inFolder({ "my.yaml": "plugins: {}\nlog: { level: loud }\n" }, async (folder) => {
    const { code, out } = await sluice(["config", "check", "my.yaml", "-o", "json"], folder);
    const message = "must be one of trace, debug, info, error";
    assertEquals(code, 1);
    assertEquals(JSON.parse(out), [
      { file: "my.yaml", line: 2, column: 15, path: "log.level", message },
    ]);
  });
});

Deno.test("sluice config check says that a file is not there", async () => {
  const { code, out } = await sluice(["config", "check", "/nowhere/my.yaml"]);
  assertEquals(code, 1);
  assertStringIncludes(out, "/nowhere/my.yaml:1:1: Cannot read the config: No such file");
});

Deno.test("sluice plugin bundle prints a digest that the config can pin, until one byte changes", async () => {
  await inFolder(gate, async (folder) => {
    const made = await sluice(["plugin", "bundle", "gate", "--output", "out"], folder);
    assertEquals([made.code, made.err], [0, `friday 1.2.3 is bundled in ${folder}/out\n`]);
    const digest = made.out.trim();
    const text = `plugins: { friday: { use: ./out, digest: "${digest}" } }\n`;
    await Deno.writeTextFile(join(folder, "my.yaml"), text);
    assertEquals((await sluice(["config", "check", "my.yaml"], folder)).code, 0);
    const module = join(folder, "out/mod.js");
    await Deno.writeTextFile(module, `${await Deno.readTextFile(module)} `);
    const changed = await sluice(["config", "check", "my.yaml"], folder);
    assertEquals(changed.code, 1);
    assertStringIncludes(
      changed.out,
      "plugin friday is not what was pinned: its bundle is sha256:",
    );
  });
});

Deno.test("sluice plugin bundle does not write over what is there", async () => {
  await inFolder({ ...gate, "friday-1.2.3/x": "" }, async (folder) => {
    const { code, err } = await sluice(["plugin", "bundle", "gate"], folder);
    const out = join(folder, "friday-1.2.3");
    assertEquals([code, err], [1, `error: Cannot write the bundle to ${out}: it is not empty\n`]);
  });
});

Deno.test("sluice plugin check gives the digest of what is good and tells what is not", async () => {
  await inFolder({ ...gate, "bad/plugin.yaml": "name: x\n" }, async (folder) => {
    const { code, out, err } = await sluice(["plugin", "check", "gate", "bad"], folder);
    assertEquals(code, 1);
    const [heading, row] = out.split("\n");
    assertEquals(heading, "NAME    VERSION  KIND  DIGEST");
    assertStringIncludes(row!, "friday  1.2.3    gate  sha256:");
    assertStringIncludes(err, `${folder}/bad/plugin.yaml:1:1: lacks "contract"`);
  });
});

Deno.test("sluice plugin list shows the plugins of a config, as a table and as YAML", async () => {
  await inFolder({ ...gate, "my.yaml": "plugins: { fri: { use: ./gate } }\n" }, async (folder) => {
    const shown = await sluice(["plugin", "list", "--config", "my.yaml"], folder);
    const row = `fri  friday  1.2.3    gate          ${folder}/gate\n`;
    assertEquals(shown.out, `ID   NAME    VERSION  KIND  SERVES  FOLDER\n${row}`);
    const data = await sluice(["plugin", "list", "-c", "my.yaml", "-o", "yaml"], folder);
    assertStringIncludes(data.out, "- id: fri\n  name: friday\n");
  });
});

Deno.test("sluice cluster becomes the cluster that the config names, with what it was asked", async () => {
  const files = {
    "mine/main.ts": "export const main = (flags) => console.log(JSON.stringify(flags));\n",
    "my.yaml": "plugins: { own: { use: ./mine } }\ncluster: { plugin: own }\n",
    "none.yaml": "plugins: {}\n",
  };
  await inFolder(files, async (folder) => {
    const args = ["cluster", "--port", "8001", "--no-nodes", "--data", "kept"];
    const { code, out } = await sluice(args, folder, { SLUICE_CONFIG: "my.yaml" });
    const asked = { controllers: true, nodes: false, port: "8001", data: "kept" };
    assertEquals([code, JSON.parse(out)], [0, asked]);
    const none = await sluice(["cluster"], folder, { SLUICE_CONFIG: "none.yaml" });
    const says = 'error: Cannot start a cluster: none.yaml names no plugin under "cluster"\n';
    assertEquals(none, { code: 1, out: "", err: says });
  });
});
