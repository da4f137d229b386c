import type { Functions } from "./environment.ts";

class KubernetesUrl {
  constructor(readonly url: URL, readonly text: string) {}
}

/** Whether the text is an absolute URL or an absolute path. */
export function isUrl(text: string): boolean {
  return readUrl(text) !== undefined;
}

function readUrl(text: string): KubernetesUrl | undefined {
  if (!/^([a-z][a-z0-9+.-]*:\/\/[^/]|\/)/i.test(text)) return undefined;
  try {
    return new KubernetesUrl(new URL(text, "relative://none"), text);
  } catch {
    return undefined;
  }
}

/** The functions of URLs. */
export function addUrls(functions: Functions): void {
  const add = functions.registerFunction.bind(functions), type = "kubernetes.URL";
  functions.registerType(type, KubernetesUrl as never);
  add("isURL(string): bool", isUrl);
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
