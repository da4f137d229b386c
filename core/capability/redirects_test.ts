import { assert, assertEquals } from "@std/assert";
import { Bench, failureOf, serve, textOf } from "./testdata/bench.ts";

type Follow = "none" | "redirects" | "any";
const credentials = {
  "Authorization": "Bearer c",
  "Cookie": "c",
  "PRIVATE-TOKEN": "c",
  "X-Mine": "c",
};

const bench = (port: number, follow: Follow = "redirects", hosts: { host: string }[] = []) =>
  new Bench({
    needs: { hosts: [{ at: "/spec/url", follow }, ...hosts] },
    spec: { url: `http://127.0.0.2:${port}/`, secretRef: { name: "auth" } },
    values: { auth: { username: "u", password: "canary" } },
  });

/** A server that redirects `/go/STATUS?to=URL` and tells at any other path what it was sent. */
const teller = () =>
  serve(async (request, url) => {
    const [, go, status] = url.pathname.split("/");
    if (go === "go") {
      const location = url.searchParams.get("to")!;
      return new Response("moved", { status: Number(status), headers: { location } });
    }
    const headers = Object.fromEntries(request.headers);
    return Response.json({ method: request.method, headers, body: await request.text() });
  });

const go = (port: number, to: string, status = 302) =>
  `http://127.0.0.2:${port}/go/${status}?to=${encodeURIComponent(to)}`;

interface Told {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}
const told = (answer: Parameters<typeof textOf>[0]): Told => JSON.parse(textOf(answer));

Deno.test("a redirect within the origin keeps credentials", async () => {
  await using server = teller();
  await using at = bench(server.port, "none");
  const { headers } = told(await at.fetch(go(server.port, "/b"), { headers: credentials }));
  for (const name of ["authorization", "cookie", "private-token", "x-mine"]) assert(headers[name]);
});

for (
  const [what, to] of Object.entries({
    host: (port: number, _: number) => `http://127.0.0.3:${port}/b`,
    port: (_: number, other: number) => `http://127.0.0.2:${other}/b`,
  })
) {
  Deno.test(`a redirect to another ${what} leaves every credential behind, the plugin's own too`, async () => {
    await using server = teller();
    await using second = teller();
    await using at = bench(server.port);
    const answer = await at.fetch(go(server.port, to(server.port, second.port)), {
      headers: { ...credentials, accept: "text/x" },
      auth: [{ secret: "/spec/secretRef", use: "basic" }],
    });
    const { headers } = told(answer);
    const names = Object.keys(headers).filter((name) => !name.startsWith("accept")).sort();
    assertEquals(names, ["connection", "host", "user-agent"]);
    assertEquals(headers["accept"], "text/x");
    assertEquals(answer.url, to(server.port, second.port));
  });
}

Deno.test("credentials stay behind for good: a way back to the first host does not bring them back", async () => {
  await using server = teller();
  await using at = bench(server.port);
  const back = `http://127.0.0.2:${server.port}/b`;
  const far = go(server.port, back).replace("127.0.0.2", "127.0.0.3");
  const { headers } = told(await at.fetch(go(server.port, far), { headers: credentials }));
  assertEquals([headers["authorization"], headers["x-mine"]], [undefined, undefined]);
});

Deno.test("follow: none redirects to granted hosts only", async () => {
  await using server = teller();
  await using at = bench(server.port, "none");
  const far = `http://127.0.0.3:${server.port}/b`;
  assertEquals((await failureOf(at.fetch(go(server.port, far)))).reason, "HostNotGranted");
  await using wide = bench(server.port, "none", [{ host: `127.0.0.3:${server.port}` }]);
  assertEquals(told(await wide.fetch(go(server.port, far))).method, "GET");
});

Deno.test("every hop is judged: a redirect to a refused address ends there", async () => {
  await using server = teller();
  await using at = bench(server.port, "any");
  const refused = [
    "169.254.169.254",
    "[::ffff:a9fe:a9fe]",
    "0x7f.1:1@169.254.1.1",
    "2852039166",
    "[fe80::1]",
  ];
  for (const host of refused) {
    const failure = await failureOf(at.fetch(go(server.port, `http://${host}/latest`)));
    assertEquals(failure.reason, "AddressRefused", host);
  }
});

Deno.test("a redirect leads to http and https and nowhere else", async () => {
  await using server = teller();
  await using at = bench(server.port);
  for (
    const to of ["file:///etc/passwd", "data:,x", "gopher://x/", "http://", "ftp://127.0.0.3/"]
  ) {
    assertEquals((await failureOf(at.fetch(go(server.port, to)))).reason, "RedirectRefused", to);
  }
});

Deno.test("more than five redirects are refused", async () => {
  await using server = serve((_, { pathname }) => {
    const left = Number(pathname.slice(1));
    return left === 0
      ? new Response("there")
      : new Response(null, { status: 302, headers: { location: `/${left - 1}` } });
  });
  await using at = bench(server.port);
  assertEquals(textOf(await at.fetch(`http://127.0.0.2:${server.port}/5`)), "there");
  const failure = await failureOf(at.fetch(`http://127.0.0.2:${server.port}/6`));
  assertEquals(failure.reason, "RedirectRefused");
});

for (
  const [status, method, then] of [
    [301, "POST", "GET "],
    [302, "POST", "GET "],
    [303, "PUT", "GET "],
    [303, "HEAD", ""],
    [301, "PUT", "PUT body"],
    [307, "POST", "POST body"],
    [308, "PATCH", "PATCH body"],
  ] as const
) {
  Deno.test(`${status} after ${method} goes on as ${then || "HEAD"}`, async () => {
    await using server = teller();
    await using at = bench(server.port, "none");
    const request = { method, ...(method === "HEAD" ? {} : { body: btoa("body") }) };
    const answer = await at.fetch(go(server.port, "/b", status), request);
    const text = textOf(answer);
    const seen = text && `${told(answer).method} ${told(answer).body}`;
    assertEquals(seen, then);
  });
}

Deno.test("a body does not go to another host", async () => {
  await using server = teller();
  await using at = bench(server.port);
  const url = go(server.port, `http://127.0.0.3:${server.port}/b`, 307);
  const failure = await failureOf(at.fetch(url, { method: "POST", body: btoa("client_secret=x") }));
  assertEquals(failure.reason, "RedirectRefused");
});

Deno.test("follow: any reaches further hosts, but not with the object's credentials", async () => {
  await using server = teller();
  await using at = bench(server.port, "any");
  const far = `http://127.0.0.3:${server.port}/b`;
  assertEquals(told(await at.fetch(far)).method, "GET");
  const auth = [{ secret: "/spec/secretRef", use: "basic" }];
  const failure = await failureOf(at.fetch(far, { auth }));
  assertEquals(failure.reason, "CredentialsRefused");
  assert(!failure.message.includes("canary"));
});

Deno.test("a realm that a registry names over plain http gets no credentials", async () => {
  await using server = serve((_, { pathname }) =>
    pathname === "/v2/"
      ? new Response(null, {
        status: 401,
        headers: { "www-authenticate": `Bearer realm="http://127.0.0.3:${server.port}/token"` },
      })
      : new Response("token")
  );
  await using at = bench(server.port, "any");
  assertEquals((await at.fetch(`http://127.0.0.2:${server.port}/v2/`)).status, 401);
  const auth = [{ secret: "/spec/secretRef", use: "basic" }];
  const work = at.fetch(`http://127.0.0.3:${server.port}/token`, { auth });
  assertEquals((await failureOf(work)).reason, "CredentialsRefused");
});
