const schemes = ["http", "https", "socks5"];

/** What is wrong with the `address` of a Secret, in the words of Flux and of Go's url.Parse; undefined where it is a proxy's. */
export function whyNoProxy(address: string): string | undefined {
  if (address === "") return "proxy address is empty";
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase() ?? "";
  if (scheme === "" && /^[^/]*:/.test(address)) {
    const parsed = `parse ${
      JSON.stringify(address)
    }: first path segment in URL cannot contain colon`;
    return `failed to parse proxy address '${address}': ${parsed}`;
  }
  if (schemes.includes(scheme)) return undefined;
  return `proxy URL must use one of the supported schemes (http, https, socks5), got '${scheme}'`;
}
