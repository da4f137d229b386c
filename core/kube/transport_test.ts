import { assertEquals, assertRejects } from "@std/assert";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { makeCertificates } from "../capability/testdata/certificates.ts";
import { type Connection, createTransport } from "./transport.ts";

const made = await makeCertificates();

Deno.test({
  name: "createTransport() shows the client certificate, in requests and in watches",
  ignore: made === undefined,
  async fn() {
    const { authority, server, client } = made!;
    const tls = { ...server, ca: authority, requestCert: true, rejectUnauthorized: true };
    const https = createServer(tls, ({ socket }, response) => {
      response.end((socket as TLSSocket).getPeerCertificate().subject.CN);
    });
    await new Promise<void>((resolve) => https.listen(0, "127.0.0.1", resolve));
    const url = `https://localhost:${(https.address() as AddressInfo).port}`;
    const ask = async (connection: Partial<Connection>, purpose: "request" | "watch") => {
      const transport = createTransport({ server: url, caCerts: [authority], ...connection });
      const { signal } = new AbortController();
      const message = { method: "GET", headers: [], body: null, signal };
      const answer = transport.send(url, message, purpose).then((response) => response.text());
      return await answer.finally(() => transport.close());
    };
    assertEquals(await ask({ clientCertificate: client }, "request"), "client");
    assertEquals(await ask({ clientCertificate: client }, "watch"), "client");
    await assertRejects(() => ask({}, "request"), TypeError);
    https.closeAllConnections();
    await new Promise((resolve) => https.close(resolve));
  },
});
