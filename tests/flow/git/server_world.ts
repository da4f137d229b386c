import type { Canned, Sent, World } from "contract/testing";

/** A world whose web is a real server on loopback, below each of the repositories' URLs. */
export function serverWorld(urls: readonly string[], more: Omit<World, "http">): World {
  const paths = ["/git-upload-pack", "/info/refs?service=git-upload-pack"];
  const http = Object.fromEntries(
    urls.flatMap((url) => paths.map((path) => [`${url}${path}`, forward])),
  );
  return { ...more, http };
}

async function forward({ method, url, headers, body }: Sent): Promise<Canned> {
  const response = await fetch(url, {
    method,
    headers,
    ...method === "POST" ? { body: new Uint8Array(body) } : {},
  });
  return { status: response.status, body: await response.bytes() };
}
