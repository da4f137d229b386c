import { assertEquals } from "@std/assert";
import type { Cx, HttpRequest } from "contract";
import { httpTransport } from "./http_transport.ts";

Deno.test("ask() gives each of two questions that are under way at once its own answer", async () => {
  const scratch = await Deno.makeTempDir();
  const both = Promise.withResolvers<void>();
  let under = 0;
  const download = async (url: string, to: string, { body }: HttpRequest) => {
    await Deno.writeTextFile(`${scratch}/${to}`, `to ${body}`);
    if (++under === 2) both.resolve();
    await both.promise;
    return { status: 200, headers: {}, url };
  };
  const cx = { scratch, http: { download } } as unknown as Cx;
  const transport = httpTransport({
    ...{ url: "https://git.example.com/app.git", cx, auth: [], secondsLeft: () => 60 },
  });
  const ask = async (body: string) =>
    new TextDecoder().decode(await transport.ask({ body, flushes: 1, maxBytes: 1024 }));
  assertEquals(await Promise.all([ask("one"), ask("two")]), ["to one", "to two"]);
  assertEquals(await Array.fromAsync(Deno.readDir(scratch)), [], "nothing is left behind");
  await Deno.remove(scratch);
});
