import {
  bits,
  boolean,
  type Der,
  identifier,
  integer,
  moment,
  octets,
  pem,
  sequence,
  set,
  tagged,
  utf8,
} from "./der.ts";

/** A certificate that signs itself, for serving on this machine. */
export interface Certificate {
  /** PEM; also the authority that clients trust. */
  readonly cert: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256" };
const ecdsaSha256 = sequence(identifier("1.2.840.10045.4.3.2"));
const day = 24 * 3600 * 1000;
const encoder = new TextEncoder();

/** Makes a certificate for names and IPv4 addresses, valid from yesterday for ten years. */
export async function selfSigned(
  names: readonly string[],
  addresses: readonly string[],
  now: Date,
): Promise<Certificate> {
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const subject = sequence(set(sequence(identifier("2.5.4.3"), utf8("sluice-cluster"))));
  const serial = crypto.getRandomValues(new Uint8Array(16));
  serial[0]! |= 1;
  const body = sequence(
    tagged(0xa0, integer(Uint8Array.of(2))),
    integer(serial),
    ecdsaSha256,
    subject,
    sequence(moment(new Date(now.getTime() - day)), moment(new Date(now.getTime() + 3650 * day))),
    subject,
    publicKey,
    tagged(0xa3, sequence(...extensions(names, addresses))),
  );
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    pair.privateKey,
    body,
  );
  const cert = sequence(body, ecdsaSha256, bits(derSignature(new Uint8Array(signature))));
  const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  return { cert: pem("CERTIFICATE", cert), key: pem("PRIVATE KEY", key) };
}

function extensions(names: readonly string[], addresses: readonly string[]): Der[] {
  const alternatives = [
    ...names.map((name) => tagged(0x82, encoder.encode(name))),
    ...addresses.map((address) => tagged(0x87, Uint8Array.from(address.split(".").map(Number)))),
  ];
  return [
    sequence(identifier("2.5.29.19"), boolean(true), octets(sequence(boolean(true)))),
    sequence(identifier("2.5.29.17"), octets(sequence(...alternatives))),
  ];
}

/** WebCrypto gives r and s side by side; X.509 wants a sequence. */
function derSignature(raw: Uint8Array): Der {
  const half = raw.length / 2;
  return sequence(integer(trim(raw.subarray(0, half))), integer(trim(raw.subarray(half))));
}

function trim(bytes: Uint8Array): Uint8Array {
  let at = 0;
  while (at < bytes.length - 1 && bytes[at] === 0) at++;
  return bytes.subarray(at);
}
