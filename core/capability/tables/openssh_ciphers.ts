/** Bytes of key and initialization vector, by the names that OpenSSH gives its ciphers. */
export const OPENSSH_CIPHERS: ReadonlyMap<string, { readonly key: number; readonly iv: number }> =
  new Map([
    ["aes128-cbc", { key: 16, iv: 16 }],
    ["aes192-cbc", { key: 24, iv: 16 }],
    ["aes256-cbc", { key: 32, iv: 16 }],
    ["aes128-ctr", { key: 16, iv: 16 }],
    ["aes192-ctr", { key: 24, iv: 16 }],
    ["aes256-ctr", { key: 32, iv: 16 }],
    ["aes128-gcm@openssh.com", { key: 16, iv: 12 }],
    ["aes256-gcm@openssh.com", { key: 32, iv: 12 }],
  ]);

/** Curves of SSH by their names there and in JOSE. */
export const SSH_CURVES: ReadonlyMap<string, string> = new Map([
  ["nistp256", "P-256"],
  ["nistp384", "P-384"],
  ["nistp521", "P-521"],
]);
