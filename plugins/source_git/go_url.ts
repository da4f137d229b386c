/**
 * What Go's url.Parse has against a URL, in its words; undefined where it takes it. The pattern of the field has been checked:
 * there is a scheme and an authority.
 */
export function problemOf(url: string): string | undefined {
  const why = fault(url);
  return why && `parse ${JSON.stringify(url)}: ${why}`;
}

function fault(url: string): string | undefined {
  // deno-lint-ignore no-control-regex -- they are what is looked for
  if (/[\x00-\x1f\x7f]/.test(url)) return "net/url: invalid control character in URL";
  const [, authority = "", path = ""] = /^[a-z]+:\/\/([^/?#]*)([^?#]*)/i.exec(url) ?? [];
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return hostFault(host) ?? escapeFault(path);
}

function hostFault(host: string): string | undefined {
  const bracket = /^\[([^\]]*)(\]?)(.*)$/.exec(host);
  if (bracket && bracket[2] === "") return "missing ']' in host";
  const port = bracket ? bracket[3]! : /:.*$/.exec(host.slice(host.indexOf(":")))?.[0] ?? "";
  if (host.includes(":") && !/^(:\d*)?$/.test(bracket ? port : lastColon(host))) {
    return `invalid port ${JSON.stringify(bracket ? port : lastColon(host))} after host`;
  }
  const odd = /[ "<>\\^`{|}]/.exec(host)?.[0];
  if (odd !== undefined) return `invalid character ${JSON.stringify(odd)} in host name`;
  return escapeFault(host);
}

function lastColon(host: string): string {
  return host.slice(host.lastIndexOf(":"));
}

function escapeFault(text: string): string | undefined {
  const bad = /%(?![0-9a-f]{2})(.{0,2})/i.exec(text)?.[0];
  return bad === undefined ? undefined : `invalid URL escape ${JSON.stringify(bad)}`;
}
