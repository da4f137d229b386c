/** The keys of a Secret that a use takes where it names no other. */
export const DEFAULT_KEYS: Readonly<Record<string, string>> = {
  username: "username",
  password: "password",
  token: "token",
  address: "address",
  certificate: "tls.crt",
  key: "tls.key",
  authority: "ca.crt",
};
