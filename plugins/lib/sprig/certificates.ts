import type { Buffer } from "node:buffer";
import type { KeyObject } from "node:crypto";
import { builtin } from "../builtin/mod.ts";
import {
  CallError,
  define,
  fromBytes,
  type GoFunction,
  GoObject,
  show,
  toBytes,
} from "../gotemplate/mod.ts";
import { decodePem, der, elements, identifier, pem, sequence, unsigned } from "./der.ts";
import { decodeBase64 } from "./encoding.ts";
import { newRsaKey } from "./rsa_key.ts";

/** Sprig's certificate: both parts as PEM. */
export class Certificate extends GoObject {
  readonly goType = "sprig.certificate";
  readonly cert: string;
  readonly key: string;

  constructor(cert: string, key: string) {
    super();
    this.cert = cert;
    this.key = key;
  }

  override field(name: string): unknown {
    return name === "Cert" ? this.cert : name === "Key" ? this.key : undefined;
  }

  override get json(): unknown {
    return new Map([["Cert", this.cert], ["Key", this.key]]);
  }

  text(): string {
    return `{${this.cert} ${this.key}}`;
  }
}

/** What a certificate is to say. */
interface Request {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly hosts: readonly string[];
  readonly days: number;
  readonly authority: boolean;
}

/** Who signs: a subject as DER, a key, the key's identifier. */
interface Issuer {
  readonly subject: Uint8Array;
  readonly key: KeyObject;
  readonly keyId: Uint8Array | undefined;
}

const BITS = 2048;
const NULL = Uint8Array.of(5, 0);

function newKey(): KeyObject {
  return newRsaKey(BITS);
}

function commonName(name: string): Buffer {
  if (name === "") return sequence();
  const plain = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(name);
  const value = der(plain ? 0x13 : 0x0c, toBytes(name));
  return sequence(der(0x31, sequence(identifier("2.5.4.3"), value)));
}

function validity(days: number): Buffer {
  const start = Math.floor(Date.now() / 1000) * 1000;
  const moment = (at: number) => {
    const text = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, "");
    const short = at < Date.UTC(2050);
    return der(short ? 0x17 : 0x18, builtin.Buffer.from(short ? text.slice(2) : text));
  };
  return sequence(moment(start), moment(start + days * 86_400_000));
}

/** How a key signs: the algorithm, and the digest for node. */
function algorithmOf(key: KeyObject): { der: Buffer; digest: string | null } {
  if (key.asymmetricKeyType === "rsa") {
    return { der: sequence(identifier("1.2.840.113549.1.1.11"), NULL), digest: "sha256" };
  }
  if (key.asymmetricKeyType === "ec") {
    return { der: sequence(identifier("1.2.840.10045.4.3.2")), digest: "sha256" };
  }
  return { der: sequence(identifier("1.3.101.112")), digest: null };
}

const flag = (critical: boolean) => critical ? [der(1, Uint8Array.of(255))] : [];
const extension = (id: string, critical: boolean, value: Uint8Array) =>
  sequence(identifier(id), ...flag(critical), der(4, value));

function addressBytes(address: string): Buffer {
  if (builtin.net.isIP(address) === 4) return builtin.Buffer.from(address.split(".").map(Number));
  const url = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = "", tail] = url.split("::");
  const words = (text: string) => text === "" ? [] : text.split(":").map((w) => parseInt(w, 16));
  const [left, right] = [words(head), words(tail ?? "")];
  const all = [...left, ...new Array(8 - left.length - right.length).fill(0), ...right];
  return builtin.Buffer.from(all.flatMap((word: number) => [word >> 8, word & 255]));
}

function extensions(request: Request, keyId: Uint8Array, issuerId: Uint8Array | undefined): Buffer {
  const usage = request.authority ? Uint8Array.of(2, 0xa4) : Uint8Array.of(5, 0xa0);
  const purposes = sequence(identifier("1.3.6.1.5.5.7.3.1"), identifier("1.3.6.1.5.5.7.3.2"));
  const names = [
    ...request.hosts.map((host) => der(0x82, toBytes(host))),
    ...request.addresses.map((address) => der(0x87, addressBytes(address))),
  ];
  const list = [
    extension("2.5.29.15", true, der(3, usage)),
    extension("2.5.29.37", false, purposes),
    extension("2.5.29.19", true, sequence(...flag(request.authority))),
  ];
  if (request.authority) list.push(extension("2.5.29.14", false, der(4, keyId)));
  if (issuerId && issuerId.length > 0) {
    list.push(extension("2.5.29.35", false, sequence(der(0x80, issuerId))));
  }
  if (names.length > 0) list.push(extension("2.5.29.17", false, sequence(...names)));
  return der(0xa3, sequence(...list));
}

function keyIdOf(publicKey: Buffer): Uint8Array {
  const bits = elements(elements(publicKey)[0]!.body)[1]!.body.subarray(1);
  return builtin.crypto.createHash("sha256").update(bits).digest().subarray(0, 20);
}

function issue(request: Request, key: KeyObject, by: Issuer | undefined): Certificate {
  const subject = commonName(request.name);
  const publicKey = builtin.crypto.createPublicKey(key).export({ type: "spki", format: "der" });
  const keyId = keyIdOf(publicKey);
  const issuer = by ?? { subject, key, keyId: undefined };
  const algorithm = algorithmOf(issuer.key);
  const body = sequence(
    der(0xa0, unsigned(Uint8Array.of(2))),
    unsigned(builtin.crypto.randomBytes(16)),
    algorithm.der,
    issuer.subject,
    validity(request.days),
    subject,
    publicKey,
    // As crypto/x509 does: who signs itself, or under its own name, names no key of its issuer.
    extensions(request, keyId, subject.equals(issuer.subject) ? undefined : issuer.keyId),
  );
  const signature = builtin.crypto.sign(algorithm.digest, body, issuer.key);
  const whole = sequence(body, algorithm.der, der(3, Uint8Array.of(0), signature));
  return new Certificate(pem("CERTIFICATE", whole), exportKey(key));
}

function exportKey(key: KeyObject): string {
  const type = key.asymmetricKeyType === "rsa"
    ? "pkcs1" as const
    : key.asymmetricKeyType === "ec"
    ? "sec1" as const
    : "pkcs8" as const;
  return String(key.export({ type, format: "pem" }));
}

function readKey(text: string, what: string): KeyObject {
  const block = decodePem(text);
  if (!block) throw new CallError(`${what}: no PEM data in input`);
  if (!block.type.endsWith("PRIVATE KEY")) {
    throw new CallError(`${what}: no private key data in PEM block of type ${block.type}`);
  }
  try {
    return builtin.crypto.createPrivateKey(text);
  } catch {
    throw new CallError(`${what}: invalid private key type ${block.type}`);
  }
}

const tagged = (tag: number) => (part: { tag: number }) => part.tag === tag;

/** The subject of a certificate and the identifier of its key. */
function readIssuer({ cert, key }: Certificate): Issuer {
  const block = decodePem(cert);
  if (!block) throw new CallError("unable to decode certificate");
  const parts = elements(elements(elements(block.bytes)[0]!.body)[0]!.body);
  const subject = parts[5]!.whole;
  const list = parts.find(tagged(0xa3));
  const known = list ? elements(elements(list.body)[0]!.body) : [];
  const id = builtin.Buffer.from([0x55, 0x1d, 0x0e]);
  const found = known.map(({ body }) => elements(body)).find(([first]) => id.equals(first!.body));
  const keyId = found ? elements(found.at(-1)!.body)[0]!.body : undefined;
  return { subject, key: readKey(key, "error parsing private key"), keyId };
}

function texts(list: unknown, problem: (item: unknown) => string): string[] {
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) throw new CallError("wrong type for value; expected []interface {}");
  return list.map((item: unknown) => {
    if (typeof item !== "string") throw new CallError(problem(item));
    return item;
  });
}

function requestOf(name: string, ips: unknown, hosts: unknown, days: number): Request {
  const addresses = texts(ips, (ip) => `error parsing ip: ${show(ip)} is not a string`);
  const wrong = addresses.find((address) => builtin.net.isIP(address) === 0);
  if (wrong !== undefined) throw new CallError(`error parsing ip: ${wrong}`);
  const names = texts(
    hosts,
    (host) => `error processing alternate dns name: ${show(host)} is not a string`,
  );
  return { name, addresses, hosts: names, days, authority: false };
}

const authorityOf = (name: string, days: number): Request => ({
  ...requestOf(name, null, null, days),
  authority: true,
});

function asCertificate(value: unknown): Certificate {
  if (value instanceof Certificate) return value;
  throw new CallError("wrong type for value; expected sprig.certificate");
}

function custom(cert64: string, key64: string): Certificate {
  const read = (text: string, what: string) => {
    try {
      return fromBytes(decodeBase64(text));
    } catch {
      throw new CallError(`unable to decode base64 ${what}`);
    }
  };
  const [cert, key] = [read(cert64, "certificate"), read(key64, "private key")];
  if (!decodePem(cert)) throw new CallError("unable to decode certificate");
  readKey(key, "error parsing private key");
  return new Certificate(cert, key);
}

function privateKey(type: string): string {
  if (type === "" || type === "rsa") {
    return exportKey(newRsaKey(2 * BITS));
  }
  if (type === "ecdsa") {
    return exportKey(builtin.crypto.generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
  }
  if (type === "ed25519") {
    return exportKey(builtin.crypto.generateKeyPairSync("ed25519").privateKey);
  }
  return `Unknown type ${type}`;
}

const GIVEN = "parsing private key";

/** Sprig's functions of certificates and keys. */
export const CERTIFICATES: ReadonlyMap<string, GoFunction> = new Map([
  ["genPrivateKey", define(["string"], privateKey)],
  ["buildCustomCert", define(["string", "string"], custom)],
  [
    "genCA",
    define(["string", "int"], (cn, days) => issue(authorityOf(cn, days), newKey(), undefined)),
  ],
  [
    "genCAWithKey",
    define(
      ["string", "int", "string"],
      (cn, days, key) => issue(authorityOf(cn, days), readKey(key, GIVEN), undefined),
    ),
  ],
  [
    "genSelfSignedCert",
    define(
      ["string", "list", "list", "int"],
      (cn, ips, hosts, days) => issue(requestOf(cn, ips, hosts, days), newKey(), undefined),
    ),
  ],
  [
    "genSelfSignedCertWithKey",
    define(
      ["string", "list", "list", "int", "string"],
      (cn, ips, hosts, days, key) =>
        issue(requestOf(cn, ips, hosts, days), readKey(key, GIVEN), undefined),
    ),
  ],
  [
    "genSignedCert",
    define(
      ["string", "list", "list", "int", "certificate"],
      (cn, ips, hosts, days, ca) =>
        issue(requestOf(cn, ips, hosts, days), newKey(), readIssuer(asCertificate(ca))),
    ),
  ],
  [
    "genSignedCertWithKey",
    define(
      ["string", "list", "list", "int", "certificate", "string"],
      (cn, ips, hosts, days, ca, key) =>
        issue(
          requestOf(cn, ips, hosts, days),
          readKey(key, GIVEN),
          readIssuer(asCertificate(ca)),
        ),
    ),
  ],
]);
