/** Subnets that no call may reach unless the operator allows one at least as narrow, with the reason that is told. */
export const REFUSED_SUBNETS: Readonly<Record<string, string>> = {
  "0.0.0.0/8": "unspecified",
  "169.254.0.0/16": "link-local",
  "100.100.100.200/32": "a metadata service",
  "168.63.129.16/32": "a metadata service",
  "192.0.0.192/32": "a metadata service",
  "224.0.0.0/4": "multicast",
  "240.0.0.0/4": "reserved",
  "255.255.255.255/32": "broadcast",
  "::/128": "unspecified",
  "fe80::/10": "link-local",
  "fec0::/10": "site-local",
  "fd00:ec2::254/128": "a metadata service",
  "fd20:ce::254/128": "a metadata service",
  "ff00::/8": "multicast",
};

/** Refused besides where the kernel runs in a cluster. */
export const LOOPBACK_SUBNETS: Readonly<Record<string, string>> = {
  "127.0.0.0/8": "loopback",
  "::1/128": "loopback",
};

/** Names that stand for a metadata service, for ways (an upstream proxy) on which the kernel sees no address. */
export const REFUSED_NAMES: readonly string[] = [
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "instance-data",
  "instance-data.ec2.internal",
  "metadata.azure.internal",
  "metadata.tencentyun.com",
];
