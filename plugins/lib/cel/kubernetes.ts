import type { Functions } from "./environment.ts";
import {
  addressOf,
  blockOf,
  contains,
  isAddress,
  isBlock,
  NetworkAddress,
  NetworkBlock,
} from "./network.ts";
import { compare, parse, Quantity } from "./quantity.ts";

/** The functions that Kubernetes adds to CEL: quantities, URLs, addresses, lists. */
export function addKubernetesFunctions(functions: Functions): void {
  addQuantities(functions);
  addUrls(functions);
  addNetwork(functions);
  addLists(functions);
}

function addQuantities(functions: Functions): void {
  const add = functions.registerFunction.bind(functions);
  functions.registerType("kubernetes.Quantity", Quantity);
  const type = "kubernetes.Quantity";
  add(`quantity(string): ${type}`, (text: string) => parse(text));
  add("isQuantity(string): bool", (text: string) => {
    try {
      parse(text);
      return true;
    } catch {
      return false;
    }
  });
  add(`${type}.isLessThan(${type}): bool`, (a: Quantity, b: Quantity) => compare(a, b) < 0);
  add(`${type}.isGreaterThan(${type}): bool`, (a: Quantity, b: Quantity) => compare(a, b) > 0);
  add(`${type}.compareTo(${type}): int`, (a: Quantity, b: Quantity) => BigInt(compare(a, b)));
  add(`${type}.sign(): int`, (a: Quantity) => BigInt(Math.sign(a.value)));
  add(`${type}.isInteger(): bool`, (a: Quantity) => Number.isInteger(a.value));
  add(`${type}.asInteger(): int`, (a: Quantity) => BigInt(a.value));
  add(`${type}.asApproximateFloat(): double`, (a: Quantity) => a.value);
  add(
    `${type}.add(${type}): ${type}`,
    (a: Quantity, b: Quantity) => new Quantity(a.value + b.value),
  );
  add(
    `${type}.sub(${type}): ${type}`,
    (a: Quantity, b: Quantity) => new Quantity(a.value - b.value),
  );
}

class KubernetesUrl {
  constructor(readonly url: URL, readonly text: string) {}
}

function readUrl(text: string): KubernetesUrl | undefined {
  if (!/^([a-z][a-z0-9+.-]*:\/\/[^/]|\/)/i.test(text)) return undefined;
  try {
    return new KubernetesUrl(new URL(text, "relative://none"), text);
  } catch {
    return undefined;
  }
}

function addUrls(functions: Functions): void {
  const add = functions.registerFunction.bind(functions), type = "kubernetes.URL";
  functions.registerType(type, KubernetesUrl as never);
  add("isURL(string): bool", (text: string) => readUrl(text) !== undefined);
  add(`url(string): ${type}`, (text: string) => {
    const url = readUrl(text);
    if (url === undefined) {
      throw new Error(
        `URL parse error during conversion from string: parse ${
          JSON.stringify(text)
        }: invalid URI for request`,
      );
    }
    return url;
  });
  const absolute = (u: KubernetesUrl) => u.url.protocol !== "relative:";
  add(
    `${type}.getScheme(): string`,
    (u: KubernetesUrl) => absolute(u) ? u.url.protocol.slice(0, -1) : "",
  );
  add(`${type}.getHost(): string`, (u: KubernetesUrl) => absolute(u) ? u.url.host : "");
  add(`${type}.getHostname(): string`, (u: KubernetesUrl) => absolute(u) ? u.url.hostname : "");
  add(`${type}.getPort(): string`, (u: KubernetesUrl) => u.url.port);
  add(`${type}.getEscapedPath(): string`, (u: KubernetesUrl) => {
    const path = u.url.pathname;
    return path === "/" && !/[^/:]\/|^\//.test(u.text) ? "" : path;
  });
  add(`${type}.getQuery(): map<string, list<string>>`, (u: KubernetesUrl) => {
    const query: Record<string, string[]> = {};
    for (const [key, value] of u.url.searchParams) (query[key] ??= []).push(value);
    return query;
  });
}

function addNetwork(functions: Functions): void {
  const add = functions.registerFunction.bind(functions), ip = "net.IP", cidr = "net.CIDR";
  functions.registerType(ip, NetworkAddress as never);
  functions.registerType(cidr, NetworkBlock as never);
  add("isIP(string): bool", (text: string) => isAddress(text));
  add(`ip(string): ${ip}`, (text: string) => addressOf(text));
  add(`${ip}.family(): int`, (a: NetworkAddress) => BigInt(a.family));
  add(`${ip}.isLoopback(): bool`, (a: NetworkAddress) => a.isLoopback);
  add("isCIDR(string): bool", (text: string) => isBlock(text));
  add(`cidr(string): ${cidr}`, (text: string) => blockOf(text));
  add(
    `${cidr}.containsIP(string): bool`,
    (block: NetworkBlock, text: string) => contains(block, addressOf(text)),
  );
  add(
    `${cidr}.containsIP(${ip}): bool`,
    (block: NetworkBlock, a: NetworkAddress) => contains(block, a),
  );
  add(`${cidr}.prefixLength(): int`, (block: NetworkBlock) => BigInt(block.bits));
}

type Ordered = bigint | number | string;

function addLists(functions: Functions): void {
  const add = functions.registerFunction.bind(functions);
  add(
    "list<dyn>.isSorted(): bool",
    (list: Ordered[]) => list.every((item, i) => i === 0 || list[i - 1]! <= item),
  );
  add("list<dyn>.min(): dyn", (list: Ordered[]) => extreme(list, (a, b) => a < b));
  add("list<dyn>.max(): dyn", (list: Ordered[]) => extreme(list, (a, b) => a > b));
  add(
    "list<dyn>.sum(): dyn",
    (list: (bigint | number)[]) =>
      list.reduce(
        (sum: bigint | number, item) => (sum as never) + (item as never),
        typeof list[0] === "number" ? 0 : 0n,
      ),
  );
  add(
    "list<dyn>.indexOf(dyn): int",
    (list: unknown[], value: unknown) => BigInt(list.indexOf(value)),
  );
  add(
    "list<dyn>.lastIndexOf(dyn): int",
    (list: unknown[], value: unknown) => BigInt(list.lastIndexOf(value)),
  );
  functions.registerType("kubernetes.Sets", Sets as never);
  functions.registerConstant("sets", "kubernetes.Sets", new Sets());
  const all = (a: unknown[], b: unknown[]) => b.every((item) => a.includes(item));
  add(
    "kubernetes.Sets.contains(list<dyn>, list<dyn>): bool",
    (_: Sets, a: unknown[], b: unknown[]) => all(a, b),
  );
  add(
    "kubernetes.Sets.equivalent(list<dyn>, list<dyn>): bool",
    (_: Sets, a: unknown[], b: unknown[]) => all(a, b) && all(b, a),
  );
  add(
    "kubernetes.Sets.intersects(list<dyn>, list<dyn>): bool",
    (_: Sets, a: unknown[], b: unknown[]) => b.some((item) => a.includes(item)),
  );
}

/** What `sets` is in `sets.contains(a, b)`. */
class Sets {}

function extreme(list: Ordered[], better: (a: Ordered, b: Ordered) => boolean): Ordered {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error("min called on empty list");
  return rest.reduce((best, item) => better(item, best) ? item : best, first);
}
