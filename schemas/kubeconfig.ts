/** A kubeconfig, as far as it is read (client-go's clientcmd/api/v1); what is empty is as good as absent. */
import Type, { type StaticDecode, type TSchema } from "typebox";

const text = Type.Optional(Type.Union([Type.String(), Type.Null()]));

/** PEM in base64; decoded to PEM. */
const pem = Type.Optional(
  Type.Codec(Type.String({ pattern: "^[A-Za-z0-9+/\\s]*={0,2}\\s*$" }))
    .Decode((base64) => new TextDecoder().decode(Uint8Array.fromBase64(base64)))
    .Encode((pem) => new TextEncoder().encode(pem).toBase64()),
);

const KubeConfigCluster = Type.Object({
  server: Type.String({ pattern: "^https?://[^/]" }),
  "certificate-authority": text,
  "certificate-authority-data": pem,
  "tls-server-name": text,
  "proxy-url": text,
  "insecure-skip-tls-verify": Type.Optional(Type.Boolean()),
});
export type KubeConfigCluster = StaticDecode<typeof KubeConfigCluster>;

const KubeConfigUser = Type.Object({
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  "client-certificate": text,
  "client-certificate-data": pem,
  "client-key": text,
  "client-key-data": pem,
  exec: Type.Optional(Type.Unknown()),
  "auth-provider": Type.Optional(Type.Unknown()),
});
export type KubeConfigUser = StaticDecode<typeof KubeConfigUser>;

const name = Type.String();
/** `kubectl config view` writes an empty list as null. */
const listOf = <S extends TSchema>(entry: S) =>
  Type.Optional(Type.Union([Type.Array(entry), Type.Null()]));

export const KubeConfig = Type.Object({
  "current-context": text,
  clusters: listOf(Type.Object({ name, cluster: KubeConfigCluster })),
  users: listOf(Type.Object({ name, user: KubeConfigUser })),
  contexts: listOf(
    Type.Object({ name, context: Type.Object({ cluster: text, user: text, namespace: text }) }),
  ),
});
export type KubeConfig = StaticDecode<typeof KubeConfig>;
