/**
 * What went wrong on the way to a host, in the words of Go's net and crypto/tls: they stand in messages of objects, and are what
 * people know, and search for.
 */

/** By the name of the error that a connection attempt ends with. */
export const CONNECT_WORDS: ReadonlyMap<string, string> = new Map(Object.entries({
  ConnectionRefused: "connect: connection refused",
  ConnectionReset: "connect: connection reset by peer",
  NetworkUnreachable: "connect: network is unreachable",
  HostUnreachable: "connect: no route to host",
  TimedOut: "i/o timeout",
  TimeoutError: "i/o timeout",
}));

const untrusted = "tls: failed to verify certificate: x509: ";

/** By what rustls says of a certificate. */
export const CERTIFICATE_WORDS: ReadonlyMap<string, string> = new Map(Object.entries({
  UnknownIssuer: `${untrusted}certificate signed by unknown authority`,
  BadSignature: `${untrusted}certificate signed by unknown authority`,
  Expired: `${untrusted}certificate has expired or is not yet valid`,
  NotValidYet: `${untrusted}certificate has expired or is not yet valid`,
  NotValidForName: `${untrusted}certificate is not valid for the host's name`,
  Other: `${untrusted}certificate signed by unknown authority`,
}));
