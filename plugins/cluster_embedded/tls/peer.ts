import { X509Certificate } from "node:crypto";
import { authenticated, type User } from "../auth/user.ts";

/** The user of a client's certificate: its common name, and its organizations as groups. Undefined where the authority did not sign it or it is not valid now. */
export function userOfCertificate(raw: Uint8Array, authority: string, now: Date): User | undefined {
  const certificate = new X509Certificate(raw);
  if (!certificate.verify(new X509Certificate(authority).publicKey)) return undefined;
  if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo)) {
    return undefined;
  }
  const parts = certificate.subject.split("\n").map((line) => {
    const at = line.indexOf("=");
    return [line.slice(0, at), line.slice(at + 1)] as const;
  });
  const values = (key: string) => parts.filter(([name]) => name === key).map(([, value]) => value);
  const [name] = values("CN");
  return name === undefined ? undefined : authenticated({ name, groups: values("O") });
}
