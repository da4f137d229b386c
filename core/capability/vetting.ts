import { terminal } from "../contract/errors.ts";
import {
  type Address,
  contains,
  faces,
  parseAddress,
  parseSubnet,
  type Subnet,
} from "./address.ts";
import { LOOPBACK_SUBNETS, REFUSED_NAMES, REFUSED_SUBNETS } from "./tables/refused_addresses.ts";

/** Somewhere to connect to; a canonical host (see {@linkcode canonicalHost}) and a port. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface VettingOptions {
  /**
   * The operator's say: names, `*.names`, addresses and CIDRs, each with `:port` if wanted. Of all rules that match an
   * address the narrowest decides, so `allow: [10.1.0.0/16], deny: [0.0.0.0/0, "::/0"]` is a list of what is allowed, and
   * only an entry that is as narrow as a built-in refusal lifts it. A name in `allow` lifts `deny`, no built-in refusal.
   */
  readonly egress?: { readonly allow?: readonly string[]; readonly deny?: readonly string[] };
  /** API servers and the kernel's own listeners but artifacts. A host of `0.0.0.0` or `::` is every address of this machine. */
  readonly endpoints?: () => readonly Target[];
  readonly inCluster?: boolean;
  /** Of this machine, besides loopback. */
  readonly ownAddresses?: readonly string[];
}

/** What is said of a name (or `*.name`) or a subnet, at one port or all. */
interface Rule {
  readonly name: string;
  readonly subnet: Subnet | undefined;
  readonly port: number | undefined;
  /** Why it is refused; `undefined` where it is allowed. */
  readonly refusal: string | undefined;
}

const api = "an API of the cluster or of this program";

/** Judges where a connection may go. Throws where an entry of `egress` cannot be read; what it makes, `AddressRefused` (terminal). */
export function createVetting(options: VettingOptions = {}) {
  const { egress = {}, endpoints = () => [], inCluster = false, ownAddresses = [] } = options;
  const allow = (egress.allow ?? []).map((text) => ruleOf(text));
  const deny = (egress.deny ?? []).map((text) => ruleOf(text, "denied by the operator"));
  const refused = { ...REFUSED_SUBNETS, ...(inCluster ? LOOPBACK_SUBNETS : {}) };
  const builtIn = Object.entries(refused).map(([text, refusal]) => ruleOf(text, refusal));
  const here = ["127.0.0.0/8", "::1", ...ownAddresses];
  const apis = () =>
    endpoints().flatMap(({ host, port }) =>
      (/^(0\.0\.0\.0|::)$/.test(host) ? here : [host]).map((one) => ({ ...ruleOf(one, api), port }))
    );
  return {
    name(target: Target): void {
      const refusal = REFUSED_NAMES.includes(target.host)
        ? "a metadata service"
        : narrowest([...apis(), ...allow, ...deny], target, nameWidth)?.refusal;
      if (refusal !== undefined) throw refuse(target, refusal);
    },
    /** Judges one address that the name was resolved to. */
    address(target: Target, text: string): void {
      const address = parseAddress(text);
      if (!address) throw refuse(target, "of no known form");
      const lifted = narrowest(allow, target, nameWidth) !== undefined;
      const rules = [...builtIn, ...apis(), ...allow, ...(lifted ? [] : deny)];
      for (const face of faces(address)) {
        const refusal = narrowest(rules, target, (rule) => addressWidth(rule, face))?.refusal;
        if (refusal !== undefined) throw refuse(target, refusal);
      }
    },
  };
}

/** A host as `URL` writes it: lower case, IPv4 in four parts, IPv6 without brackets, no dot at the end; or `undefined`. */
export function canonicalHost(host: string): string | undefined {
  const bare = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  if (!/^[^\s/?#@\\]+$/.test(bare)) return undefined;
  const url = URL.parse(`http://${bare}:1/`);
  if (!url || url.port !== "1") return undefined;
  const name = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  return /^[a-z0-9_.:-]+$/.test(name) ? name : undefined; // no `*`, which URL lets through
}

/** Whether `pattern` (a name, or `*.name` for everything below it) means the host. */
export function nameMatches(pattern: string, host: string): boolean {
  if (pattern === "*") return true;
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : pattern === host;
}

/** Splits `host:port`, `[v6]:port`, `cidr:port` or either without a port. */
export function splitPort(text: string): { host: string; port: number | undefined } {
  const found = /^(\[[^\]]*\](?:\/\d+)?|[^:]*):(\d{1,5})$/.exec(text);
  const [host, port] = found ? [found[1]!, Number(found[2])] : [text, undefined];
  return { host: host.replace(/^\[([^\]]*)\]/, "$1"), port };
}

/** `host:port`, as a CONNECT names it. */
export function authorityOf({ host, port }: Target): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function ruleOf(text: string, refusal?: string): Rule {
  const { host, port } = splitPort(text);
  const subnet = parseSubnet(host);
  if (!subnet && !/^(\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*)$/i.test(host)) {
    throw new Error(`Cannot read the egress rule "${text}": it is no name, address or CIDR`);
  }
  return { name: host.toLowerCase(), port, subnet, refusal };
}

type Width = (rule: Rule, target: Target) => number | undefined;

/** Of equally narrow rules the later one counts: an operator's over a built-in one, `deny` over `allow`. */
function narrowest(rules: readonly Rule[], target: Target, widthOf: Width): Rule | undefined {
  let best: Rule | undefined, most = -1;
  for (const rule of rules) {
    if (rule.port !== undefined && rule.port !== target.port) continue;
    const width = widthOf(rule, target);
    if (width === undefined) continue;
    const narrow = width + (rule.port === undefined ? 0 : 1000);
    if (narrow >= most) [best, most] = [rule, narrow];
  }
  return best;
}

function nameWidth({ name, subnet }: Rule, { host }: Target): number | undefined {
  if (subnet || !nameMatches(name, host)) return undefined;
  return name.length + (name.startsWith("*") ? 0 : 256);
}

function addressWidth({ subnet }: Rule, address: Address): number | undefined {
  return subnet && contains(subnet, address) ? subnet.bits : undefined;
}

function refuse({ host, port }: Target, why: string): Error {
  return terminal(
    "AddressRefused",
    `Cannot connect to "${host}" port ${port}: its address is ${why}`,
  );
}
