/** Issue 3's claim, through real plugin processes: who adds plugins writes a folder and some lines of config, and no more. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname } from "node:path";
import { createHash, createHmac } from "node:crypto";
import { type Data, type KubeObject, refOf } from "contract";
import { ConfigError } from "../../core/cli/prepare.ts";
import { startKernel } from "../fixtures/kernel.ts";
import {
  copyPlugins,
  digestOf,
  openTown,
  type OutsideWorld,
  startOutside,
  type Town,
  writeConfig,
} from "../fixtures/outside_world.ts";
import { until } from "../fixtures/until.ts";

const notification = "notification.toolkit.fluxcd.io";
const token = "an open sesame";

const shelf = thing("shelf.example.org/v1", "Shelf", "books");
const parcel = thing("courier.example.org/v1", "Parcel", "post");
const book = thing("source.toolkit.fluxcd.io/v1", "ExternalArtifact", "atlas");
const leaf = thing("v1", "ConfigMap", "leaf");
const door = thing(`${notification}/v1`, "Receiver", "door");

Deno.test({
  name:
    "a source, a delivery, a notifier and a receiver from a folder elsewhere do their work, and a changed byte of a pinned one is refused by name",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const root = await copyPlugins();
    const config = await writeConfig(root, await digestOf(`${root}/shelf`));
    await using town = openTown("page one");
    try {
      await using world = await startOutside(root, config);
      await furnish(world, town);
      await isDelivered(world, "page one");
      await hasRung(world, town);

      town.page = "page two";
      assertEquals(await knock(world, "a wrong token"), 400);
      assertEquals(await knock(world, token), 200);
      await isDelivered(world, "page two");

      await changeOneByte(`${root}/shelf/mod.ts`);
      await isRefused(world, config);
      town.page = "page three";
      assertEquals(await knock(world, token), 200);
      await isDelivered(world, "page three");

      await world.client.delete(refOf(parcel));
      await until(async () => await world.client.find(refOf(parcel)) === undefined);
      assertEquals(await world.client.find(refOf(leaf)), undefined);
    } finally {
      await new Deno.Command("chmod", { args: ["-R", "u+w", root] }).output();
      await Deno.remove(root, { recursive: true });
    }
  },
});

function thing(apiVersion: string, kind: string, name: string): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace: "default" } };
}

async function furnish(world: OutsideWorld, { url }: Town): Promise<void> {
  const provider = thing(`${notification}/v1beta3`, "Provider", "bell");
  const alert = thing(`${notification}/v1beta3`, "Alert", "all");
  const eventSources = [{ kind: "Shelf", name: "*" }, { kind: "Parcel", name: "*" }];
  const secret = thing("v1", "Secret", "knock");
  const resources = [{ apiVersion: "shelf.example.org/v1", kind: "Shelf", name: "books" }];
  const receiver = { type: "doormat", secretRef: { name: "knock" }, resources };
  const from = { kind: "ExternalArtifact", name: "atlas" };
  const objects: KubeObject[] = [
    { ...provider, spec: { type: "bell", address: url } },
    { ...alert, spec: { providerRef: { name: "bell" }, eventSources } },
    { ...secret, stringData: { token } },
    { ...door, spec: receiver },
    { ...shelf, spec: { url, title: "atlas", interval: "1h" } },
    { ...parcel, spec: { from, interval: "1h" } },
  ];
  for (const object of objects) await world.put(object);
}

/** Follows a page all the way: pulled, stored, served with the digest that is said, rendered, applied, recorded. */
async function isDelivered(world: OutsideWorld, page: string): Promise<void> {
  const revision = `sha256:${createHash("sha256").update(page).digest("hex")}`;
  await world.when(refOf(shelf), isReady);
  const published = await world.when(refOf(book), (one) => artifactOf(one)?.revision === revision);
  const { url, digest } = artifactOf(published)!;
  const served = await fetch(url!);
  assertEquals(served.status, 200);
  const bytes = new Uint8Array(await served.arrayBuffer());
  assertEquals(`sha256:${createHash("sha256").update(bytes).digest("hex")}`, digest);
  const delivered = await world.when(
    refOf(parcel),
    (one) => isReady(one) && statusOf(one)["lastAppliedRevision"] === revision,
  );
  const [ready] = conditionsOf(delivered, "Ready");
  assertEquals(ready?.["reason"], "Delivered");
  assertEquals(ready?.["message"], `Applied revision: ${revision}`);
  assertEquals(statusOf(delivered)["inventory"], {
    entries: [{ id: "default_leaf__ConfigMap", v: "v1" }],
  });
  assertEquals((await world.client.get(refOf(leaf)))["data"], { page });
}

async function hasRung({ when }: OutsideWorld, { rung }: Town): Promise<void> {
  const said = await until(() => Promise.resolve(rung.find((one) => involved(one) === "Parcel")));
  assertEquals([said["severity"], said["reason"]], ["info", "HandedOver"]);
  assertEquals(said["message"], "the parcel is handed over");
  assertEquals(said["reportingController"], "courier-controller");
  assertEquals(said["involvedObject"], {
    apiVersion: "courier.example.org/v1",
    kind: "Parcel",
    namespace: "default",
    name: "post",
    uid: (await when(refOf(parcel), isReady)).metadata.uid!,
    resourceVersion: (said["involvedObject"] as Data)["resourceVersion"],
  });
}

function involved({ involvedObject }: Data): unknown {
  return (involvedObject as Data)["kind"];
}

/** The status of the answer to a webhook that is signed with `key`. */
async function knock(world: OutsideWorld, key: string): Promise<number> {
  const ready = await world.when(refOf(door), isReady);
  const body = JSON.stringify({ who: "a reader" });
  const signature = createHmac("sha256", key).update(body).digest("hex");
  const path = String(statusOf(ready)["webhookPath"]);
  const headers = { "x-knock": signature };
  const answer = await world.ask("webhooks", path, { method: "POST", body, headers });
  await answer.body?.cancel();
  return answer.status;
}

async function changeOneByte(file: string): Promise<void> {
  const text = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, text.replace("NotOnTheShelf", "NotInTheShelf"));
}

/** By the running kernel in `/readyz`, and by a new one at once. */
async function isRefused({ kernel, ask }: OutsideWorld, config: string): Promise<void> {
  const refusal = "plugin shelf is not what was pinned";
  kernel.reload();
  const said = await until(async () => {
    const answer = await ask("health", "/readyz"), text = await answer.text();
    return answer.status === 503 && text;
  });
  assertStringIncludes(said, refusal);
  const state = `${dirname(config)}/second`;
  const again = () => startKernel({ config, state });
  await assertRejects(again, ConfigError, refusal);
}

function statusOf(object: KubeObject): Data {
  return (object["status"] ?? {}) as Data;
}

function conditionsOf(object: KubeObject, type: string): readonly Data[] {
  const all = (statusOf(object)["conditions"] ?? []) as readonly Data[];
  return all.filter((one) => one["type"] === type);
}

function isReady(object: KubeObject): boolean {
  return conditionsOf(object, "Ready").some(({ status }) => status === "True");
}

function artifactOf(object: KubeObject) {
  return statusOf(object)["artifact"] as
    | { readonly url?: string; readonly digest?: string; readonly revision?: string }
    | undefined;
}
