import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { generateKey, type PrivateKey, type PublicKey } from "openpgp";
import { ChartError, loadChart, readArchive } from "../helm/mod.ts";
import {
  chooseVersion,
  mergeIndexes,
  packChart,
  readIndex,
  signPackage,
  verifyPackage,
  writeIndex,
} from "./mod.ts";

const encoder = new TextEncoder();
const file = (name: string, text: string) => ({ name, data: encoder.encode(text) });
const CHART = [
  file("Chart.yaml", "version: 1.2.3\nname: app\napiVersion: v2\n# gone\n"),
  file("README.md", "read"),
  file(`templates/${"deep/".repeat(30)}a.yaml`, "a: 1\n"),
  file("templates/é.yaml", "b: 1\n"),
  file("values.yaml", "a: 1\n"),
  file("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n"),
];

const index = (...versions: readonly string[]) =>
  readIndex(JSON.stringify({
    apiVersion: "v1",
    entries: {
      app: versions.map((version) => ({ name: "app", apiVersion: "v2", version, urls: ["a.tgz"] })),
    },
  }));

Deno.test("packChart() gives the same bytes at any time, which readArchive() reads", () => {
  const { name, data } = packChart(CHART);
  assertEquals(name, "app-1.2.3.tgz");
  assertEquals(packChart(CHART).data, data);
  const chart = loadChart(readArchive(data));
  assertEquals(chart.templates.map((one) => one.name).sort(), [
    `templates/${"deep/".repeat(30)}a.yaml`,
    "templates/é.yaml",
  ]);
  assertEquals(chart.dependencies.map(({ metadata }) => metadata.name), ["sub"]);
  assertEquals(gunzipSync(data).length % 512, 0);
});

Deno.test("packChart() refuses what is no chart", () => {
  assertThrows(
    () => packChart([file("values.yaml", "")]),
    ChartError,
    "Chart.yaml file is missing",
  );
});

Deno.test("chooseVersion() takes the version that is named, else the highest of the range", () => {
  const found = index("1.0.0", "2.0.0-rc.1", "1.10.0", "1.9.0", "not-one");
  const chosen = (range?: string) => chooseVersion(found, "app", range).metadata.version;
  assertEquals(chosen(), "1.10.0");
  assertEquals(chosen("~1.9"), "1.9.0");
  assertEquals(chosen(">0-0"), "2.0.0-rc.1");
  assertEquals(chosen("2.0.0-rc.1"), "2.0.0-rc.1");
  assertThrows(() => chooseVersion(found, "app", "^3"), ChartError, "no chart version found for");
  assertThrows(() => chooseVersion(found, "other"), ChartError, "no chart name found");
});

Deno.test("readIndex() leaves out and tells what is wrong, and needs an API version", () => {
  const found = index("1.0.0", "");
  assertEquals(found.entries.get("app")?.map(({ metadata }) => metadata.version), ["1.0.0"]);
  assertEquals(found.problems.length, 1);
  assertThrows(() => readIndex("entries: {}"), ChartError, "no API version specified");
  assertThrows(() => readIndex(""), ChartError, "empty index.yaml file");
});

Deno.test("mergeIndexes() adds what is missing and keeps what is there", () => {
  const own = readIndex(writeIndex(index("1.0.0")).replace("a.tgz", "own.tgz"));
  const { entries } = mergeIndexes(own, index("1.0.0", "1.1.0"));
  assertEquals(entries.get("app")?.map(({ metadata, urls }) => [metadata.version, urls[0]]), [
    ["1.1.0", "a.tgz"],
    ["1.0.0", "own.tgz"],
  ]);
});

async function keys(): Promise<{ privateKey: PrivateKey; publicKey: PublicKey }> {
  const userIDs = [{ name: "Signer", email: "signer@example.dev" }];
  return await generateKey({ type: "ecc", curve: "ed25519Legacy", userIDs, format: "object" });
}

Deno.test("verifyPackage() takes what a key of the keyring signed, and nothing else", async () => {
  const { privateKey, publicKey } = await keys();
  const packed = packChart(CHART);
  const { metadata } = loadChart(CHART);
  const provenance = await signPackage(metadata, packed, privateKey);
  const verified = await verifyPackage(packed, provenance, publicKey.write());
  assertEquals(verified.identities, ["Signer <signer@example.dev>"]);
  assertEquals(verified.fingerprint, publicKey.getFingerprint().toUpperCase());

  const refused = (parts: Parameters<typeof verifyPackage>, message: string) =>
    assertRejects(() => verifyPackage(...parts), ChartError, message);
  const other = packChart([...CHART, file("more", "")]);
  await refused([other, provenance, publicKey.write()], "sha256 sum does not match");
  await refused([{ ...packed, name: "b.tgz" }, provenance, publicKey.write()], "does not contain");
  const stranger = (await keys()).publicKey.write();
  await refused([packed, provenance, stranger], "unknown entity");
  const changed = provenance.replace("name: app", "name: bad");
  await refused([packed, changed, publicKey.write()], "invalid signature");
  await refused([packed, "text", publicKey.write()], "signature block not found");
});
