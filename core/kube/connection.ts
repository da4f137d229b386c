/** How to reach one API server, and as whom: data only, whatever it was read from. */
export interface Connection {
  /** `https://host:port` and perhaps a path, without a slash at the end. */
  readonly server: string;
  /** PEM bundles; absent: the authorities that the machine trusts. */
  readonly caCerts?: readonly string[];
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  /** The bearer token to use now; asked for each request. */
  readonly token?: () => string | Promise<string>;
  readonly basic?: { readonly username: string; readonly password: string };
  /** The name to expect in the server's certificate in place of the host's. */
  readonly serverName?: string;
  /** Accept any certificate. */
  readonly insecure?: boolean;
  readonly proxyUrl?: string;
  /** Where the context, or the pod, stands. */
  readonly namespace?: string;
}
