import { assertEquals } from "@std/assert";
import { Streams } from "./streams.ts";

Deno.test("streams.credit() takes no more than the window, however much the other end gives", async () => {
  let sent = 0;
  const streams = new Streams({
    piece: ({ bytes }) => void (sent += bytes.length),
    credit: () => {},
    reset: () => {},
  });
  const { writable } = streams.attach(2);
  assertEquals(streams.credit(2, Number.MAX_SAFE_INTEGER), false);
  const writing = writable.getWriter().write(new Uint8Array(1024 * 1024)).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(sent, 256 * 1024);
  assertEquals(streams.credit(2, sent), true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(sent, 512 * 1024);
  streams.reset();
  await writing;
});
