import { isIP, type LookupFunction } from "node:net";
import fc from "fast-check";
import { test } from "tap";
import { fetcherFor, outcome, resolver, serve, userAgent } from "./hostile.ts";

test("addresses that are not public are refused, in every spelling, and nobody is connected to", async (t) => {
  const { port, connections } = await serve(t, (_request, response) => response.end("secret"));
  const names = {
    "private.example": [["10.0.0.1"]],
    "loop.example": [["127.0.0.1"]],
    "mixed.example": [["93.184.215.14", "127.0.0.1"]],
    "six.example": [["::1"]],
    "mapped.example": [["::ffff:127.0.0.1"]],
    "cloud.example": [["169.254.169.254"]],
    "local.example": [["fe80::1%lo"]],
    "nowhere.example": [[]],
  };
  const fetcher = fetcherFor(t, { lookup: resolver(names).lookup });
  const hosts = [
    ...["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "0.0.0.0", "10.0.0.1", "169.254.169.254"],
    ...[
      "[::1]",
      "[::]",
      "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]",
      "[64:ff9b::7f00:1]",
      "[fd00:ec2::254]",
      "[fe80::1]",
      "[::127.0.0.1]",
    ],
    ...["①②⑦.0.0.1", "127。0。0。1", ...Object.keys(names).filter((name) => name !== "nowhere.example")],
  ];
  for (const host of hosts)
    t.match(await outcome(fetcher, `http://${host}:${port}/`), /^FETCH_REFUSED: .*fetching\.allow/, host);
  t.match(await outcome(fetcher, `http://nowhere.example:${port}/`), /^FETCH_FAILED: .*the name has no address/);
  t.match(await outcome(fetcher, `http://unknown.example:${port}/`), /^FETCH_FAILED: .*the host name is unknown/);
  for (const url of [
    "file:///etc/passwd",
    "ftp://a.example/",
    "data:text/plain,x",
    "gopher://a.example/",
    "javascript:1",
  ]) {
    t.match(await outcome(fetcher, url), /^FETCH_REFUSED: .*only http and https/, url);
  }
  t.match(await outcome(fetcher, "not an address"), /^FETCH_REFUSED: “not an address” is not an address/);
  t.equal(connections(), 0);
});

test("a name is resolved once for a connection: what it resolves to later does not matter", async (t) => {
  const { port, connections } = await serve(t, (_request, response) => response.end("ok"));
  const rebinding = resolver({ "rebinding.example": [["127.0.0.1"], ["10.0.0.1"]] });
  const fetcher = fetcherFor(t, { allow: ["127.0.0.1"], lookup: rebinding.lookup });
  t.equal(await outcome(fetcher, `http://rebinding.example:${port}/`), "200 2");
  t.equal(rebinding.asked.length, 1, "no second look");
  const other = fetcherFor(t, { allow: ["127.0.0.1"], lookup: rebinding.lookup });
  t.match(await outcome(other, `http://rebinding.example:${port}/`), /^FETCH_REFUSED: .*10\.0\.0\.1/);
  t.equal(connections(), 1);
});

test("redirects are followed to what may be asked, and each is checked", async (t) => {
  let target = "";
  let status = 302;
  const seen: Record<string, unknown>[] = [];
  const { port } = await serve(t, (request, response) => {
    seen.push({
      host: request.headers.host,
      authorization: request.headers.authorization,
      cookie: request.headers.cookie,
    });
    if (request.url === "/there") return response.end("there");
    response.writeHead(status, { location: target, "set-cookie": "a=b" }).end("moved");
  });
  const { lookup } = resolver({
    "a.example": [["127.0.0.1"]],
    "b.example": [["127.0.0.1"]],
    "evil.example": [["10.0.0.1"]],
  });
  const fetcher = fetcherFor(t, { allow: ["127.0.0.1"], lookup });
  const start = `http://a.example:${port}/`;
  const to = (location: string) => {
    target = location;
    return outcome(fetcher, start);
  };
  t.equal(await to("/there"), "200 5");
  t.equal(await to(`//b.example:${port}/there`), "200 5");
  for (const bad of [
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]/",
    "http://evil.example/",
    "http://10.1.1.1/",
  ]) {
    t.match(await to(bad), /^FETCH_REFUSED/, bad);
  }
  for (const bad of ["file:///etc/passwd", "ftp://a.example/", "data:,x"])
    t.match(await to(bad), /^FETCH_REFUSED: .*only http/, bad);
  t.match(await to("http://[bad/"), /^FETCH_FAILED: .*redirects to an invalid address/);
  t.match(await to("/"), /^FETCH_FAILED: .*redirects more than 5 times/);

  seen.length = 0;
  target = `http://b.example:${port}/there`;
  t.equal(await outcome(fetcher, `http://user:p%40ss@a.example:${port}/`), "200 5");
  t.match(seen, [
    { authorization: `Basic ${Buffer.from("user:p@ss").toString("base64")}` },
    { authorization: undefined, cookie: undefined },
  ]);
  t.equal(seen[1]?.authorization, undefined, "no credentials for another host");
  target = "http://10.1.1.1/";
  t.notMatch(await outcome(fetcher, `http://user:secret@a.example:${port}/`), /secret/);

  target = `http://b.example:${port}/there`;
  for (const [code, movedTo] of [
    [301, target],
    [308, target],
    [302, undefined],
    [303, undefined],
    [307, undefined],
  ] as const) {
    status = code;
    t.match(await fetcher.fetch(start), { status: 200, url: target, movedTo }, String(code));
  }
});

test("it says who asks, takes validators along, and a HEAD has no body", async (t) => {
  const seen: Record<string, unknown>[] = [];
  const { port } = await serve(t, ({ method, headers }, response) => {
    seen.push({ method, ...headers });
    response
      .writeHead(200, { "content-length": "1000", "set-cookie": ["a=1", "b=2"] })
      .end(method === "HEAD" ? undefined : Buffer.alloc(1000));
  });
  const fetcher = fetcherFor(t, { allow: ["localhost"], lookup: resolver({ localhost: [["127.0.0.1"]] }).lookup });
  const answer = await fetcher.fetch(`http://localhost:${port}/x?y=1#z`, {
    method: "HEAD",
    headers: { "if-none-match": '"a"' },
  });
  t.match(answer, { status: 200, body: Buffer.alloc(0), headers: { "content-length": "1000", "set-cookie": "a=1" } });
  t.match(seen[0], {
    method: "HEAD",
    "user-agent": userAgent,
    "if-none-match": '"a"',
    "accept-encoding": "gzip, br, zstd",
  });
  await fetcher.fetch(`http://localhost:${port}/`);
  t.equal(seen[1]?.cookie, undefined, "no cookies are kept");
});

test("whatever the address, nobody on this machine is connected to who was not allowed", async (t) => {
  const { port, connections } = await serve(t, (_request, response) => response.end("secret"));
  const everything: LookupFunction = (_hostname, _options, callback) =>
    callback(null, [{ address: "127.0.0.1", family: 4 }]);
  const fetcher = fetcherFor(t, { lookup: everything, limits: { wholeMs: 2000 } });
  const host = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV4Extended(),
    fc.ipV6().map((ip) => `[${ip}]`),
    fc.string(),
    fc.constantFrom("127.0.0.1", "localhost", "0"),
  );
  const ours = fc.record({ host, path: fc.webPath() }).map(({ host, path }) => `http://${host}:${port}${path}`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(ours, fc.string()), async (url) => {
      const hostname = URL.parse(url)?.hostname.replace(/^\[|\]$/g, "") ?? "";
      // A public address that is really asked would leave this machine.
      if (isIP(hostname) && !/^(?:127\.|0\.|::)/.test(hostname)) return;
      const found = await outcome(fetcher, url);
      if (!/^FETCH_/.test(found)) throw new Error(`${url}: ${found}`);
    }),
  );
  t.equal(connections(), 0);
});
