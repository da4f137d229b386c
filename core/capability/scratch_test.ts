import { assertEquals, assertRejects } from "@std/assert";
import { openScratch, plainName, scratchUsage } from "./scratch.ts";
import { Bench, failureOf, serve } from "./testdata/bench.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  await Deno.mkdir(`${root}/scratch`);
  await work(`${root}/scratch`).finally(() => Deno.remove(root, { recursive: true }));
}

async function land(folder: string, name: string, text: string): Promise<void> {
  await using landing = await openScratch({ folder, quotaBytes: 2 ** 20 }).land(name);
  await landing.write(bytes(text));
  landing.finish();
}

Deno.test("plainName() takes a file name and no path", () => {
  for (const name of ["a", "a.tgz", "...", "..a", "ä", " "]) assertEquals(plainName(name), name);
  const bad = [
    "",
    ".",
    "..",
    "/",
    "a/b",
    "../a",
    "a\\b",
    "/etc/passwd",
    "a\0",
    "a\nb",
    "x".repeat(256),
  ];
  for (const name of bad) {
    const failure = (() => {
      try {
        return plainName(name);
      } catch (error) {
        return (error as { reason: string }).reason;
      }
    })();
    assertEquals(failure, "PathRefused", JSON.stringify(name));
  }
});

Deno.test("a file appears under its name when it is whole, and not before", async () => {
  await withFolder(async (folder) => {
    const scratch = openScratch({ folder, quotaBytes: 2 ** 20 });
    {
      await using landing = await scratch.land("a");
      await landing.write(bytes("half"));
      assertEquals([...Deno.readDirSync(folder)], []);
    }
    assertEquals([...Deno.readDirSync(folder)], []);
    assertEquals([...Deno.readDirSync(`${folder}/..`)].map(({ name }) => name), ["scratch"]);
    await land(folder, "a", "whole");
    assertEquals(await Deno.readTextFile(`${folder}/a`), "whole");
  });
});

Deno.test("a link in the file's place is replaced, never followed", async () => {
  await withFolder(async (folder) => {
    const outside = `${folder}/../outside`;
    await Deno.writeTextFile(outside, "untouched");
    await Deno.symlink(outside, `${folder}/a`);
    await Deno.symlink(`${folder}/../new`, `${folder}/dangling`);
    await land(folder, "a", "x");
    await land(folder, "dangling", "x");
    assertEquals(await Deno.readTextFile(outside), "untouched");
    assertEquals((await Deno.lstat(`${folder}/a`)).isFile, true);
    await assertRejects(() => Deno.lstat(`${folder}/../new`), Deno.errors.NotFound);
  });
});

Deno.test("a plugin that swaps links in while the kernel writes reaches nothing outside", async () => {
  await withFolder(async (folder) => {
    const outside = `${folder}/../outside`;
    await Deno.writeTextFile(outside, "untouched");
    let racing = true;
    const race = (async () => {
      while (racing) {
        await Deno.remove(`${folder}/a`).catch(() => {});
        await Deno.symlink(outside, `${folder}/a`).catch(() => {});
      }
    })();
    for (let i = 0; i < 300; i++) await land(folder, "a", "x");
    racing = false;
    await race;
    assertEquals(await Deno.readTextFile(outside), "untouched");
  });
});

Deno.test("a scratch folder that became a link is refused", async () => {
  await withFolder(async (folder) => {
    await Deno.remove(folder);
    await Deno.mkdir(`${folder}-elsewhere`);
    await Deno.symlink(`${folder}-elsewhere`, folder);
    assertEquals((await failureOf(land(folder, "a", "x"))).reason, "PathRefused");
    assertEquals([...Deno.readDirSync(`${folder}-elsewhere`)], []);
  });
});

Deno.test("a folder in the file's place is refused", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/a`);
    assertEquals((await failureOf(land(folder, "a", "x"))).reason, "PathRefused");
  });
});

Deno.test("only a regular file is read: no link, folder or pipe", async () => {
  await withFolder(async (folder) => {
    const scratch = openScratch({ folder, quotaBytes: 2 ** 20 });
    await Deno.symlink("/etc/passwd", `${folder}/link`);
    await Deno.mkdir(`${folder}/folder`);
    const pipe = await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
    const names = ["link", "folder", "gone", "../scratch/link", ...(pipe.success ? ["pipe"] : [])];
    for (const name of names) {
      assertEquals((await failureOf(scratch.read(name))).reason, "PathRefused", name);
    }
  });
});

Deno.test("a file is read up to the size that it had, in pieces of 64 KiB", async () => {
  await withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/a`, new Uint8Array(150_000));
    await using file = await openScratch({ folder, quotaBytes: 1 }).read("a");
    await Deno.writeFile(`${folder}/a`, new Uint8Array(10), { append: true });
    const sizes = await Array.fromAsync(file.pieces(), ({ length }) => length);
    assertEquals([file.size, ...sizes], [150_000, 65_536, 65_536, 18_928]);
  });
});

Deno.test("scratchUsage() counts files, folders and links, and an empty one as a block", async () => {
  await withFolder(async (folder) => {
    assertEquals(await scratchUsage(folder), 0);
    await Deno.mkdir(`${folder}/deep/er`, { recursive: true });
    await Deno.writeFile(`${folder}/deep/er/a`, new Uint8Array(10_000).fill(1));
    await Deno.symlink("/", `${folder}/link`);
    await Deno.writeFile(`${folder}/empty`, new Uint8Array(0));
    assertEquals(await scratchUsage(folder), 2 * 4096 + 12_288 + 4096 + 4096);
    assertEquals(await scratchUsage(`${folder}/gone`), 0);
    assertEquals(await scratchUsage(folder, 1) <= 12_288, true);
  });
});

Deno.test("downloads at the same time share the quota, and what the plugin wrote counts", async () => {
  await using server = serve(() => new Response(new Uint8Array(600_000)));
  await using bench = new Bench({
    needs: { hosts: [{ at: "/spec/url" }], scratchMiB: 1 },
    spec: { url: `http://127.0.0.2:${server.port}` },
  });
  const url = `http://127.0.0.2:${server.port}/`;
  const ended = await Promise.allSettled([bench.download(url, "a"), bench.download(url, "b")]);
  assertEquals(ended.some(({ status }) => status === "rejected"), true);
  // One of the two may be there, or none: both begin before either has ended.
  for (const name of ["a", "b"]) await Deno.remove(`${bench.scratch}/${name}`).catch(() => {});
  await bench.download(url, "a");
  await Deno.writeFile(`${bench.scratch}/own`, new Uint8Array(400_000).fill(1));
  assertEquals((await failureOf(bench.download(url, "c"))).reason, "ScratchFull");
});

Deno.test("http.download and http.upload take plain names alone", async () => {
  await using bench = new Bench({ needs: { hosts: [{ host: "127.0.0.2" }] } });
  for (const name of ["../a", "/etc/passwd", "a/b", ".."]) {
    const up = bench.ask("http.upload", { url: "http://127.0.0.2/", from: name, request: {} });
    assertEquals((await failureOf(up)).reason, "PathRefused", name);
  }
});
