import { assertEquals, assertMatch } from "@std/assert";
import { Host } from "../../core/host/mod.ts";
import { failureOf, type Sandbox, startSandbox } from "./sandbox.ts";
import { type Answers, answersOfKinds, reports } from "./tables/kinds.ts";

const sandbox = await startSandbox();
Deno.test.afterAll(async () => await sandbox[Symbol.asyncDispose]());

/** What is no answer of any method. */
const anywhere = {
  "null": null,
  "text": "yes",
  "a list": [],
  "a number": 1e308,
};
/** Methods whose answers carry no report. */
const silent = ["auth", "notifier", "policy", "health", "receiver"];

function liesOf({ kind, method, honest, lies }: Answers): Record<string, unknown> {
  const own = honest as object;
  const reported = silent.includes(kind) || ["checkout", "resolve"].includes(method)
    ? { "a report where there is none": { ...own, report: {} } }
    : Object.fromEntries(
      Object.entries(reports).map(([name, report]) => [name, { ...own, report }]),
    );
  return {
    ...anywhere,
    "a field that nobody knows": { ...own, admin: true },
    ...reported,
    ...lies,
  };
}

/** A host with a plugin of the kind that answers whatever it is asked to. */
async function hostOf({ kind, method }: Answers, { plugin, boot, lend }: Sandbox) {
  const folder = await Deno.makeTempDir({ prefix: "boundary-kinds-" });
  await Deno.mkdir(`${folder}/bundle`);
  const code = `export default {
    kind: "${kind}",
    create: () => ({ ${method}: ({ answer }) => answer }),
  };`;
  await Deno.writeTextFile(`${folder}/bundle/mod.js`, code);
  const manifest = { contract: 0 as const, name: "liar", version: "0.1.0", kind };
  const liar = { ...plugin, id: "liar", manifest, granted: {}, bundle: `${folder}/bundle` };
  const refused: string[] = [];
  const hooks = { refused: ({ reason }: { reason: string }) => void refused.push(reason) };
  const host = new Host({ plugins: [liar], boot, folder: `${folder}/run`, lend, hooks });
  const ask = async (answer: unknown) => {
    const object = { apiVersion: "v1", kind: "A", metadata: { name: "a", namespace: "b" } };
    const given = { object, tenant: "b" };
    await using answered = await host.call(
      "liar",
      kind,
      method as never,
      { answer } as never,
      given,
    );
    return answered.answer;
  };
  return {
    ask,
    refused,
    async [Symbol.asyncDispose]() {
      await host.stop(0);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

for (const one of answersOfKinds) {
  Deno.test(`answers of kinds: no lie of ${one.kind}.${one.method}() passes for an answer`, async (t) => {
    await using host = await hostOf(one, sandbox);
    assertEquals(await host.ask(one.honest), one.honest, "the positive control");
    for (const [name, lie] of Object.entries(liesOf(one))) {
      await t.step(name, async () => {
        host.refused.length = 0;
        const ended = await host.ask(lie).catch((error: unknown) => failureOf(error) ?? error);
        const { reason, message } = ended as { reason?: string; message?: string };
        assertEquals(reason, "ContractViolation", JSON.stringify(ended));
        assertMatch(message!, /^Plugin "liar" broke the contract in \w+\(\): /);
        assertEquals(host.refused, ["ContractViolation"]);
      });
    }
    assertEquals(await host.ask(one.honest), one.honest, "it harms no other call");
  });
}
