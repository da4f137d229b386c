import { assertEquals } from "@std/assert";
import { type Address, contains, faces, parseAddress, parseSubnet } from "./address.ts";

const text = (address: Address | undefined) => address?.toString();

Deno.test("parseAddress() reads canonical texts only", () => {
  const wrong = ["", "1", "127.1", "0x7f.0.0.1", "010.0.0.1", "256.0.0.1", "1.2.3.4.5", "1.2.3"];
  const odd = [
    "::1%lo",
    "1::2::3",
    ":::",
    "12345::",
    "::1.2.3",
    "1:2:3:4:5:6:7:8:9",
    "g::",
    "localhost",
  ];
  for (const one of [...wrong, ...odd]) assertEquals(parseAddress(one), undefined, one);
  assertEquals(text(parseAddress("10.0.0.255")), "10.0.0.255");
  assertEquals(parseAddress("2001:db8::1")?.kind(), "ipv6");
  assertEquals(text(parseAddress("::")), "::");
});

Deno.test("parseAddress() takes a v4-mapped address for the IPv4 address inside it", () => {
  for (const one of ["::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "0:0:0:0:0:FFFF:A9FE:A9FE"]) {
    assertEquals(text(parseAddress(one)), "169.254.169.254", one);
  }
});

Deno.test("faces() finds the IPv4 address that a translator would reach", () => {
  const forms = ["64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe", "2002:a9fe:a9fe::1", "::a9fe:a9fe"];
  for (const one of [...forms, "::ffff:0:a9fe:a9fe", "2001:0:1:2:3:4:5601:5601"]) {
    assertEquals(faces(parseAddress(one)!).map(text).at(-1), "169.254.169.254", one);
  }
  assertEquals(faces(parseAddress("::1")!).length, 1);
});

Deno.test("parseSubnet() reads an address with or without a length, and contains() keeps families apart", () => {
  assertEquals(parseSubnet("10.0.0.0/8")?.bits, 8);
  assertEquals(parseSubnet("fd00::1")?.bits, 128);
  for (const one of ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8/8", "a/8", "::/129"]) {
    assertEquals(parseSubnet(one), undefined, one);
  }
  const odd = parseSubnet("172.16.0.0/12")!;
  assertEquals(contains(odd, parseAddress("172.31.255.255")!), true);
  assertEquals(contains(odd, parseAddress("172.32.0.0")!), false);
  assertEquals(contains(parseSubnet("::/0")!, parseAddress("1.2.3.4")!), false);
});
