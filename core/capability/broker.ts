import limit from "p-limit";
import { terminal } from "../contract/errors.ts";
import * as wire from "schemas/plugin/calls.ts";
import { type Broker, call, type CallContext, type Calls, type Lending } from "./call.ts";
import { dial } from "./dial.ts";
import type { Egress } from "./egress.ts";
import { createGate } from "./gate.ts";
import { grantsOf } from "./hosts.ts";
import { httpCalls } from "./http.ts";
import type { KernelServices } from "./kernel.ts";
import { openScratch, plainName, readFile } from "./scratch.ts";
import { openVault, type Vault } from "./secrets.ts";
import { type PrivateKey, publicKeyOf, sameBytes, signWith, verifyHmac } from "./signing.ts";

/** The handles that leave this machine. */
export type Outward = (context: CallContext) => Calls;

const network: Outward = (context) => ({
  ...httpCalls(context),
  dial: call(wire.Dial, (to, signal) => dial(to, context, signal)),
});

/** Opens the handles of one call, on the kernel's side. Nothing is read or resolved before it is asked for. */
export function openBroker(
  lending: Lending,
  kernel: KernelServices,
  outward: Outward = network,
): Broker {
  const context = contextOf(lending, kernel);
  const gate = createGate((reason) => kernel.refused(lending.plugin, reason));
  const held = { ...secretCalls(context), ...cacheCalls(context), ...tellCalls(context) };
  const calls = Object.entries({ ...held, ...outward(context) }).map(([name, { params, run }]) => [
    name,
    call(params, (value, signal) => gate.through(signal, (both) => run(value as never, both))),
  ]);
  return { calls: Object.fromEntries(calls), close: gate.close };
}

function contextOf(lending: Lending, kernel: KernelServices): CallContext {
  const { needs: { scratchMiB, hosts = [], reveal = [] }, given: lent, secrets } = lending;
  const { limits, learn, egress } = kernel;
  const quotaBytes = scratchMiB === undefined ? limits.scratchBytes : scratchMiB * 1024 ** 2;
  return {
    ...lending,
    kernel,
    grants: grantsOf(hosts, lent),
    vault: openVault({ pointers: secrets, reveal, lent, learn }),
    scratch: openScratch({ folder: lending.scratch, quotaBytes }),
    realms: new Set(),
    connect: counted(egress, limits.connections),
  };
}

function counted(egress: Egress, most: number): Egress["open"] {
  let open = 0;
  return async (...where) => {
    if (open >= most) {
      throw terminal("TooManyConnections", `Cannot connect: ${open} connections are open`);
    }
    open++;
    try {
      const pass = await egress.open(...where);
      pass.over.addEventListener("abort", () => open--);
      return pass;
    } catch (error) {
      open--;
      throw error;
    }
  };
}

/** Lets everything else have the loop first. */
const nextTurn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

function secretCalls({ vault, inputsFolder }: CallContext): Calls {
  const turns = limit(1); // reading a key and signing take milliseconds
  return {
    "secret.keys": call(wire.SecretKeys, ({ pointer }) => vault.keys(pointer)),
    "secret.value": call(
      wire.SecretValue,
      async ({ pointer, key }) => (await vault.reveal(pointer, key)).toBase64(),
    ),
    "secret.sign": call(wire.Sign, async ({ data, algorithm, ...named }) => {
      const held = await privateKey(vault, named);
      const work = () => signWith(held, Uint8Array.fromBase64(data), algorithm);
      return (await turns(() => nextTurn().then(work))).toBase64();
    }),
    "secret.publicKey": call(
      wire.PublicKey,
      async (named) => publicKeyOf(await privateKey(vault, named)).toBase64(),
    ),
    "secret.verify": call(wire.Verify, async ({ pointer, key, hash, over, signature }) => {
      const held = await vault.value(pointer, key);
      await using file = await readFile(`${inputsFolder}/${plainName(over)}`, over);
      return await verifyHmac(held, hash ?? "SHA-256", file.pieces(), signature);
    }),
    "secret.equals": call(
      wire.Equals,
      async ({ pointer, key, value }) =>
        sameBytes(await vault.value(pointer, key), new TextEncoder().encode(value)),
    ),
  };
}

async function privateKey(
  vault: Vault,
  { pointer, key, passphrase }: { pointer: string; key: string; passphrase?: string },
): Promise<PrivateKey> {
  const opens = passphrase === undefined ? undefined : await vault.optional(pointer, passphrase);
  return { key: await vault.value(pointer, key), passphrase: opens };
}

function cacheCalls({ plugin, given: { tenant }, kernel: { cache } }: CallContext): Calls {
  const owner = { plugin, tenant };
  return {
    "cache.get": call(wire.CacheGet, ({ key }) => cache.get(owner, key)?.toBase64() ?? null),
    "cache.put": call(
      wire.CachePut,
      ({ key, value, seconds }) => cache.put(owner, key, Uint8Array.fromBase64(value), seconds),
    ),
  };
}

function tellCalls({ plugin, given, needs, kernel }: CallContext): Calls {
  const owner = { plugin, tenant: given.tenant };
  const most = kernel.limits.reports;
  let reports = 0;
  return {
    log: call(wire.LogEntry, ({ level, message, fields = {} }) => {
      const line = { message, fields };
      const dropped = kernel.lines.pass(owner, JSON.stringify(line).length);
      if (dropped === undefined) return;
      if (dropped > 0) kernel.log({ ...owner, level: "info", ...dropNotice(dropped) });
      kernel.log({ ...owner, level, ...line });
    }),
    report: call(wire.Reported, ({ report }) => {
      if (reports++ < most) return given.onReport?.(report);
      throw terminal("TooManyReports", `Cannot report: over ${most} in one call`);
    }),
    serving: call(wire.Serving, ({ kubeconfig }) => {
      if (needs.listen === "loopback") return given.onServing?.(kubeconfig);
      throw terminal("ListenNotGranted", "Cannot serve: the plugin was granted no port");
    }),
  };
}

function dropNotice(lines: number) {
  return { message: "Lines were dropped: the plugin logs too fast", fields: { lines } };
}
