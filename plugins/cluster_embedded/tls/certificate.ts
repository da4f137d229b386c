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

/** A certificate with its key. */
export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

/** What a certificate of the authority says. */
export interface Subject {
  readonly name: string;
  /** With a client: the groups of the user. */
  readonly organizations?: readonly string[];
  /** With a server: DNS names and IPv4 addresses that it answers to. */
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
}

/** Signs certificates of servers and clients. */
export interface Authority {
  /** PEM: what the other side trusts. */
  readonly cert: string;
  issue(use: "server" | "client", subject: Subject): Promise<Certificate>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256" };
const signing = { name: "ECDSA", hash: "SHA-256" };
const ecdsaSha256 = sequence(identifier("1.2.840.10045.4.3.2"));
const uses = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" };
const day = 24 * 3600 * 1000;
const encoder = new TextEncoder();

/** Makes an authority that lives in this process alone; what it signs is valid from yesterday for ten years. */
export async function makeAuthority(now: Date): Promise<Authority> {
  const pair = await makePair();
  const issuer = nameOf({ name: "sluice-cluster-ca" });
  const sign = async (subject: Der, publicKey: CryptoKey, extensions: Der[]) => {
    const body = await unsigned(issuer, subject, publicKey, extensions, now);
    const signature = await crypto.subtle.sign(signing, pair.privateKey, body);
    return pem(
      "CERTIFICATE",
      sequence(body, ecdsaSha256, bits(derSignature(new Uint8Array(signature)))),
    );
  };
  return {
    cert: await sign(issuer, pair.publicKey, authorityExtensions()),
    async issue(use, subject) {
      const { publicKey, privateKey } = await makePair();
      const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
      const cert = await sign(nameOf(subject), publicKey, leafExtensions(use, subject));
      return { cert, key: pem("PRIVATE KEY", key) };
    },
  };
}

function makePair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

function nameOf({ name, organizations = [] }: Subject): Der {
  const part = (id: string, text: string) => set(sequence(identifier(id), utf8(text)));
  return sequence(
    ...organizations.map((organization) => part("2.5.4.10", organization)),
    part("2.5.4.3", name),
  );
}

async function unsigned(
  issuer: Der,
  subject: Der,
  publicKey: CryptoKey,
  extensions: Der[],
  now: Date,
): Promise<Der> {
  const serial = crypto.getRandomValues(new Uint8Array(16));
  serial[0] = (serial[0]! & 0x7f) | 1;
  return sequence(
    tagged(0xa0, integer(Uint8Array.of(2))),
    integer(serial),
    ecdsaSha256,
    issuer,
    sequence(moment(new Date(now.getTime() - day)), moment(new Date(now.getTime() + 3650 * day))),
    subject,
    new Uint8Array(await crypto.subtle.exportKey("spki", publicKey)),
    tagged(0xa3, sequence(...extensions)),
  );
}

const critical = boolean(true);
const keyUsage = (flags: number) =>
  sequence(identifier("2.5.29.15"), critical, octets(tagged(0x03, Uint8Array.of(0, flags))));

/** May sign certificates. */
function authorityExtensions(): Der[] {
  const constraint = octets(sequence(boolean(true)));
  return [sequence(identifier("2.5.29.19"), critical, constraint), keyUsage(0b0000_0110)];
}

function leafExtensions(use: "server" | "client", subject: Subject): Der[] {
  const alternatives = [
    ...(subject.names ?? []).map((name) => tagged(0x82, encoder.encode(name))),
    ...(subject.addresses ?? []).map((address) =>
      tagged(0x87, Uint8Array.from(address.split(".").map(Number)))
    ),
  ];
  return [
    sequence(identifier("2.5.29.19"), critical, octets(sequence())),
    keyUsage(0b1000_0000),
    sequence(identifier("2.5.29.37"), octets(sequence(identifier(uses[use])))),
    ...(alternatives.length === 0
      ? []
      : [sequence(identifier("2.5.29.17"), octets(sequence(...alternatives)))]),
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
