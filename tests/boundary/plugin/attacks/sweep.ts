import type { Attacks, World } from "../world.ts";

/** Arguments that ask for what is outside: paths, addresses, programs, processes, descriptors. */
function hostile({ canary, outside, tcp, victim }: World): unknown[][] {
  const hear = () => {};
  return [
    [],
    [canary],
    [canary, "utf8", hear],
    [`${outside}/swept`, "x", hear],
    [canary, `${outside}/swept-too`, hear],
    [tcp, "127.0.0.1", hear],
    [{ port: tcp, host: "127.0.0.1", path: canary, fd: 3 }, hear],
    [`http://127.0.0.1:${tcp}/`, {}, hear],
    ["touch", [`${outside}/swept-ran`], { shell: true }],
    [`touch ${outside}/swept-ran`],
    [victim, "SIGKILL"],
    [3, new Uint8Array(16), 0, 16, 0],
  ];
}

/** What would only wait for input or end this process, which other attacks do. */
const passed =
  /^(node:)?(process|repl|test|trace_events|wasi|inspector)?\.?(exit|reallyExit|abort|kill|run|start|test|it|suite|describe|before|after|beforeEach|afterEach)$/;

async function callAll(name: string, value: unknown, w: World): Promise<number> {
  const use = value as { (...args: unknown[]): unknown; new (...args: unknown[]): unknown };
  Deno.stderr.writeSync(new TextEncoder().encode(`@${name}\n`));
  let called = 0;
  for (const args of hostile(w)) {
    for (const make of [false, true]) {
      called++;
      try {
        const made = make ? new use(...args) : use(...args);
        (made as { on?(name: string, hear: () => void): void })?.on?.("error", () => {});
        (made as Partial<Promise<unknown>>)?.catch?.(() => {});
      } catch { /* refused, or it makes no sense: the trace tells */ }
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
  return called;
}

async function callMembers(path: string, holder: object, w: World, skip: readonly string[]) {
  let called = 0;
  for (const key of Object.getOwnPropertyNames(holder)) {
    const name = `${path}.${key}`;
    if (passed.test(key) || skip.includes(name)) continue;
    let value: unknown;
    try {
      value = (holder as Record<string, unknown>)[key];
    } catch {
      continue;
    }
    if (typeof value === "function") called += await callAll(name, value, w);
  }
  return called;
}

const spaces: Readonly<Record<string, object>> = { Deno, navigator, performance };

/** What stands inside: `promises` of a module, `Deno.permissions`, `Deno.env` and the like. */
function innerOf(module: string, found: object): [string, object][] {
  const names = module in spaces ? Object.keys(found) : ["promises"];
  return names.map((name): [string, unknown] => [name, (found as Record<string, unknown>)[name]])
    .filter((one): one is [string, object] => typeof one[1] === "object" && one[1] !== null);
}

/** Everything that a module or the runtime exports is called with hostile arguments; `more` is JSON: [what, [names to skip]]. */
export const sweep = {
  builtin: async (w) => {
    const [module, skip] = JSON.parse(w.more) as [string, string[]];
    const found = spaces[module] ?? await import(module);
    let called = await callMembers(module, found, w, skip);
    for (const [name, inner] of innerOf(module, found)) {
      called += await callMembers(`${module}.${name}`, inner, w, skip);
    }
    await new Promise((resolve) => setTimeout(resolve, 100)); // for what was begun and not yet refused
    return called;
  },
} satisfies Attacks;
