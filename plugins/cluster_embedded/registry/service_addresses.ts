import type { Api, Guard, GuardWrite } from "../api.ts";
import { type FieldError, invalidValue } from "../errors/field_error.ts";
import { initFamilies } from "../validation/service_families.ts";
import { dropTypeFields } from "./service_type.ts";
import { listAt, makeTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";

const firstPort = 30000, lastPort = 32767;
const range = /^10\.96\.\d{1,3}\.\d{1,3}$/;

/** Gives Services their cluster addresses and node ports. */
export function serviceGuard(api: Api): Guard {
  return {
    bucket: "/services",
    prepare: (object, old, write) => prepare(api, object, old, write),
  };
}

function prepare(api: Api, object: Tree, old: Tree | undefined, write: GuardWrite): FieldError[] {
  if (write.subresource === "status") return [];
  const spec = makeTree(object, "spec"), before = treeAt(old, "spec");
  if (old !== undefined) dropTypeFields(object, old);
  if (spec.type === "ExternalName") {
    alignAddresses(spec, before);
    if (old !== undefined) delete spec.internalTrafficPolicy;
    return [];
  }
  alignAddresses(spec, before);
  const wrong = initFamilies(spec, before);
  if (wrong.length > 0) return wrong;
  const error = giveAddress(api, object, before, write.dryRun);
  if (error !== undefined) return [error];
  const takesPorts = spec.type === "NodePort" || spec.type === "LoadBalancer";
  return takesPorts ? givePorts(api, spec, before, write.dryRun) : [];
}

function giveAddress(
  api: Api,
  object: Tree,
  before: Tree,
  dryRun: boolean,
): FieldError | undefined {
  const spec = makeTree(object, "spec"), asked = textAt(spec, "clusterIP");
  // What was given once stays, and a change of it is refused later.
  if (textAt(before, "clusterIP") !== "" && asked !== "") return undefined;
  const used = addresses(api), unnamed = textAt(object, "metadata", "name") === "";
  if (asked === "") {
    spec.clusterIP = freeAddress(api, used);
    const reason =
      `failed to allocate IP: IPAddress.networking.k8s.io "${spec.clusterIP}" is invalid: spec.parentRef.name: Required value`;
    if (unnamed && !dryRun) return invalidValue("spec.clusterIPs", [""], reason);
  }
  if (
    !dryRun && asked !== "" && asked !== "None" && asked !== before.clusterIP && used.has(asked)
  ) {
    const detail = `failed to allocate IP ${asked}: provided IP is already allocated`;
    return invalidValue("spec.clusterIPs", [asked], detail);
  } else if (asked !== "" && asked !== "None" && asked !== before.clusterIP && !range.test(asked)) {
    const reason = dryRun
      ? `the provided IP (${asked}) is not in the valid range. The range of valid IPs is 10.96.0.0/16`
      : "the provided network does not match the current range";
    return invalidValue("spec.clusterIPs", [asked], `failed to allocate IP ${asked}: ${reason}`);
  }
  spec.clusterIPs = [spec.clusterIP];
  return undefined;
}

function addresses(api: Api): Set<string> {
  return new Set(
    [...api.store.bucket("/services").objects.values()].map((s) => textAt(s, "spec", "clusterIP")),
  );
}

function freeAddress(api: Api, used: ReadonlySet<string>): string {
  for (;;) {
    const number = 256 + Math.floor(api.random() * (65_534 - 256));
    const address = `10.96.${number >> 8}.${number & 255}`;
    if (!used.has(address)) return address;
  }
}

function givePorts(api: Api, spec: Tree, before: Tree, dryRun: boolean): FieldError[] {
  const used = new Set(
    [...api.store.bucket("/services").objects.values()].flatMap((s) => treesAt(s, "spec", "ports"))
      .map((p) => p.nodePort),
  );
  const old = treesAt(before, "ports"), kept = new Set(old.map(({ nodePort }) => nodePort));
  const taken: number[] = [];
  const free = () => {
    const number = dryRun ? dummyPort(taken) : freePort(api, used);
    taken.push(number);
    used.add(number);
    return number;
  };
  const allocates = spec.type !== "LoadBalancer" || spec.allocateLoadBalancerNodePorts !== false;
  const byPort = new Map<unknown, number>(), ports = treesAt(spec, "ports");
  const errors = ports.flatMap((port, i) => {
    const asked = Number(port.nodePort ?? 0);
    if (asked === 0 && !allocates) return [];
    if (asked !== 0 && kept.has(asked)) {
      byPort.set(port.port, asked);
      return [];
    }
    const known = byPort.get(port.port) ?? requested(ports, port, old);
    if (asked === 0) {
      port.nodePort = known ?? free();
      byPort.set(port.port, port.nodePort as number);
      return [];
    }
    if (byPort.get(port.port) === asked) return [];
    const refused = refusedPort(asked, i, used, dryRun);
    used.add(asked);
    taken.push(asked);
    byPort.set(port.port, asked);
    return refused;
  });
  const local = spec.type === "LoadBalancer" && spec.externalTrafficPolicy === "Local";
  if (local) spec.healthCheckNodePort ??= before.healthCheckNodePort ?? free();
  return errors.slice(0, 1);
}

/** Who sets the first address alone means the list too. */
function alignAddresses(spec: Tree, before: Tree): void {
  const given = textAt(spec, "clusterIP"), list = listAt(spec, "clusterIPs");
  const isOld = given !== textAt(before, "clusterIP") &&
    list.join() === listAt(before, "clusterIPs").join();
  if (list.length > 0 && !isOld) return;
  if (given === "") delete spec.clusterIPs;
  else spec.clusterIPs = [given];
}

/** A node port that another protocol of the same port asks for or has. */
function requested(ports: readonly Tree[], port: Tree, old: readonly Tree[]): number | undefined {
  const same = old.find((p) => p.port === port.port && p.protocol === port.protocol);
  const asked = ports.find((p) => p.port === port.port && Number(p.nodePort ?? 0) !== 0);
  const found = same?.nodePort ?? asked?.nodePort;
  return found === undefined || found === 0 ? undefined : Number(found);
}

/** What the server says of a dry run: no port of the range. */
function dummyPort(taken: readonly number[]): number {
  return (taken.length === 0 ? lastPort + 1 : Math.max(...taken)) + 1;
}

function freePort(api: Api, used: ReadonlySet<unknown>): number {
  for (;;) {
    const number = firstPort + Math.floor(api.random() * (lastPort - firstPort + 1));
    if (!used.has(number)) return number;
  }
}

/** A dry run does not look whether a port is in the range. */
function refusedPort(
  asked: number,
  index: number,
  used: ReadonlySet<unknown>,
  dryRun: boolean,
): FieldError[] {
  const at = `spec.ports[${index}].nodePort`;
  if (!dryRun && (asked < firstPort || asked > lastPort)) {
    const valid = `${firstPort}-${lastPort}`;
    const detail = `provided port is not in the valid range. The range of valid ports is ${valid}`;
    return [invalidValue(at, asked, detail)];
  }
  return used.has(asked) ? [invalidValue(at, asked, "provided port is already allocated")] : [];
}
