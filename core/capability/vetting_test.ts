import { assertEquals, assertThrows } from "@std/assert";
import { canonicalHost, createVetting, type VettingOptions } from "./vetting.ts";

/** Whether a connection is let through, by name (where given) and address. */
function lets(options: VettingOptions, address: string, host = "git.example.test", port = 443) {
  const vetting = createVetting(options);
  try {
    vetting.name({ host, port });
    vetting.address({ host, port }, address);
    return true;
  } catch (error) {
    assertEquals((error as { reason?: string }).reason, "AddressRefused");
    return false;
  }
}

const refused = [
  ...["169.254.169.254", "169.254.0.1", "169.254.170.2", "::ffff:169.254.169.254"],
  ...["::ffff:a9fe:a9fe", "0:0:0:0:0:ffff:a9fe:a9fe", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"],
  ...["::169.254.169.254", "fe80::1", "febf::1", "fd00:ec2::254", "FD00:0EC2:0:0:0:0:0:0254"],
  ...["fd20:ce::254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "0.0.0.0", "0.1.2.3"],
  ...["::", "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "ff02::1"],
  ...["fe80::1%eth0", "127.1", "2130706433", "localhost", ""],
];
const let_ = ["10.0.0.1", "172.16.0.1", "192.168.1.1", "fd12::1", "93.184.216.34", "2606:2800::1"];
const loopback = ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"];

for (const address of refused) {
  Deno.test(`an address is refused wherever it runs: ${address || "(none)"}`, () => {
    assertEquals(lets({}, address), false);
    assertEquals(lets({ inCluster: true }, address), false);
    assertEquals(lets({ egress: { allow: ["0.0.0.0/0", "::/0"] } }, address), false);
  });
}

Deno.test("private and public addresses are allowed, in a cluster too", () => {
  for (const one of let_) assertEquals(lets({ inCluster: true }, one), true, one);
});

Deno.test("loopback is allowed outside a cluster and refused inside", () => {
  for (const one of loopback) {
    assertEquals([lets({}, one), lets({ inCluster: true }, one)], [true, false], one);
  }
});

Deno.test("API servers and own listeners are refused by address and port, and by name", () => {
  const endpoints = () => [{ host: "10.96.0.1", port: 443 }, { host: "0.0.0.0", port: 8080 }, {
    host: "kubernetes.default.svc",
    port: 443,
  }];
  const options = { endpoints, ownAddresses: ["10.1.1.7"] };
  assertEquals(lets(options, "10.96.0.1"), false);
  assertEquals(lets(options, "::ffff:10.96.0.1"), false);
  assertEquals(lets(options, "10.96.0.1", "x.test", 8443), true);
  for (const own of ["127.0.0.1", "127.9.9.9", "::1", "10.1.1.7"]) {
    assertEquals(lets(options, own, "x.test", 8080), false, own);
  }
  assertEquals(lets(options, "10.3.3.3", "kubernetes.default.svc"), false);
  assertEquals(lets({ ...options, egress: { allow: ["10.96.0.0/12"] } }, "10.96.0.1"), false);
  assertEquals(lets({ ...options, egress: { allow: ["10.96.0.1:443"] } }, "10.96.0.1"), true);
});

Deno.test("of the operator's rules the narrowest decides", () => {
  const listed = { egress: { allow: ["10.1.0.0/16"], deny: ["0.0.0.0/0", "::/0"] } };
  assertEquals(lets(listed, "10.1.2.3"), true);
  assertEquals(lets(listed, "10.2.2.3"), false);
  assertEquals(lets(listed, "2606:2800::1"), false);
  assertEquals(
    lets({ egress: { deny: ["10.0.0.0/8"], allow: ["10.0.0.0/8"] } }, "10.1.1.1"),
    false,
  );
  assertEquals(lets({ inCluster: true, egress: { allow: ["127.0.0.1"] } }, "127.0.0.1"), true);
  assertEquals(lets({ egress: { allow: ["169.254.169.254/32"] } }, "169.254.169.254"), true);
});

Deno.test("a name that the operator denies is refused at any address, and one that is allowed lifts no built-in refusal", () => {
  const egress = { deny: ["*.evil.test"], allow: ["good.evil.test"] };
  assertEquals(lets({ egress }, "93.184.216.34", "a.evil.test"), false);
  assertEquals(lets({ egress }, "93.184.216.34", "good.evil.test"), true);
  assertEquals(lets({ egress }, "169.254.169.254", "good.evil.test"), false);
  assertEquals(lets({ egress: { deny: ["*"] } }, "93.184.216.34"), false);
  const named = { deny: ["0.0.0.0/0"], allow: ["git.example.test"] };
  assertEquals(lets({ egress: named }, "93.184.216.34"), true);
});

Deno.test("metadata services are refused by name, for ways on which no address is seen", () => {
  for (const name of ["metadata.google.internal", "metadata"]) {
    assertThrows(() => createVetting().name({ host: name, port: 80 }));
  }
});

Deno.test("createVetting() names the rule that it cannot read", () => {
  assertThrows(() => createVetting({ egress: { deny: ["10.0.0.0/99"] } }), Error, "10.0.0.0/99");
});

Deno.test("canonicalHost() unmasks the ways to write an address, and refuses what is no host", () => {
  const forms = ["127.1", "0x7f.1", "2130706433", "017700000001", "127.0.0.1.", "１２７.0.0.1"];
  for (const one of forms) assertEquals(canonicalHost(one), "127.0.0.1", one);
  assertEquals(canonicalHost("[::FFFF:169.254.169.254]"), "::ffff:a9fe:a9fe");
  assertEquals(canonicalHost("Git.Example.TEST."), "git.example.test");
  for (
    const one of [
      "",
      "a b",
      "u@h",
      "h/x",
      "h?x",
      "h#x",
      "h\\x",
      "h:80",
      "*",
      "*.test",
      "h'x",
      "a,b",
      "fe80::1%eth0",
    ]
  ) {
    assertEquals(canonicalHost(one), undefined, one);
  }
});
