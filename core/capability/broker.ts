import { terminal } from "../contract/errors.ts";
import type { Connection } from "../contract/capabilities.ts";
import type { Needs } from "schemas/plugin_manifest.ts";
import { call, type CallContext, type Calls } from "./call.ts";
import { dial } from "./dial.ts";
import { createGate, type Gate } from "./gate.ts";
import { grantsOf } from "./hosts.ts";
import { httpCalls } from "./http.ts";
import type { KernelServices, Lent } from "./kernel.ts";
import { boundLine, lineBytes } from "./log.ts";
import { openScratch, plainName, readFile } from "./scratch.ts";
import { openVault, type Vault } from "./secrets.ts";
import { type PrivateKey, sameBytes, signWith, verifyHmac } from "./signing.ts";
import { sshPublicKey } from "./ssh_public_key.ts";
import * as wire from "./wire.ts";

export interface BrokerOptions {
  readonly plugin: string;
  readonly given: Lent;
  /** Already narrowed to what the operator granted. */
  readonly needs: Needs;
  /** The profile's `secrets`. */
  readonly secrets: readonly string[];
  /** This call's folder; what arrives is written beside it first, so its parent is the kernel's alone. */
  readonly scratch: string;
  readonly inputsFolder: string;
  readonly kernel: KernelServices;
}

/** The handles of one call, on the kernel's side. */
export interface Broker {
  readonly calls: Calls;
  /** A two-way stream to a granted host. It counts as open until `close`, which whoever pumps it calls at its end. */
  dial(to: wire.Dial, signal: AbortSignal): Promise<Connection>;
  /** Ends every request, connection and file; whatever is asked afterwards is refused as `CallEnded`. */
  close(): Promise<void>;
}

type Context = Omit<BrokerOptions, "scratch"> & CallContext;

/** Opens the handles of one call. Nothing is read or resolved before it is asked for. */
export function openBroker(options: BrokerOptions): Broker {
  const { kernel, plugin } = options;
  const context = contextOf(options);
  const gate = createGate({
    connections: kernel.limits.connections,
    refused: (reason) => kernel.refused(plugin, reason),
  });
  const plain = { ...secretCalls(context), ...cacheCalls(context), ...tellCalls(context) };
  return {
    calls: {
      ...guarded(plain, gate.through),
      ...guarded(httpCalls(context), gate.connecting),
    },
    dial: (to, signal) =>
      gate.connecting(signal, async (both) => gate.hold(await dial(to, context, both))),
    close: gate.close,
  };
}

function contextOf(options: BrokerOptions): Context {
  const { kernel: { limits, learn }, needs, given: lent } = options;
  const { scratchMiB, hosts = [], reveal = [] } = needs;
  const quotaBytes = scratchMiB === undefined ? limits.scratchBytes : scratchMiB * 1024 ** 2;
  return {
    ...options,
    grants: grantsOf(hosts, lent),
    vault: openVault({ pointers: options.secrets, reveal, lent, learn }),
    scratch: openScratch({ folder: options.scratch, quotaBytes }),
    realms: new Set(),
  };
}

function guarded(calls: Calls, through: Gate["through"]): Calls {
  return Object.fromEntries(
    Object.entries(calls).map(([name, { params, run }]) => [name, {
      params,
      run: (value: never, signal: AbortSignal) => through(signal, (both) => run(value, both)),
    }]),
  );
}

function secretCalls({ vault, inputsFolder }: Context): Calls {
  return {
    "secret.keys": call(wire.SecretKeys, ({ pointer }) => vault.keys(pointer)),
    "secret.value": call(
      wire.SecretValue,
      async ({ pointer, key }) => (await vault.reveal(pointer, key)).toBase64(),
    ),
    "secret.sign": call(wire.Sign, async ({ data, algorithm, ...named }) => {
      const made = signWith(
        await privateKey(vault, named),
        Uint8Array.fromBase64(data),
        algorithm,
      );
      return new Uint8Array(made).toBase64();
    }),
    "secret.publicKey": call(
      wire.PublicKey,
      async (named) => sshPublicKey(await privateKey(vault, named)).toBase64(),
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

function cacheCalls({ plugin, given: { tenant }, kernel: { cache } }: Context): Calls {
  const owner = { plugin, tenant };
  return {
    "cache.get": call(wire.CacheGet, ({ key }) => cache.get(owner, key)?.toBase64() ?? null),
    "cache.put": call(wire.CachePut, ({ key, value, seconds }) => {
      cache.put(owner, key, Uint8Array.fromBase64(value), seconds);
      return null;
    }),
  };
}

function tellCalls({ plugin, given, needs, kernel }: Context): Calls {
  const owner = { plugin, tenant: given.tenant };
  let reports = 0;
  return {
    log: call(wire.LogEntry, ({ level, message, fields = {} }) => {
      const line = boundLine(message, fields);
      const dropped = kernel.lines.pass(owner, lineBytes(line));
      if (dropped === undefined) return null;
      if (dropped > 0) kernel.log({ ...owner, level: "info", ...dropNotice(dropped) });
      kernel.log({ ...owner, level, ...line });
      return null;
    }),
    report: call(wire.Reported, ({ report }) => {
      if (reports++ >= kernel.limits.reports) {
        throw terminal(
          "TooManyReports",
          `Cannot report: over ${kernel.limits.reports} in one call`,
        );
      }
      given.onReport?.(report);
      return null;
    }),
    serving: call(wire.Serving, ({ kubeconfig }) => {
      if (needs.listen !== "loopback") {
        throw terminal("ListenNotGranted", "Cannot serve: the plugin was granted no port");
      }
      given.onServing?.(kubeconfig);
      return null;
    }),
  };
}

function dropNotice(lines: number) {
  return { message: "Lines were dropped: the plugin logs too fast", fields: { lines } };
}
