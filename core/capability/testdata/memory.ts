/** Run as a program: downloads from the port given and prints by how many bytes the process grew meanwhile. */
import { Bench } from "./bench.ts";

const [port, scratchMiB, maxBytes] = Deno.args.map(Number);
const url = `http://127.0.0.2:${port}/`;
await using bench = new Bench({
  needs: { hosts: [{ at: "/spec/url" }], scratchMiB: scratchMiB! },
  spec: { url },
});
const before = Deno.memoryUsage().rss;
let most = 0;
const timer = setInterval(() => most = Math.max(most, Deno.memoryUsage().rss - before), 5);
const ended = await bench.download(url, "large", { maxBytes: maxBytes! })
  .then(({ bytes }) => bytes, ({ reason }) => reason);
clearInterval(timer);
console.log(JSON.stringify({ ended, grown: Math.max(most, Deno.memoryUsage().rss - before) }));
