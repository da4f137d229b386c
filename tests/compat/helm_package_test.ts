import { assertEquals } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { generateKey } from "openpgp";
import {
  chooseVersion,
  mergeIndexes,
  packChart,
  readIndex,
  signPackage,
  verifyPackage,
  writeIndex,
} from "../../plugins/lib/chart_repository/mod.ts";
import { loadChart } from "../../plugins/lib/helm/mod.ts";
import { readChartFolder } from "./corpus.ts";
import { HELM, helm as run } from "./helm_binary.ts";
import { PACKAGED } from "./tables/helm_packaged.ts";

const MODIFIED = 1_700_000_000;

function helm(folder: string, ...args: readonly string[]): ReturnType<typeof run> {
  const env = { HELM_CACHE_HOME: `${folder}/cache`, HELM_CONFIG_HOME: `${folder}/config` };
  return run(args, { cwd: folder, env });
}

/** Writes the charts, each file with the same time. */
function writeCharts(folder: string): void {
  for (const [path, text] of Object.entries(PACKAGED)) {
    const file = `${folder}/${path}`;
    Deno.mkdirSync(file.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(file, text);
    Deno.utimeSync(file, MODIFIED, MODIFIED);
  }
}

async function inFolder(work: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    writeCharts(folder);
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const charts = [...new Set(Object.keys(PACKAGED).map((path) => path.split("/")[0]!))];

Deno.test({
  name: "packChart() writes the archive that helm package writes",
  ignore: HELM === undefined,
  fn: () =>
    inFolder((folder) => {
      for (const chart of charts) {
        const { text } = helm(folder, "package", chart);
        const path = /saved it to: (.*)\n/.exec(text)?.[1];
        const { name, data } = packChart(readChartFolder(`${folder}/${chart}`), MODIFIED);
        assertEquals(`${folder}/${name}`, path, text);
        const theirs = Deno.readFileSync(path!);
        const plain = (bytes: Uint8Array) => gunzipSync(bytes).toString("latin1");
        assertEquals(plain(data), plain(theirs), chart);
        assertEquals(Uint8Array.from(data.subarray(0, 58)), theirs.subarray(0, 58));
      }
    }),
});

Deno.test({
  name: "writeIndex() and mergeIndexes() give what helm repo index gives",
  ignore: HELM === undefined,
  fn: () =>
    inFolder((folder) => {
      for (const chart of charts) helm(folder, "package", chart, "-d", "first");
      for (const version of ["1.3.0", "1.2.4-rc.1", "0.9.0"]) {
        helm(folder, "package", charts[0]!, "-d", "second", "--version", version);
      }
      const read = (path: string) => Deno.readTextFileSync(`${folder}/${path}/index.yaml`);
      helm(folder, "repo", "index", "first", "--url", "https://charts.example.dev");
      helm(folder, "repo", "index", "second");
      const [first, second] = [read("first"), read("second")];
      assertEquals(writeIndex(readIndex(first)), first);
      const merged = mergeIndexes(readIndex(second), readIndex(first));
      helm(folder, "repo", "index", "second", "--merge", "first/index.yaml");
      const plain = (text: string) =>
        text.replace(/^(generated| {2}- created| {4}created):.*$/gm, "");
      assertEquals(plain(writeIndex(merged)), plain(read("second")));
    }),
});

Deno.test({
  name: "chooseVersion() takes the version that helm takes",
  ignore: HELM === undefined,
  fn: () =>
    inFolder(async (folder) => {
      for (const version of ["1.0.0", "1.2.0", "1.2.3", "1.3.0-rc.1", "2.0.0", "2.1.0-0"]) {
        helm(folder, "package", charts[0]!, "-d", "repo", "--version", version);
      }
      helm(folder, "repo", "index", "repo");
      const index = readIndex(Deno.readFileSync(`${folder}/repo/index.yaml`));
      const name = /name: (.*)/.exec(PACKAGED[`${charts[0]}/Chart.yaml`]!)![1]!;
      const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (r) =>
        new Response(await Deno.readFile(`${folder}/repo${new URL(r.url).pathname}`)));
      const url = `http://127.0.0.1:${server.addr.port}`;
      const ranges = [
        "",
        "1.2.3",
        "1.2",
        "~1.2",
        "^1",
        ">=1.2 <2",
        "*",
        ">0-0",
        "1.3.0-rc.1",
        "^2-0",
      ];
      for (const range of [...ranges, "2.1.0-0", "~1.3", "^3", "1.x || 2.x", "!=2.0.0", "v1.2.3"]) {
        const { stdout, success } = await new Deno.Command(HELM!, {
          args: ["show", "chart", name, "--repo", url, ...range ? ["--version", range] : []],
          env: { HELM_CACHE_HOME: `${folder}/cache`, HELM_CONFIG_HOME: `${folder}/config` },
        }).output();
        const want = success
          ? /^version: (.*)$/m.exec(new TextDecoder().decode(stdout))?.[1]
          : "failed";
        assertEquals(
          chosen(() =>
            chooseVersion(index, name, range).metadata.version
          ),
          want,
          range,
        );
      }
      await server.shutdown();
    }),
});

function chosen(choose: () => string): string {
  try {
    return choose();
  } catch {
    return "failed";
  }
}

Deno.test({
  name: "helm verifies what signPackage() signs, and verifyPackage() what helm signs",
  ignore: HELM === undefined,
  fn: () =>
    inFolder(async (folder) => {
      const { privateKey, publicKey } = await generateKey({
        type: "rsa",
        rsaBits: 2048,
        userIDs: [{ name: "Signer", email: "signer@example.dev" }],
        format: "object",
      });
      Deno.writeFileSync(`${folder}/secring.gpg`, privateKey.write());
      Deno.writeFileSync(`${folder}/pubring.gpg`, publicKey.write());
      const signing = ["--sign", "--key", "Signer", "--keyring", "secring.gpg", "-d", "signed"];
      const signed = helm(folder, "package", charts[0]!, ...signing);
      const path = /saved it to: (.*)\n/.exec(signed.text)?.[1];
      const name = path!.split("/").at(-1)!;
      const theirs = { name, data: Deno.readFileSync(`${folder}/${path}`) };
      const provenance = Deno.readTextFileSync(`${folder}/${path}.prov`);
      const verified = await verifyPackage(theirs, provenance, publicKey.write());
      assertEquals(verified.fingerprint, publicKey.getFingerprint().toUpperCase());

      const files = readChartFolder(`${folder}/${charts[0]}`);
      const packed = packChart(files, MODIFIED);
      Deno.writeFileSync(`${folder}/${packed.name}`, packed.data);
      const ours = await signPackage(loadChart(files).metadata, packed, privateKey);
      Deno.writeTextFileSync(`${folder}/${packed.name}.prov`, ours);
      const answer = helm(folder, "verify", packed.name, "--keyring", "pubring.gpg");
      assertEquals(answer.success, true, answer.text);
    }),
});
