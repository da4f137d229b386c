import type { Attacks } from "../world.ts";

/** A module of text that the loader sees as one of data. */
const data = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
const load = (specifier: string, type?: string): Promise<{ default: unknown }> =>
  type ? import(specifier, { with: { type } }) : import(specifier);

/** Modules that are asked for at run time: a way to read, and a way to tell. */
export const imports = {
  text: async ({ canary }) => (await load(`file://${canary}`, "text")).default,
  json: async ({ outside }) => (await load(`file://${outside}/data.json`, "json")).default,
  script: async ({ outside }) => (await load(`file://${outside}/outside.mjs`)).default,
  overHttp: async ({ http }) => (await load(`http://127.0.0.1:${http}/module.js`)).default,
  npmByName: async ({ more }) => (await load(`npm:${more}`)).default !== undefined,
  jsrByName: async () => (await load(["jsr:", "@boundary/exfil"].join(""))).default,
  staticInData: async ({ canary }) =>
    (await load(data(`import t from "file://${canary}" with {type:"text"}; export default t`)))
      .default,
  staticScriptInData: async ({ outside }) =>
    (await load(data(`export { default } from "file://${outside}/outside.mjs"`))).default,
  staticInBlob: async ({ canary }) => {
    const text = `import t from "file://${canary}" with {type:"text"}; export default t`;
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    return (await load(url)).default;
  },
  httpInData: async ({ http }) =>
    (await load(data(`export { default } from "http://127.0.0.1:${http}/module.js"`))).default,
  require: async ({ outside }) => {
    const { createRequire } = await import("node:module");
    return createRequire(`file://${outside}/x.js`)(`${outside}/data.json`);
  },
  requireScript: async ({ outside }) => {
    const { createRequire } = await import("node:module");
    return createRequire(`file://${outside}/x.js`)(`${outside}/outside.cjs`);
  },
  moduleLoad: async ({ outside }) => {
    const { Module } = await import("node:module") as unknown as {
      Module: { _load(path: string): unknown };
    };
    return Module._load(`${outside}/outside.cjs`);
  },
  evaluated: async ({ canary }) =>
    (await new Function("u", `return import(u, {with:{type:"text"}})`)(`file://${canary}`)).default,
  bytes: async ({ canary }) => (await load(`file://${canary}`, "bytes")).default,
  wasm: async ({ outside }) => await load(`file://${outside}/addon.wasm`),
  npmInData: async ({ more }) =>
    (await load(data(`export { default } from "npm:${more}"`))).default !== undefined,
  bareInScratch: async ({ scratch, canary }) => {
    Deno.mkdirSync(`${scratch}/node_modules/bare`, { recursive: true });
    const main = JSON.stringify({ name: "bare", main: canary, exports: { ".": canary } });
    Deno.writeTextFileSync(`${scratch}/node_modules/bare/package.json`, main);
    Deno.writeTextFileSync(`${scratch}/asks.mjs`, `export { default } from "bare";`);
    return (await load(`file://${scratch}/asks.mjs`)).default;
  },
  requireMain: async ({ scratch, outside }) => {
    // CVE-2026-49406: a package's `main` was read without a look at the permissions.
    Deno.mkdirSync(`${scratch}/node_modules/by-main`, { recursive: true });
    const main = JSON.stringify({
      name: "by-main",
      main: `../../../../../../../..${outside}/data.json`,
    });
    Deno.writeTextFileSync(`${scratch}/node_modules/by-main/package.json`, main);
    const { createRequire } = await import("node:module");
    return createRequire(`file://${scratch}/x.js`)("by-main");
  },
  requireByHook: async ({ outside }) => {
    const { Module } = await import("node:module") as unknown as {
      Module: { _extensions: Record<string, (module: { exports: unknown }, path: string) => void> };
    };
    const module = { exports: undefined, id: "x", paths: [], filename: "" };
    Module._extensions[".json"]!(module, `${outside}/data.json`);
    return module.exports;
  },
  sourceMap: async ({ outside }) => {
    const text =
      `export default () => { throw new Error("mapped"); };\n//# sourceMappingURL=file://${outside}/data.json`;
    try {
      ((await load(data(text))).default as () => void)();
    } catch (error) {
      return String((error as Error).stack).includes("canary-");
    }
  },
  ownScript: async ({ scratch }) => {
    Deno.writeTextFileSync(`${scratch}/own.mjs`, "export default 42;");
    return (await load(`file://${scratch}/own.mjs`)).default;
  },
} satisfies Attacks;
