import { assertEquals } from "@std/assert";
import { whyNoProxy } from "./address.ts";

Deno.test("whyNoProxy() takes the schemes that Flux takes, and words the rest as Flux does", () => {
  for (const good of ["http://a", "HTTPS://a:1", "socks5://a"]) {
    assertEquals(whyNoProxy(good), undefined);
  }
  assertEquals(whyNoProxy(""), "proxy address is empty");
  const supported = "proxy URL must use one of the supported schemes (http, https, socks5)";
  assertEquals(whyNoProxy("ftp://a"), `${supported}, got 'ftp'`);
  assertEquals(whyNoProxy("a.example.com"), `${supported}, got ''`);
  const colon = "first path segment in URL cannot contain colon";
  assertEquals(
    whyNoProxy("127.0.0.1:9"),
    `failed to parse proxy address '127.0.0.1:9': parse "127.0.0.1:9": ${colon}`,
  );
});
