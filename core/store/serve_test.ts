import { assertEquals } from "@std/assert";
import type { Store } from "./store.ts";
import { type Bench, bench, bytesOf, fetched, object } from "./testdata/files.ts";

const path = "gitrepository/ns/app/index.yaml";

/** A store that serves the text as a file. */
async function serving(text: string): Promise<Bench> {
  const it = await bench();
  await put(it, text);
  return it;
}

async function put(it: Bench, text: string) {
  const root = await it.folder({ in: text });
  const contents = { kind: "file", path: "in" } as const;
  return await it.store.put({ ...object, contents, root, revision: "r", fileName: "index.yaml" });
}

Deno.test("GET and HEAD answer with type, length, ETag and date; other methods with what is allowed", async () => {
  await using it = await serving("0123456789");
  for (const method of ["GET", "HEAD"]) {
    const answer = await fetched(it.store, path, { method });
    const { digest } = it.store.get(path)!;
    assertEquals(Object.fromEntries(answer.headers), {
      "accept-ranges": "bytes",
      "content-length": "10",
      "content-type": "application/yaml",
      "etag": `"${digest}"`,
      "last-modified": "Fri, 02 Jan 2026 03:04:05 GMT",
      "x-content-type-options": "nosniff",
    });
    assertEquals([answer.status, await answer.text()], [200, method === "GET" ? "0123456789" : ""]);
  }
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    for (const target of [path, "", "none"]) {
      const answer = await fetched(it.store, target, { method });
      await answer.body?.cancel();
      assertEquals([answer.status, answer.headers.get("allow")], [405, "GET, HEAD"]);
    }
  }
});

Deno.test("one range is answered with that part, any other with all or with 416", async () => {
  await using it = await serving("0123456789");
  const table: [range: string, status: number, body: string, contentRange: string | null][] = [
    ["bytes=0-0", 206, "0", "bytes 0-0/10"],
    ["bytes=2-4", 206, "234", "bytes 2-4/10"],
    ["bytes=5-", 206, "56789", "bytes 5-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=-30", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=8-99999999999", 206, "89", "bytes 8-9/10"],
    ["BYTES=0-1", 206, "01", "bytes 0-1/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=10-12", 416, "", "bytes */10"],
    ["bytes=-0", 416, "", "bytes */10"],
    ["bytes=4-2", 200, "0123456789", null],
    ["bytes=0-1,3-4", 200, "0123456789", null],
    ["bytes=-", 200, "0123456789", null],
    ["bytes=a-b", 200, "0123456789", null],
    ["lines=0-1", 200, "0123456789", null],
    ["bytes=0x1-2", 200, "0123456789", null],
  ];
  for (const [range, status, body, contentRange] of table) {
    const answer = await fetched(it.store, path, { headers: { range } });
    const got = [answer.status, await answer.text(), answer.headers.get("content-range")];
    assertEquals(got, [status, body, contentRange], range);
  }
});

Deno.test("conditions: the same ETag or date is 304, and a range holds only for the same file", async () => {
  await using it = await serving("0123456789");
  const etag = `"${it.store.get(path)!.digest}"`;
  const now = "Fri, 02 Jan 2026 03:04:05 GMT", before = "Fri, 02 Jan 2026 03:04:04 GMT";
  const table: [headers: Record<string, string>, status: number][] = [
    [{ "if-none-match": etag }, 304],
    [{ "if-none-match": `W/${etag}` }, 304],
    [{ "if-none-match": `"x", ${etag}` }, 304],
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"x"' }, 200],
    [{ "if-none-match": '"x"', "if-modified-since": now }, 200],
    [{ "if-modified-since": now }, 304],
    [{ "if-modified-since": before }, 200],
    [{ "if-modified-since": "yesterday" }, 200],
    [{ "if-range": etag, range: "bytes=0-1" }, 206],
    [{ "if-range": '"x"', range: "bytes=0-1" }, 200],
    [{ "if-range": `W/${etag}`, range: "bytes=0-1" }, 200],
    [{ "if-range": now, range: "bytes=0-1" }, 206],
    [{ "if-range": before, range: "bytes=0-1" }, 200],
    [{ "if-none-match": etag, range: "bytes=0-1" }, 304],
  ];
  for (const [headers, status] of table) {
    const answer = await fetched(it.store, path, { headers });
    await answer.body?.cancel();
    assertEquals(answer.status, status, JSON.stringify(headers));
  }
});

Deno.test("only the exact paths of artifacts are served: no folder, record, pack, draft or way around", async () => {
  await using it = await serving("0123456789");
  await Deno.writeTextFile(`${it.root}/store/stray.txt`, "secret");
  await Deno.symlink("/etc/hostname", `${it.root}/store/gitrepository/ns/app/link.yaml`);
  const wrong = [
    ...["gitrepository", "gitrepository/", "gitrepository/ns/app", "gitrepository/ns/app/"],
    ...["gitrepository/ns/app/.record.json", "stray.txt", "gitrepository/ns/app/link.yaml"],
    ...[`/${path}`, `x/../${path}/../../y`, `${path}/`, `${path}/x`, path.toUpperCase()],
    ...["gitrepository%2fns/app/../index.yaml", "..%2f..%2fetc/passwd", "%2e%2e/%2e%2e/etc/passwd"],
    ...[
      "gitrepository/ns/app/%00",
      "gitrepository\\ns\\app\\x.yaml",
      "%ff",
      "%",
      "a".repeat(65_536),
    ],
    ...["gitrepository/ns/app/%252e%252e", "gitrepository//ns/app/index.yaml"],
  ];
  for (const target of wrong) {
    const answer = await fetched(it.store, target);
    assertEquals([answer.status, await answer.text()], [404, "Not Found\n"], target.slice(0, 99));
  }
  const query = await fetched(it.store, `${path}?archive=false`);
  assertEquals(await query.text(), "0123456789");
});

Deno.test("/ is 503 until the store is open and 200 from then on; so are artifacts", async () => {
  await using it = await serving("0");
  const { Store: OtherStore } = await import("./store.ts");
  const store: Store = new OtherStore({ driver: it.driver, address: "a", clock: it.clock });
  const status = async (target: string) => {
    const answer = await fetched(store, target);
    await answer.body?.cancel();
    return answer.status;
  };
  assertEquals([await status(""), await status(path)], [503, 503]);
  await store.open();
  assertEquals([await status(""), await status(path)], [200, 200]);
});

Deno.test("bytes being read stay complete when the file is replaced or removed meanwhile", async () => {
  const text = "x".repeat(1 << 20);
  await using it = await serving(text);
  const [one, two] = [await fetched(it.store, path), await fetched(it.store, path)];
  await put(it, "new");
  assertEquals((await bytesOf(one)).length, text.length);
  await it.store.remove(object);
  assertEquals((await bytesOf(two)).length, text.length);
  assertEquals((await fetched(it.store, path)).status, 404);
});

Deno.test("a reader that goes away in the middle leaves no file open", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  await using it = await serving("x".repeat(1 << 20));
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    it.store.app().fetch,
  );
  const before = await openFiles(it.root);
  for (let i = 0; i < 50; i++) {
    const answer = await fetch(`http://127.0.0.1:${server.addr.port}/${path}`);
    const reader = answer.body!.getReader();
    await reader.read();
    await reader.cancel();
  }
  await server.shutdown();
  // A read that is under way holds its file until it returns.
  for (let tries = 0; tries < 100 && await openFiles(it.root) > before; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assertEquals(await openFiles(it.root), before);
});

/** How many files below the folder this process holds open. */
async function openFiles(folder: string): Promise<number> {
  const names = await Array.fromAsync(Deno.readDir("/proc/self/fd"));
  const targets = names.map(({ name }) => Deno.readLink(`/proc/self/fd/${name}`).catch(() => ""));
  return (await Promise.all(targets)).filter((target) => target.startsWith(folder)).length;
}

Deno.test("an artifact that shrinks while it is served breaks the answer instead of ending it well", async () => {
  await using it = await serving("x".repeat(1 << 20));
  const answer = await fetched(it.store, path);
  await Deno.truncate(`${it.root}/store/${path}`, 100_000);
  const outcome = await answer.arrayBuffer().then(() => "complete", () => "broken");
  assertEquals(outcome, "broken");
});
