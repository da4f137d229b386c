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
} satisfies Attacks;
