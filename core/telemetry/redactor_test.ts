import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { createRedactor } from "./redactor.ts";

const secret = `p/ä?ss "w0rd"+\n{hunter2}`;

const encodings: [string, (text: string) => string][] = [
  ["as it is", (text) => text],
  ["in JSON", (text) => JSON.stringify(text).slice(1, -1)],
  ["in base64", (text) => Buffer.from(text).toString("base64")],
  ["in base64url", (text) => Buffer.from(text).toString("base64url")],
  ["in base64 after one byte", (text) => Buffer.from(`:${text}`).toString("base64")],
  ["in base64 after two bytes", (text) => Buffer.from(`ab${text}`).toString("base64")],
  ["in base64 of user:password", (text) => Buffer.from(`admin:${text}`).toString("base64")],
  ["URL-encoded", (text) => encodeURIComponent(text)],
  ["URL-encoded as a form", (text) => new URLSearchParams({ "": text }).toString().slice(1)],
  [
    "URL-encoded in lower case",
    (t) => encodeURIComponent(t).replace(/%../g, (c) => c.toLowerCase()),
  ],
  ["in hex", (text) => Buffer.from(text).toString("hex")],
  ["in upper-case hex", (text) => Buffer.from(text).toString("hex").toUpperCase()],
];

for (const [name, encode] of encodings) {
  Deno.test(`redactor.text() masks a learned secret ${name}`, () => {
    for (const learned of [secret, Buffer.from(secret), `${secret}\n`]) {
      const redactor = createRedactor();
      assertEquals(redactor.learn(learned), undefined);
      const masked = redactor.text(`before ${encode(secret)} after`);
      assert(/^before \S{0,8}\*\*\*\S{0,4} after$/.test(masked), masked);
    }
  });
}

Deno.test("redactor.text() leaves nothing of overlapping secrets", () => {
  const redactor = createRedactor();
  for (const one of ["abcdef", "cdefgh", "abcd"]) redactor.learn(one);
  assertEquals(redactor.text("xabcdefghx abcd cdefghabcd"), "x***x *** ***");
});

Deno.test("redactor.text() lets no learned secret through, whatever stands around it", () => {
  const word = fc.stringMatching(/^[a-d]{4,9}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1 }),
      fc.stringMatching(/^[a-e]{0,60}$/),
      (words, text) => {
        const redactor = createRedactor();
        words.forEach((word) => redactor.learn(word));
        const masked = redactor.text(text);
        for (const word of words) assert(!masked.includes(word), `${word} in ${masked}`);
        if (!words.some((word) => text.includes(word))) assertEquals(masked, text);
      },
    ),
  );
});

Deno.test("redactor.learn() says why a value cannot be masked", () => {
  const redactor = createRedactor();
  assertEquals(redactor.learn("abc"), "shorter than 4 characters");
  assertEquals(redactor.learn(" a \n\n\n"), "shorter than 4 characters");
  assertEquals(redactor.learn("True"), "an ordinary word");
  assertEquals(redactor.learn("x".repeat(2 ** 21)), "too large");
  assertEquals(redactor.text("abc is True"), "abc is True");
});

Deno.test("redactor.learn() of a secret a little longer than a piece masks no scrap of it alone", () => {
  const redactor = createRedactor();
  redactor.learn(`${"x1y2".repeat(64)}ab`);
  redactor.learn(Buffer.from("replaced \ufffd"));
  redactor.learn("given \ufffd");
  assertEquals(redactor.text("6162 YWI ab given \ufffd"), "6162 YWI ab ***");
});

Deno.test("redactor.learn() of a document masks the keys in it too", () => {
  const redactor = createRedactor();
  redactor.learn(
    "apiVersion: v1\nkind: Config\nusers:\n- token: k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1h\n",
  );
  const line = "kind: Config, token k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1h";
  assertEquals(redactor.text(line), "kind: Config, token ***");
});

Deno.test("redactor.text() masks a long secret, and what a limit would leave of it", () => {
  const redactor = createRedactor();
  const long = Array.from({ length: 2000 }, (_, i) => String.fromCharCode(97 + (i * i + i) % 26))
    .join("");
  redactor.learn(long);
  assertEquals(redactor.text(`<${long}>`), "<***>");
  assertEquals(
    redactor.text(`${"#".repeat(90)}${long.repeat(9)}`, 100).slice(0, 93),
    `${"#".repeat(90)}***`,
  );
  for (const before of [0, 10, 50, 90, 99]) {
    const cut = redactor.text(`${"#".repeat(before)}${long}`, 100);
    assert(!/[a-z]{4}/.test(cut), cut);
  }
  assertEquals(redactor.text("#".repeat(200), 100), `${"#".repeat(100)}…`);
  assertEquals(redactor.text("#".repeat(9000), 100), `${"#".repeat(100)}…`);
});

Deno.test("redactor.learn() forgets the least recently learned secret beyond its bound", () => {
  const redactor = createRedactor({ most: 2 });
  for (const one of ["first-secret", "second-secret", "first-secret", "third-secret"]) {
    redactor.learn(one);
  }
  assertEquals(redactor.text("first-secret second-secret third-secret"), "*** second-secret ***");
});

const shapes: [string, string][] = [
  [
    "https://user:pass@host/path and ssh://git@host/x",
    "https://***@host/path and ssh://git@host/x",
  ],
  [
    "https://ghp_abc@github.com ssh://me:pw@h git+ssh://me@h",
    "https://***@github.com ssh://me:***@h git+ssh://me@h",
  ],
  ["https://h/p?sv=1&sig=a%2Fb%3D&se=2", "https://h/p?sv=1&sig=***&se=2"],
  [
    "https://h/?X-Amz-Signature=ab12&X-Amz-Date=1 x",
    "https://h/?X-Amz-Signature=***&X-Amz-Date=1 x",
  ],
  [
    "DefaultEndpointsProtocol=https;AccountKey=ab/cd==;E=1",
    "DefaultEndpointsProtocol=https;AccountKey=***;E=1",
  ],
  ['Get "https://h/?token=abc": EOF', 'Get "https://h/?token=***": EOF'],
  ["Authorization: Bearer abc.def", "Authorization: Bearer ***"],
  [`{"authorization":"Basic dTpw","x":1}`, `{"authorization":"Basic ***","x":1}`],
  [
    "authorization: AWS4-HMAC-SHA256 Credential=A/b, Signature=c",
    "authorization: AWS4-HMAC-SHA256 ***",
  ],
  ["header Private-Token: glpat-abc refused", "header Private-Token: *** refused"],
  ["Cookie: a=b; c=d", "Cookie: ***"],
  ["sent Bearer 0123456789abcdef and failed", "sent Bearer *** and failed"],
  [
    "Basic authentication is required, authorization: denied",
    "Basic authentication is required, authorization: denied",
  ],
  ["token eyJhbGciOiJS.eyJzdWIiOiIx.c2lnbmF0dXJl!", "token ***!"],
  ["age AGE-SECRET-KEY-1QQQQ0000.", "age ***."],
  [
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nafter",
    "-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\nafter",
  ],
  ["x -----BEGIN PRIVATE KEY-----\\nMIIE", "x -----BEGIN PRIVATE KEY-----***"],
  ["-----BEGIN CERTIFICATE-----\nMIID\n", "-----BEGIN CERTIFICATE-----\nMIID\n"],
  [
    "artifact revision main@sha1:aabb for https://h:80/a@b",
    "artifact revision main@sha1:aabb for https://h:80/a@b",
  ],
];

for (const [text, masked] of shapes) {
  Deno.test(`redactor.text() of ${JSON.stringify(text).slice(0, 70)}`, () => {
    assertEquals(createRedactor().text(text), masked);
  });
}

Deno.test("redactor.error() tells an error with its causes, redacted, once each", () => {
  const redactor = createRedactor();
  redactor.learn("hunter2!");
  const loop = new Error("refused hunter2!");
  loop.cause = loop;
  assertEquals(
    redactor.error(new Error("fetch failed", { cause: loop })),
    "fetch failed: refused ***",
  );
  assertEquals(redactor.error("text hunter2!"), "text ***");
  assertEquals(redactor.error(undefined), "unknown error");
  assertEquals(redactor.error(Object.create(null)), "unreadable error");
});
