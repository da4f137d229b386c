/** Where IPv6 addresses carry an IPv4 address that a translator on the way would connect to: from which byte on, and whether inverted. */
export const EMBEDDED_ADDRESSES: readonly (readonly [
  subnet: string,
  at: number,
  inverted?: boolean,
])[] = [
  ["::/96", 12], // v4-compatible
  ["::ffff:0:0:0/96", 12], // SIIT, RFC 2765
  ["64:ff9b::/96", 12], // NAT64, RFC 6052
  ["64:ff9b:1::/48", 12], // NAT64, RFC 8215
  ["2002::/16", 2], // 6to4, RFC 3056
  ["2001::/32", 12, true], // Teredo, RFC 4380
];
