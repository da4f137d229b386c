import { addressKind } from "../../lib/cel/mod.ts";
import {
  duplicate,
  type FieldError,
  invalidValue,
  required,
  unsupported,
} from "../errors/field_error.ts";
import { listAt, textAt, type Tree, treeAt } from "../json/tree.ts";
import { addressProblems } from "./addresses.ts";

const ips = "spec.clusterIPs", families = "spec.ipFamilies", policy = "spec.ipFamilyPolicy";
const policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];

/** The addresses of a Service, and the families that go with them, each by itself. */
export function clusterAddressErrors(spec: Tree): FieldError[] {
  if (spec.type === "ExternalName") return [];
  const list = listAt(spec, "clusterIPs").map(String);
  const errors = [...firstAddress(spec, list), ...familyErrors(spec)];
  if (spec.ipFamilyPolicy !== undefined && !policies.includes(String(spec.ipFamilyPolicy))) {
    errors.push(unsupported(policy, spec.ipFamilyPolicy, policies));
  }
  const headless = list[0] === "None";
  const wrong = list.slice(headless ? 1 : 0).flatMap((address, i) =>
    addressProblems(address, `${ips}[${i + (headless ? 1 : 0)}]`)
  );
  if (headless && list.length > 1) {
    errors.push(invalidValue(ips, list, "'None' must be the first and only value"));
  }
  errors.push(...wrong);
  if (list.length > 2) errors.push(invalidValue(ips, list, "may only hold up to 2 values"));
  if (wrong.length > 0 || (headless && list.length > 1)) return errors;
  return [...errors, ...stackErrors(spec, list)];
}

function firstAddress(spec: Tree, list: readonly string[]): FieldError[] {
  const address = textAt(spec, "clusterIP");
  if (address === "") {
    const detail = "must be empty when `clusterIP` is not specified";
    return list.length === 0 ? [] : [invalidValue(ips, list, detail)];
  }
  if (list.length === 0) return [required(ips)];
  return list[0] === address ? [] : [invalidValue(ips, list, "first value must match `clusterIP`")];
}

function familyErrors(spec: Tree): FieldError[] {
  const given = listAt(spec, "ipFamilies");
  return given.flatMap((family, i) => [
    ...(family === "IPv4" || family === "IPv6"
      ? []
      : [unsupported(`${families}[${i}]`, family, ["IPv4", "IPv6"])]),
    ...(given.indexOf(family) < i ? [duplicate(`${families}[${i}]`, family)] : []),
  ]);
}

function familyOf(address: string): string {
  return addressKind(address).length > 0 && address.includes(":") ? "IPv6" : "IPv4";
}

function stackErrors(spec: Tree, list: readonly string[]): FieldError[] {
  const errors: FieldError[] = [], given = listAt(spec, "ipFamilies");
  if (list.length > 1 && new Set(list.map(familyOf)).size < 2) {
    errors.push(invalidValue(ips, list, "may specify no more than one IP for each IP family"));
  }
  if (list[0] === "None") return errors;
  list.forEach((address, i) => {
    const wanted = given[i];
    if (wanted !== "IPv4" && wanted !== "IPv6" || familyOf(address) === wanted) return;
    const detail = `expected an ${wanted} value as indicated by \`ipFamilies[${i}]\``;
    errors.push(invalidValue(`${ips}[${i}]`, address, detail));
  });
  return errors;
}

/**
 * Fills in the families and the policy of a Service as the cluster, which has IPv4 alone, gives
 * them. Answers what stands against them; nothing else of the Service is looked at then.
 */
export function initFamilies(spec: Tree, old: Tree): FieldError[] {
  const headless = spec.clusterIP === "None" && Object.keys(treeAt(spec, "selector")).length === 0;
  spec.ipFamilyPolicy ??= old.ipFamilyPolicy ?? (headless ? "RequireDualStack" : "SingleStack");
  const wrong = clusterAddressErrors(spec);
  if (wrong.length > 0) return wrong;
  const list = listAt(spec, "clusterIPs").map(String), errors: FieldError[] = [];
  let given = listAt(spec, "ipFamilies").map(String);
  const single = spec.ipFamilyPolicy === "SingleStack";
  const both = (what: string) =>
    invalidValue(
      policy,
      spec.ipFamilyPolicy,
      `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`,
    );
  if (single && list.length === 2) errors.push(both("cluster IPs"));
  if (single && given.length === 2) errors.push(both("IP families"));
  list.forEach((address, i) => {
    if (address === "None" || i < given.length) return;
    if (familyOf(address) === "IPv4") given = [...given, "IPv4"];
    else {
      errors.push(invalidValue(`${ips}[${i}]`, list, "IPv6 is not configured on this cluster"));
    }
  });
  if (errors.length > 0) return errors;
  if (headless) {
    const first = given[0] ?? "IPv4";
    spec.ipFamilies = given.length > 1 || single
      ? [first, ...given.slice(1)]
      : [first, first === "IPv4" ? "IPv6" : "IPv4"];
    return [];
  }
  if (spec.ipFamilyPolicy === "RequireDualStack") {
    const detail = "this cluster is not configured for dual-stack services";
    errors.push(invalidValue(policy, spec.ipFamilyPolicy, detail));
  }
  given.forEach((family, i) => {
    if (family === "IPv4") return;
    errors.push(invalidValue(`${families}[${i}]`, family, "not configured on this cluster"));
  });
  if (errors.length === 0) spec.ipFamilies = given.length === 0 ? ["IPv4"] : given;
  return errors;
}
