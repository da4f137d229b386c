import type { Kind } from "../../../core/contract/mod.ts";

/** What one method of a kind may answer, and the lies that are not to pass for it. */
export interface Answers {
  readonly kind: Kind;
  readonly method: string;
  readonly honest: unknown;
  /** Each by what is wrong with it. */
  readonly lies: Readonly<Record<string, unknown>>;
}

const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
const ref = { apiVersion: "v1", kind: "ConfigMap", name: "a", namespace: "b" };
const contents = { kind: "folder", path: "." };
const escape = "\u001b[2J", split = "a\r\nb: c", separator = "a\u2028b";
const long = (characters: number) => "x".repeat(characters);
const many = (count: number, one: unknown) => Array.from({ length: count }, () => one);
const need = (one: unknown) => ({ needs: [one] });
const edited = {
  changes: [{ path: "a", content: "" }],
  message: "m",
  author: { name: "n", email: "e" },
  target: { branch: "main" },
};
const step = (one: unknown) => ({ steps: [[one]] });
const pulled = (more: object) => ({ outputs: [{ contents, revision: "main@sha1:0", ...more }] });

/** Of needs, which several kinds may have. */
const needs = {
  "a need of nothing": need({ id: "1" }),
  "a need without an id": need({ get: ref }),
  "a need of two things": need({ id: "1", get: ref, discovery: true }),
  "needs of none": { needs: [] },
  "a need of an object without a name": need({ id: "1", get: { ...ref, name: "" } }),
  "a need of an object with more fields": need({ id: "1", get: { ...ref, as: "admin" } }),
  "a need to fetch a list": need({ id: "1", fetch: { url: ["http://a"] } }),
  "a need to fetch two lines": need({ id: "1", fetch: { url: `http://a/${split}` } }),
  "a need to list by two lines": need({
    id: "1",
    list: { apiVersion: "v1", kind: "A", labels: split },
  }),
  "2000 needs": { needs: many(2000, { id: "1", discovery: true }) },
};

const verdicts = (more: object) => ({ verdicts: [{ index: 0, status: "current", ...more }] });
const judged = (more: object) => ({
  verdicts: [{ index: 0, verdict: "deny", message: "", ...more }],
});
const indexes = (of: (more: object) => unknown) => ({
  "a negative position": of({ index: -1 }),
  "half a position": of({ index: 0.5 }),
  "a position as text": of({ index: "0" }),
  "a position beyond all": of({ index: 1e15 }),
  "no position": of({ index: null }),
});

export const answersOfKinds: readonly Answers[] = [
  {
    kind: "source",
    method: "pull",
    honest: pulled({}),
    lies: {
      "unchanged and changed": { unchanged: true, ...pulled({}) },
      "unchanged that is false": { unchanged: false },
      "a revision of two lines": pulled({ revision: split }),
      "a revision that steers a terminal": pulled({ revision: escape }),
      "a revision with a separator of lines": pulled({ revision: separator }),
      "no revision": pulled({ revision: "" }),
      "a revision as long as a book": pulled({ revision: long(2000) }),
      "contents of an unknown kind": pulled({ contents: { kind: "device", path: "." } }),
      "contents without a path": pulled({ contents: { kind: "folder", path: "" } }),
      "a name of the artifact that is a path": pulled({ name: "../a" }),
      "a file name that is a path": pulled({ fileName: "../a" }),
      "labels that are numbers": pulled({ labels: { a: 1 } }),
      "2000 outputs": { outputs: many(2000, { contents, revision: "r" }) },
    },
  },
  {
    kind: "source",
    method: "checkout",
    honest: { contents, revision: "r" },
    lies: {
      "a revision of two lines": { contents, revision: split },
      "no contents": { revision: "r" },
    },
  },
  {
    kind: "source",
    method: "push",
    honest: { pushed: { revision: "r", branch: "main" } },
    lies: {
      "a branch of two lines": { pushed: { revision: "r", branch: split } },
      "nothing that is false": { nothing: false },
      "a conflict of a book": { conflict: long(5000) },
      "pushed and a conflict": { pushed: { revision: "r", branch: "main" }, conflict: "c" },
    },
  },
  {
    kind: "renderer",
    method: "render",
    honest: { objects: [object] },
    lies: {
      ...needs,
      "objects and needs": { objects: [], needs: [{ id: "1", discovery: true }] },
      "an object without a kind": { objects: [{ ...object, kind: "" }] },
      "an object without metadata": { objects: [{ apiVersion: "v1", kind: "A" }] },
      "an object whose name is a number": { objects: [{ ...object, metadata: { name: 1 } }] },
      "an object that is text": { objects: ["kind: ConfigMap"] },
      "101 warnings": { objects: [], warnings: many(101, "w") },
      "a warning of a book": { objects: [], warnings: [long(5000)] },
      "a digest of two lines": { objects: [], digest: split },
    },
  },
  {
    kind: "decryptor",
    method: "decrypt",
    honest: { documents: [{ path: "a", content: "b" }] },
    lies: {
      ...needs,
      "a document without content": { documents: [{ path: "a" }] },
      "a document of bytes": { documents: [{ path: "a", content: [1, 2] }] },
      "a document for a list": { documents: { path: "a", content: "b" } },
    },
  },
  {
    kind: "gate",
    method: "open",
    honest: { open: false, reason: "Closed", message: "m", until: "2026-01-01T00:00:00Z" },
    lies: {
      "open as text": { open: "true" },
      "open until a time": { open: true, until: "2026-01-01T00:00:00Z" },
      "a time that is none": { open: false, reason: "A", message: "m", until: "soon" },
      "a reason of two words": { open: false, reason: "A b", message: "m" },
      "a reason as long as a book": { open: false, reason: `A${long(200)}`, message: "m" },
      "a message as long as a book": { open: false, reason: "A", message: long(40_000) },
    },
  },
  {
    kind: "policy",
    method: "judge",
    honest: judged({}),
    lies: {
      ...indexes(judged),
      "an unknown verdict": judged({ verdict: "maybe" }),
      "a message of a book": judged({ message: long(5000) }),
      "no message": { verdicts: [{ index: 0, verdict: "deny" }] },
      "the object itself": judged({ object }),
    },
  },
  {
    kind: "applier",
    method: "prepare",
    honest: { children: [object], inputs: [{ as: "a", ref }] },
    lies: {
      "17 children": { children: many(17, object), inputs: [] },
      "65 inputs": { children: [], inputs: many(65, { as: "a", ref }) },
      "an input of two lines": { children: [], inputs: [{ as: split, ref }] },
      "a child without a kind": { children: [{ metadata: {} }], inputs: [] },
    },
  },
  {
    kind: "applier",
    method: "next",
    honest: step({ do: "apply", targets: [0, object] }),
    lies: {
      "steps and done": { ...step({ do: "discover" }), done: true },
      "no steps": { steps: [] },
      "an empty group": { steps: [[]] },
      "an unknown step": step({ do: "exec", command: ["sh"] }),
      "an inherited step": step({ do: "constructor" }),
      "a negative target": step({ do: "apply", targets: [-1] }),
      "a target that is text": step({ do: "apply", targets: ["0"] }),
      "an impersonated user": step({ do: "apply", targets: [0], as: "system:admin" }),
      "a subresource that is a path": step({ do: "apply", targets: [0], subresource: "../x" }),
      "a manager of two lines": step({ do: "apply", targets: [0], fieldManager: split }),
      "an endless time-out": step({ do: "apply", targets: [0], timeoutSeconds: 1e9 }),
      "no time at all": step({ do: "apply", targets: [0], timeoutSeconds: 0 }),
      "a patch of no kind": step({ do: "patch", ref, type: "yaml", body: {} }),
      "a wait for nothing known": step({ do: "wait", refs: [ref], until: "happy" }),
      "logs without an end": step({ do: "logs", ref, tailLines: 1e9 }),
      "a release of no number": step({
        do: "render",
        release: { name: "a", namespace: "b", revision: 0, action: "install" },
      }),
      "a failure whose reason is no word": { done: true, failure: { reason: "a b", message: "" } },
      "a failure without an end": { done: true, failure: { reason: "A", message: long(40_000) } },
      "an inventory of objects": { done: true, inventory: [object] },
    },
  },
  {
    kind: "health",
    method: "judge",
    honest: verdicts({}),
    lies: {
      ...needs,
      ...indexes(verdicts),
      "an unknown state": verdicts({ status: "fine" }),
      "a message of a book": verdicts({ message: long(5000) }),
    },
  },
  {
    kind: "notifier",
    method: "send",
    honest: {},
    lies: { "what nobody asked for": { sent: true } },
  },
  {
    kind: "receiver",
    method: "accept",
    honest: { refused: false, event: "push", targets: [ref] },
    lies: {
      "refused and accepted": { refused: true, message: "m", event: "push" },
      "refused without a word": { refused: true },
      "refused as text": { refused: "false" },
      "1001 targets": { refused: false, targets: many(1001, ref) },
      "a target with a selector": { refused: false, targets: [{ ...ref, labels: "a=b" }] },
      "a target without a name": { refused: false, targets: [{ ...ref, name: "" }] },
      "a response of a book": { refused: false, response: long(70_000) },
      "claims that are a list": { refused: false, claims: ["admin"] },
    },
  },
  {
    kind: "scanner",
    method: "scan",
    honest: { tags: ["1.0.0"] },
    lies: {
      "a tag of two lines": { tags: [split] },
      "a tag as long as a book": { tags: [long(200)] },
      "a tag that is a number": { tags: [1] },
      "unchanged with tags": { unchanged: true, tags: [] },
    },
  },
  {
    kind: "scanner",
    method: "resolve",
    honest: { digest: `sha256:${"0".repeat(64)}` },
    lies: {
      "a digest that is short": { digest: "sha256:0" },
      "a digest of two lines": { digest: `sha256:${"0".repeat(64)}\n` },
      "a digest with a path": { digest: `sha256:${"0".repeat(64)}/../x` },
    },
  },
  {
    kind: "selector",
    method: "select",
    honest: { tag: "1.0.0" },
    lies: {
      "a tag of two lines": { tag: split },
      "a tag as long as a book": { tag: long(200) },
      "a tag and none": { tag: "a", none: "b" },
      "none without an end": { none: long(5000) },
    },
  },
  {
    kind: "editor",
    method: "edit",
    honest: edited,
    lies: {
      "an author of two lines": { ...edited, author: { name: "a\ncommitter b", email: "e" } },
      "an address of two lines": { ...edited, author: { name: "n", email: split } },
      "a branch of two lines": { ...edited, target: { branch: split } },
      "a refspec that steers a terminal": { ...edited, target: { refspec: escape } },
      "options of two lines": { ...edited, target: { options: { a: split } } },
      "a change of no path": { ...edited, changes: [{ path: "", content: "" }] },
      "a change of an unknown mode": {
        ...edited,
        changes: [{ path: "a", content: "", mode: "120000" }],
      },
      "a change of bytes": { ...edited, changes: [{ path: "a", content: [1] }] },
      "a message of a book": { ...edited, message: long(70_000) },
    },
  },
  {
    kind: "auth",
    method: "token",
    honest: { headers: { authorization: "Bearer x" }, expiresInSeconds: 60 },
    lies: {
      "a header of two lines": { headers: { authorization: split } },
      "a header whose name is two": { headers: { "a\r\nb": "c" } },
      "a header whose name is none": { headers: { "": "c" } },
      "17 headers": {
        headers: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`a${i}`, ""])),
      },
      "a header of a list": { headers: { authorization: ["a"] } },
      "a token of two lines": { token: split, expiresInSeconds: 60 },
      "a token that never lived": { token: "a", expiresInSeconds: 0 },
      "a token and a signature": { token: "a", expiresInSeconds: 60, signature: "b" },
    },
  },
];

const event = { type: "Normal", severity: "info", reason: "A", message: "m" };
const condition = { type: "Ready", status: "True", reason: "A", message: "m" };

/** Of the report that most answers may carry. */
export const reports: Readonly<Record<string, unknown>> = {
  "a condition of an unknown status": { conditions: [{ ...condition, status: "Maybe" }] },
  "a condition whose reason is no word": { conditions: [{ ...condition, reason: "a b" }] },
  "a condition whose type is a path": { conditions: [{ ...condition, type: "../Ready" }] },
  "a condition with a time": { conditions: [{ ...condition, lastTransitionTime: "now" }] },
  "33 conditions": { conditions: many(33, condition) },
  "65 events": { events: many(65, event) },
  "an event of two lines": { events: [{ ...event, reason: split }] },
  "65 fields of a status": {
    status: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`/a${i}`, 1])),
  },
  "progress that never ends": { progress: long(5000) },
};
