/** A certificate authority and what it signs, made by openssl; `undefined` where there is none. */
export interface Certificates {
  readonly authority: string;
  /** For `localhost`, `git.example.test` and 127.0.0.2. */
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

const CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

export async function makeCertificates(): Promise<Certificates | undefined> {
  const folder = await Deno.makeTempDir();
  try {
    const openssl = async (...args: string[]) => {
      const { success } = await new Deno.Command("openssl", { args, cwd: folder, stderr: "null" })
        .output();
      if (!success) throw new Error(`Cannot run openssl ${args[0]}`);
    };
    const read = (name: string) => Deno.readTextFile(`${folder}/${name}`);
    const root = ["-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=Test", "-days", "2"];
    await openssl(
      "req",
      "-x509",
      ...CURVE,
      ...root,
      "-addext",
      "basicConstraints=critical,CA:TRUE",
    );
    const names = "DNS:localhost,DNS:git.example.test,IP:127.0.0.2";
    await Deno.writeTextFile(
      `${folder}/leaf`,
      `subjectAltName=${names}\nbasicConstraints=CA:FALSE\n`,
    );
    for (const name of ["server", "client"]) {
      const files = ["-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`];
      await openssl("req", ...CURVE, ...files);
      const signed = ["-req", "-in", `${name}.csr`, "-out", `${name}.crt`, "-days", "2"];
      const by = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "leaf"];
      await openssl("x509", ...signed, ...by);
    }
    const pair = async (name: string) => ({
      cert: await read(`${name}.crt`),
      key: await read(`${name}.key`),
    });
    return {
      authority: await read("ca.crt"),
      server: await pair("server"),
      client: await pair("client"),
    };
  } catch {
    return undefined;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
