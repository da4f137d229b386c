import { Failure, transient } from "../contract/errors.ts";
import type { Route, Upstream, Vetted } from "./connect.ts";
import { type Pass, startEgressProxy } from "./proxy.ts";
import { type Resolve, resolveBySystem, until } from "./resolve.ts";
import { createVetting, type Target, type VettingOptions } from "./vetting.ts";

/** Where the address of a proxy that an object asks for points to; not yet judged. */
export interface ProxyAddress extends Target {
  readonly tls: boolean;
  readonly authorization?: string;
}

/** The one way out: resolves, judges, and hands out passes for the kernel's own proxy. */
export type Egress = ReturnType<typeof startEgress>;

export interface EgressOptions extends VettingOptions {
  readonly resolve?: Resolve;
  readonly onRefused?: (reason: string) => void;
}

export function startEgress(options: EgressOptions = {}) {
  const { resolve = resolveBySystem, onRefused = () => {}, endpoints = () => [] } = options;
  const proxy = startEgressProxy(onRefused);
  const own = { host: "127.0.0.1", port: proxy.port };
  const vetting = createVetting({ ...options, endpoints: () => [...endpoints(), own] });

  async function vet(target: Target, signal: AbortSignal): Promise<Vetted> {
    vetting.name(target);
    const addresses = await until(signal, resolve(target.host, signal));
    if (addresses.length === 0) {
      throw transient("NameNotResolved", `Cannot resolve "${target.host}": it has no address`);
    }
    for (const address of addresses) vetting.address(target, address);
    return { ...target, addresses };
  }

  /** Behind another proxy the kernel's own resolver may know nothing of the name; what it knows is judged. */
  async function vetFar(target: Target, signal: AbortSignal): Promise<Vetted> {
    return await vet(target, signal).catch((error) => {
      if (!(error instanceof Failure) || error.code === "terminal") throw error;
      return { ...target, addresses: [] };
    });
  }

  /** Its host stands in a secret: no message names it. */
  async function vetProxy(through: ProxyAddress, signal: AbortSignal): Promise<Upstream> {
    const { addresses } = await vet(through, signal).catch((error) => {
      if (!(error instanceof Failure)) throw error;
      const { code, reason } = error;
      throw new Failure(code, reason, "Cannot use the proxy: its address is refused or not found");
    });
    return { ...through, addresses };
  }

  return {
    proxyUrl: proxy.url,
    proxyPort: proxy.port,
    /**
     * Resolves the target once, judges every address, and issues a pass for exactly those. Throws `AddressRefused`
     * (terminal) or `NameNotResolved` (transient).
     */
    async open(target: Target, signal: AbortSignal, through?: ProxyAddress): Promise<Pass> {
      if (!through) return proxy.issue({ target: await vet(target, signal) });
      const upstream = await vetProxy(through, signal);
      const route: Route = { target: await vetFar(target, signal), upstream };
      return proxy.issue(route);
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}
