import type { Functions } from "./environment.ts";
import {
  addressOf,
  addressTests,
  blockOf,
  contains,
  containsBlock,
  isAddress,
  isBlock,
  masked,
  NetworkAddress,
  NetworkBlock,
  showAddress,
} from "./network.ts";
import { addAuthorizer } from "./authorizer.ts";
import { addFormats } from "./formats.ts";
import { addLists } from "./lists.ts";
import { compare, parse, Quantity } from "./quantity.ts";
import { addSemver } from "./semver.ts";
import { addUrls } from "./urls.ts";

/** The functions that Kubernetes adds to CEL: quantities, URLs, addresses, lists. */
export function addKubernetesFunctions(functions: Functions): void {
  addQuantities(functions);
  addUrls(functions);
  addNetwork(functions);
  addLists(functions);
  addSemver(functions);
  addFormats(functions);
  addAuthorizer(functions);
  addJsonPatch(functions);
}

/** What `jsonpatch` is in `jsonpatch.escapeKey(name)`. */
class JsonPatch {}

function addJsonPatch(functions: Functions): void {
  functions.registerType("kubernetes.JsonPatch", JsonPatch as never);
  functions.registerConstant("jsonpatch", "kubernetes.JsonPatch", new JsonPatch());
  functions.registerFunction(
    "kubernetes.JsonPatch.escapeKey(string): string",
    (_: JsonPatch, key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1"),
  );
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

function addNetwork(functions: Functions): void {
  const add = functions.registerFunction.bind(functions), ip = "net.IP", cidr = "net.CIDR";
  functions.registerType(ip, NetworkAddress as never);
  functions.registerType(cidr, NetworkBlock as never);
  add("isIP(string): bool", (text: string) => isAddress(text));
  add(`ip(string): ${ip}`, (text: string) => addressOf(text));
  add(`${ip}.family(): int`, (a: NetworkAddress) => BigInt(a.family));
  for (const [name, test] of Object.entries(addressTests)) {
    add(`${ip}.${name}(): bool`, (a: NetworkAddress) => test(a));
  }
  add(`string(${ip}): string`, (a: NetworkAddress) => showAddress(a));
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
  add(
    `${cidr}.containsCIDR(string): bool`,
    (block: NetworkBlock, text: string) => containsBlock(block, blockOf(text)),
  );
  add(
    `${cidr}.containsCIDR(${cidr}): bool`,
    (block: NetworkBlock, other: NetworkBlock) => containsBlock(block, other),
  );
  add(`${cidr}.ip(): ${ip}`, (block: NetworkBlock) => block.address);
  add(`${cidr}.masked(): ${cidr}`, (block: NetworkBlock) => masked(block));
  add(
    `string(${cidr}): string`,
    (block: NetworkBlock) => `${showAddress(block.address)}/${block.bits}`,
  );
  add(`${cidr}.prefixLength(): int`, (block: NetworkBlock) => BigInt(block.bits));
}
