import { createHmac } from "node:crypto";
import { assert, assertEquals } from "@std/assert";
import { Bench, type BenchOptions, failureOf, listen, serve, textOf } from "./testdata/bench.ts";

const pointer = "/spec/secretRef";
const use = (
  use: string,
  more: Record<string, unknown> = {},
) => [{ secret: pointer, use, ...more }];
const values = {
  auth: {
    username: "me",
    password: "pass-canary\n",
    token: "token-canary",
    key: "hmac-canary",
    broken: "two\nlines-canary",
  },
};

const bench = (port: number, more: BenchOptions = {}) =>
  new Bench({
    needs: { hosts: [{ at: "/spec/url" }] },
    spec: { url: `http://127.0.0.2:${port}/`, secretRef: { name: "auth" } },
    values,
    ...more,
  });

const headersSeen = () => serve((request) => Response.json(Object.fromEntries(request.headers)));

Deno.test("uses of a secret make headers on the kernel's side", async () => {
  await using server = headersSeen();
  await using at = bench(server.port);
  const seen = async (auth: unknown, more: Record<string, unknown> = {}) =>
    JSON.parse(textOf(await at.fetch(`http://127.0.0.2:${server.port}/`, { auth, ...more })));
  assertEquals((await seen(use("basic")))["authorization"], `Basic ${btoa("me:pass-canary")}`);
  assertEquals((await seen(use("bearer")))["authorization"], "Bearer token-canary");
  const header = use("header", { name: "X-Token", prefix: "T ", keys: { value: "token" } });
  assertEquals((await seen(header))["x-token"], "T token-canary");
  const hmac = use("hmac", { name: "X-Sum", prefix: "sha256=", keys: { key: "key" } });
  const wanted = createHmac("sha256", "hmac-canary").update("hello").digest("hex");
  const sum = await seen(hmac, { method: "POST", body: btoa("hello") });
  assertEquals(sum["x-sum"], `sha256=${wanted}`);
});

Deno.test("a use may not write a header that is the kernel's", async () => {
  await using at = bench(80);
  const auth = use("header", { name: "Host", keys: { value: "token" } });
  assertEquals((await failureOf(at.fetch("http://127.0.0.2/", { auth }))).reason, "HeaderRefused");
});

Deno.test("a Secret is read at its first use, once a call, and every value is learned", async () => {
  await using server = headersSeen();
  await using at = bench(server.port);
  assertEquals(at.reads, []);
  await Promise.all(
    [1, 2].map(() => at.fetch(`http://127.0.0.2:${server.port}/`, { auth: use("basic") })),
  );
  assertEquals(at.reads, ["apps/auth"]);
  for (const value of Object.values(values.auth)) assert(at.learned.includes(value), value);
  assert(at.learned.includes(btoa("me:pass-canary")));
});

Deno.test("only the pointers of the manifest lead to Secrets", async () => {
  await using at = bench(80);
  const others = [
    "/spec/other",
    "/metadata/name",
    "",
    "/spec/secretRef/name",
    "source:/spec/secretRef",
  ];
  for (const other of others.filter((one) => one !== "")) {
    const failure = await failureOf(at.ask("secret.keys", { pointer: other }));
    assertEquals(failure.reason, "SecretNotGranted", other);
  }
  assertEquals(at.reads, []);
  assertEquals(at.refused.length, 4);
});

Deno.test("secret.keys tells names, and none where the object names no Secret or it does not exist", async () => {
  await using at = bench(80);
  const keys = ["broken", "key", "password", "token", "username"];
  assertEquals(await at.ask("secret.keys", { pointer }), keys);
  for (
    const secretRef of [undefined, { name: "gone" }, { name: "" }, {
      kind: "ConfigMap",
      name: "auth",
    }, 3]
  ) {
    await using other = bench(80, { spec: { secretRef } });
    assertEquals(await other.ask("secret.keys", { pointer }), [], JSON.stringify(secretRef));
  }
});

Deno.test("a pointer with * is used with the position filled in, one with an input's name in the input's namespace", async () => {
  const metadata = { name: "src", namespace: "other" };
  const source = {
    apiVersion: "v1",
    kind: "Source",
    metadata,
    spec: { secretRef: { name: "auth" } },
  };
  await using at = bench(80, {
    spec: { list: [{ ref: { name: "none" } }, { ref: { name: "auth" } }], secretRef: "auth" },
    secrets: ["/spec/list/*/ref", "source:/spec/secretRef", "/spec/secretRef"],
    given: { inputs: { source: [source] } },
  });
  const count = async (pointer: string) =>
    (await at.ask<string[]>("secret.keys", { pointer })).length;
  assertEquals(await count("/spec/list/1/ref"), 5);
  assertEquals(await count("/spec/list/0/ref"), 0);
  assertEquals(await count("/spec/secretRef"), 5);
  assertEquals(await count("source:/spec/secretRef"), 0);
  assertEquals(at.reads, ["apps/auth", "apps/none", "other/auth"]);
  const star = at.ask("secret.keys", { pointer: "/spec/list/*/ref" });
  assertEquals((await failureOf(star)).reason, "SecretNotGranted");
});

Deno.test("a value is shown where the key was granted by name, and nowhere else", async () => {
  const needs = { reveal: [{ at: pointer, keys: ["token", "gone"] }] };
  await using at = bench(80, { needs });
  assertEquals(atob(await at.ask("secret.value", { pointer, key: "token" })), "token-canary");
  for (const key of ["password", "__proto__", "constructor"]) {
    const failure = await failureOf(at.ask("secret.value", { pointer, key }));
    assertEquals([failure.code, failure.reason], ["terminal", "KeyNotRevealed"], key);
  }
  const gone = await failureOf(at.ask("secret.value", { pointer, key: "gone" }));
  assertEquals([gone.code, gone.reason], ["transient", "SecretKeyMissing"]);
});

Deno.test("a Secret that is not there is a reason to wait, not to give up", async () => {
  await using at = bench(80, { values: {} });
  const failure = await failureOf(at.fetch("http://127.0.0.2/", { auth: use("basic") }));
  assertEquals([failure.code, failure.reason], ["transient", "SecretNotFound"]);
});

Deno.test("the address of a secret grants its host, and stands in no answer and no error", async () => {
  await using server = serve((_, { pathname }) => new Response(pathname));
  const address = (port: number) => ({
    hook: { address: `http://127.0.0.5:${port}/path-canary` },
  });
  const options = { spec: { secretRef: { name: "hook" } }, needs: {} };
  const { port: closed, ...listener } = listen(() => Promise.resolve());
  await listener[Symbol.asyncDispose]();
  await using at = bench(80, { ...options, values: address(server.port) });
  const answer = await at.fetch("", { auth: use("url"), method: "POST" });
  assertEquals([answer.status, textOf(answer), answer.url], [200, "/path-canary", ""]);
  assertEquals(textOf(await at.fetch("/other", { auth: use("url") })), "/other");
  await using nobody = bench(80, { ...options, values: address(closed) });
  const broken = await failureOf(nobody.fetch("", { auth: use("url") }));
  const names = { "127.0.0.5": ["169.254.169.254"] };
  await using bad = bench(80, { ...options, values: address(closed), names });
  const refused = await failureOf(bad.fetch("", { auth: use("url") }));
  assertEquals([broken.reason, refused.reason], ["ConnectionFailed", "AddressRefused"]);
  for (const reference of ["//evil.test/", "http://evil.test/", "\\\\evil.test/", "file:///x"]) {
    const left = await failureOf(at.fetch(reference, { auth: use("url") }));
    assertEquals(left.reason, "UrlRefused", reference);
    assert(!left.message.includes("canary"));
  }
  assert(![broken, refused].some(({ message }) => /canary|127\.0\.0\.5/.test(message)));
});

Deno.test("a SOCKS proxy is refused by name, and no other way is taken", async () => {
  await using at = bench(80, {
    needs: { hosts: [{ at: "/spec/url" }] },
    values: { auth: { address: "socks5://canary.test:1080" } },
  });
  const { reason, message } = await failureOf(
    at.fetch("http://127.0.0.2/", { auth: use("proxy") }),
  );
  assertEquals(reason, "SecretUnusable");
  assert(message.includes("SOCKS") && !message.includes("canary"), message);
});

Deno.test("no failure of a secret's use holds anything of it", async () => {
  await using at = bench(80, { needs: { hosts: [{ at: "/spec/url" }] } });
  const url = "http://127.0.0.2/";
  const work = [
    () => at.fetch(url, { auth: use("header", { name: "x", keys: { value: "broken" } }) }),
    () => at.fetch(url, { auth: use("tls", { keys: { authority: "token" } }) }),
    () => at.fetch(url, { auth: use("tls", { keys: { certificate: "token", key: "password" } }) }),
    () => at.fetch(url, { auth: use("url", { keys: { address: "token" } }) }),
    () => at.fetch(url, { auth: use("proxy", { keys: { address: "token" } }) }),
    () => at.ask("secret.sign", { pointer, key: "token", data: btoa("x") }),
    () => at.ask("secret.value", { pointer, key: "token" }),
  ];
  for (const one of work) {
    const { reason, message } = await failureOf(one());
    assert(/^(SecretUnusable|KeyNotRevealed|ConnectionFailed)$/.test(reason), reason);
    assert(!message.includes("canary"), message);
  }
});

Deno.test("secret.equals and secret.verify compare and never show", async () => {
  await using at = bench(80);
  const equals = (value: string) => at.ask("secret.equals", { pointer, key: "token", value });
  assertEquals(await equals("token-canary"), true);
  for (const value of ["", "token-canarY", "token-canary ", "t"]) {
    assertEquals(await equals(value), false);
  }
  await Deno.writeTextFile(`${at.inputs}/body`, "payload");
  const verify = (signature: string, more = {}) =>
    at.ask("secret.verify", { pointer, key: "key", over: "body", signature, ...more });
  const sum = (hash: string) => createHmac(hash, "hmac-canary").update("payload").digest("hex");
  assertEquals(await verify(sum("sha256")), true);
  assertEquals(await verify(sum("sha256").toUpperCase()), true);
  assertEquals(await verify(sum("sha1"), { hash: "SHA-1" }), true);
  const wrong = [
    "",
    "00",
    sum("sha1"),
    `${sum("sha256")}00`,
    "zz".repeat(32),
    sum("sha256").slice(1),
  ];
  for (const signature of wrong) assertEquals(await verify(signature), false, signature);
});

Deno.test("secret.verify reads files of the call's inputs alone", async () => {
  await using at = bench(80);
  await Deno.symlink("/etc/passwd", `${at.inputs}/link`);
  for (const over of ["../scratch/x", "/etc/passwd", "..", "a/b", "link", "gone"]) {
    const work = at.ask("secret.verify", { pointer, key: "key", over, signature: "00" });
    assertEquals((await failureOf(work)).reason, "PathRefused", over);
  }
});
