import { isAddress } from "../../lib/cel/mod.ts";
import { duplicate, type FieldError, invalidValue, required } from "../errors/field_error.ts";
import { listAt, textAt, type Tree, treesAt } from "../json/tree.ts";
import { oneOf } from "./checks.ts";
import { isDns1123Label, isDns1123Subdomain } from "../../lib/kubernetes_names/mod.ts";

const types = ["FQDN", "IPv4", "IPv6"];
const wrongAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

/** What is wrong with an EndpointSlice. */
export function endpointSlice(object: Tree): FieldError[] {
  const type = textAt(object, "addressType");
  return [
    ...oneOf(type, "addressType", types, true),
    ...treesAt(object, "endpoints").flatMap((endpoint, i) =>
      endpointErrors(endpoint, `endpoints[${i}]`, type)
    ),
    ...portErrors(treesAt(object, "ports")),
  ];
}

function endpointErrors(endpoint: Tree, at: string, type: string): FieldError[] {
  const addresses = listAt(endpoint, "addresses").map(String), errors: FieldError[] = [];
  if (addresses.length === 0) {
    errors.push(required(`${at}.addresses`, "must contain at least 1 address"));
  }
  addresses.forEach((address, i) => {
    const place = `${at}.addresses[${i}]`;
    if (type === "FQDN") {
      errors.push(...isDns1123Subdomain(address).map((m) => invalidValue(place, address, m)));
    } else if (types.includes(type)) {
      if (!isAddress(address)) errors.push(invalidValue(place, address, wrongAddress));
      else if (address.includes(":") !== (type === "IPv6")) {
        const detail = `must be an ${type} address`;
        errors.push(invalidValue(place, address, detail));
      }
    }
  });
  const host = textAt(endpoint, "hostname");
  if (host === "") return errors;
  return [
    ...errors,
    ...isDns1123Label(host).map((m) => invalidValue(`${at}.hostname`, host, m)),
  ];
}

function portErrors(ports: readonly Tree[]): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const at = `ports[${i}]`, name = textAt(port, "name"), errors: FieldError[] = [];
    if (name !== "") {
      errors.push(...isDns1123Label(name).map((m) => invalidValue(`${at}.name`, name, m)));
    }
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    return [...errors, ...oneOf(port.protocol, `${at}.protocol`, ["SCTP", "TCP", "UDP"], true)];
  });
}
