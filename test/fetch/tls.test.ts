import { once } from "node:events";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { type Test, test } from "tap";
import { fetcherFor, outcome, resolver, serve } from "./hostile.ts";

type Options = NonNullable<Parameters<typeof generate>[1]>;

const day = 86_400_000;
const from = (days: number) => new Date(Date.now() + days * day);
const certificate = (name: string, options: Options) =>
  generate([{ name: "commonName", value: name }], { keyType: "ec", algorithm: "sha256", ...options });
const authority = (name: string) =>
  certificate(name, {
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, critical: true },
    ],
  });
const names: Options["extensions"] = [{ name: "subjectAltName", altNames: [{ type: 2, value: "tls.example" }] }];

/** A server with TLS on loopback. @returns its port, and the names that it was asked for */
async function serveTls(t: Test, options: ServerOptions) {
  const asked: (string | undefined)[] = [];
  const server = createServer(options, (request, response) => {
    asked.push((request.socket as { servername?: string }).servername);
    response.end(request.url);
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

test("certificates are checked: the name, the time, and who signed", async (t) => {
  const [ca, other] = [await authority("Test CA"), await authority("Another CA")];
  const sign = (options: Options, by = ca) =>
    certificate("tls.example", { extensions: names, ca: { key: by.private, cert: by.cert }, ...options });
  const { lookup } = resolver({ "tls.example": [["127.0.0.1"]], "other.example": [["127.0.0.1"]] });
  const fetcher = fetcherFor(t, { lookup, allow: ["127.0.0.1"], ca: ca.cert });
  const ask = async (made: { private: string; cert: string }, host = "tls.example", more: ServerOptions = {}) => {
    const { port, asked } = await serveTls(t, { key: made.private, cert: made.cert, ...more });
    return { said: await outcome(fetcher, `https://${host}:${port}/ok`), asked };
  };
  const good = await sign({});
  t.same(await ask(good), { said: "200 3", asked: ["tls.example"] }, "it is asked for by its name");
  for (const [what, asking, reason] of [
    ["another name", ask(good, "other.example"), /its certificate is for another host/],
    ["an address", ask(good, "127.0.0.1"), /its certificate is for another host/],
    ["expired", ask(await sign({ notBeforeDate: from(-20), notAfterDate: from(-10) })), /its certificate has expired/],
    ["early", ask(await sign({ notBeforeDate: from(10), notAfterDate: from(20) })), /its certificate is not valid yet/],
    ["self-signed", ask(await certificate("tls.example", { extensions: names })), /no trusted authority signed its/],
    ["another authority", ask(await sign({}, other)), /no trusted authority signed its certificate/],
    ["old TLS", ask(good, "tls.example", { minVersion: "TLSv1", maxVersion: "TLSv1.1" }), /its TLS is faulty/],
  ] as const) {
    const { said, asked } = await asking;
    t.match(said, /^FETCH_FAILED: https:\/\/[\w.]+:\d+\/ok cannot be fetched: [\p{L},’ ]+\.$/u, what);
    t.match(said, reason, what);
    t.same(asked, [], `${what}: nothing is asked`);
  }
  const { port } = await serve(t, (_request, response) => response.end());
  t.match(await outcome(fetcher, `https://tls.example:${port}/`), /its TLS is faulty/, "plain HTTP");
});

test("a request for https never goes on without it", async (t) => {
  const ca = await authority("Test CA");
  const made = await certificate("tls.example", { extensions: names, ca: { key: ca.private, cert: ca.cert } });
  const plain = await serve(t, (_request, response) => response.end("plain"));
  const server = createServer({ key: made.private, cert: made.cert }, (_request, response) => {
    response.writeHead(302, { location: `http://tls.example:${plain.port}/` }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  const { lookup } = resolver({ "tls.example": [["127.0.0.1"]] });
  const fetcher = fetcherFor(t, { lookup, allow: ["127.0.0.1"], ca: ca.cert });
  const { port } = server.address() as AddressInfo;
  t.match(await outcome(fetcher, `https://tls.example:${port}/`), /^FETCH_REFUSED: .*an https address redirects to it/);
  t.equal(plain.connections(), 0);
});
