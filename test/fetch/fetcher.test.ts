import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type LookupFunction, type Socket } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { type Test, test } from "tap";
import { createFetcher, type Fetcher, type Request } from "../../src/fetch/fetcher.ts";

const userAgent = "Courant/0 (+https://site.example/)";

/** A resolver that the test controls: names to lists of addresses, one list for each time that it is asked. */
function resolver(names: Record<string, string[][]>) {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, _options, callback) => {
    asked.push(hostname);
    const times = names[hostname];
    const found = (times && times.length > 1 ? times.shift() : times?.[0]) ?? [];
    if (times === undefined)
      return callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: "ENOTFOUND" }), "", 0);
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return { asked, lookup };
}

/** A server on loopback that counts who connects. */
async function serve(t: Test, listener: RequestListener | ((socket: Socket) => void), kind: "http" | "tcp" = "http") {
  let connections = 0;
  const server =
    kind === "http"
      ? createHttpServer(listener as RequestListener)
      : createTcpServer(listener as (socket: Socket) => void);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, connections: () => connections };
}

function fetcherFor(t: Test, options: Partial<Parameters<typeof createFetcher>[0]> = {}): Fetcher {
  const fetcher = createFetcher({ userAgent, allow: [], ...options });
  t.teardown(() => fetcher.close());
  return fetcher;
}

/** What came of it, as one line. */
async function outcome(fetcher: Fetcher, url: string, request?: Request): Promise<string> {
  try {
    const { status, body } = await fetcher.fetch(url, request);
    return `${status} ${body.length}`;
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }
}

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
  t.match(
    await outcome(fetcher, `http://unknown.example:${port}/`),
    /^FETCH_FAILED: .*the name of the host is not known/,
  );
  for (const url of [
    "file:///etc/passwd",
    "ftp://a.example/",
    "data:text/plain,x",
    "gopher://a.example/",
    "javascript:1",
  ]) {
    t.match(await outcome(fetcher, url), /^FETCH_REFUSED: .*only http and https/, url);
  }
  t.match(await outcome(fetcher, "not an address"), /^FETCH_REFUSED: “not an address” is no address/);
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
  t.match(await to("http://[bad/"), /^FETCH_FAILED: .*redirects to what is no address/);
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

const text = Buffer.from("words and words ".repeat(100));

test("bodies are decoded, whatever they come in", async (t) => {
  let coding = "";
  let body: Buffer = text;
  const { port } = await serve(t, (_request, response) =>
    response.writeHead(200, { "content-encoding": coding }).end(body),
  );
  const fetcher = fetcherFor(t, { allow: ["127.0.0.1"] });
  const cases: [coding: string, body: Buffer, expected: string][] = [
    ["", text, "200 1600"],
    ["identity", text, "200 1600"],
    ["gzip", gzipSync(text), "200 1600"],
    ["X-GZIP", gzipSync(text), "200 1600"],
    ["br", brotliCompressSync(text), "200 1600"],
    ["zstd", zstdCompressSync(text), "200 1600"],
    ["deflate", deflateSync(text), "200 1600"],
    ["deflate", deflateRawSync(text), "200 1600"],
    ["gzip, br", brotliCompressSync(gzipSync(text)), "200 1600"],
    ["gzip, gzip, gzip", gzipSync(gzipSync(gzipSync(text))), "FETCH_FAILED: it is encoded 3 times"],
    ["compress", text, "FETCH_FAILED: a content coding that was not asked for"],
    ["gzip", text, "FETCH_FAILED: its compression is damaged"],
    ["gzip", gzipSync(text).subarray(0, 40), "FETCH_FAILED: its compression is damaged"],
    ["br", Buffer.from("nonsense"), "FETCH_FAILED: its compression is damaged"],
    ["zstd", Buffer.from("nonsense"), "FETCH_FAILED: its compression is damaged"],
    ["deflate", Buffer.from("\xff\xff\xff"), "FETCH_FAILED: its compression is damaged"],
  ];
  for (const [name, bytes, expected] of cases) {
    coding = name;
    body = bytes;
    const [code = "", words = ""] = expected.split(": ");
    const found = await outcome(fetcher, `http://127.0.0.1:${port}/`);
    t.ok(found.startsWith(code) && found.includes(words), `${name} of ${bytes.length} bytes: ${found}`);
  }
});

test("nothing takes more memory or time than it may", async (t) => {
  const limits = { body: 100_000, headers: 4096, idle: 300, whole: 1500, connect: 500 };
  const zeros = Buffer.alloc(50_000_000);
  const bombs = {
    gzip: gzipSync(zeros),
    br: brotliCompressSync(zeros),
    zstd: zstdCompressSync(zeros),
    deflate: deflateSync(zeros),
  };
  const head = "HTTP/1.1 200 OK\r\n";
  const answers: Record<string, [answer: (socket: Socket) => void, expected: RegExp]> = {
    "an endless body": [
      (socket) => endless(socket, `${head}\r\n`, Buffer.alloc(65_536, "a")),
      /larger than 100000 bytes/,
    ],
    "an endless header": [
      (socket) => endless(socket, `${head}x: `, Buffer.alloc(65_536, "a")),
      /headers are too large/,
    ],
    "endless headers": [
      (socket) => endless(socket, head, Buffer.from("x: y\r\n".repeat(1000))),
      /headers are too large/,
    ],
    "no answer": [() => {}, /no answer came in time/],
    "half a header": [(socket) => void socket.write(`${head}x: y`), /no answer came in time/],
    "a body that stops": [
      (socket) => void socket.write(`${head}content-length: 100\r\n\r\nabc`),
      /stopped in the middle/,
    ],
    "a body that drips": [
      (socket) => drip(socket, `${head}content-length: 1000\r\n\r\n`),
      /not there within 1\.5 seconds/,
    ],
    "a body cut off": [(socket) => socket.end(`${head}content-length: 100\r\n\r\nabc`), /FETCH_FAILED/],
    "a body that is too long": [
      (socket) => void socket.end(`${head}content-length: 3\r\n\r\nabcdef`),
      /^200 3|FETCH_FAILED/,
    ],
    "a chunk that is cut off": [
      (socket) => void socket.end(`${head}transfer-encoding: chunked\r\n\r\n5\r\nab`),
      /FETCH_FAILED/,
    ],
    "no HTTP": [(socket) => void socket.end("220 smtp.example ESMTP\r\n"), /FETCH_FAILED: .*not HTTP/],
    "HTTP/1.0": [(socket) => void socket.end("HTTP/1.0 200 OK\r\n\r\nabc"), /^200 3/],
    "early hints": [
      (socket) => void socket.end(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${head}content-length: 3\r\n\r\nabc`),
      /^200 3/,
    ],
    "chunks and a trailer": [
      (socket) => void socket.end(`${head}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx: y\r\n\r\n`),
      /^200 3/,
    ],
    "nothing at all": [(socket) => void socket.end(), /FETCH_FAILED: .*broke off/],
    "204 with a length": [(socket) => void socket.end("HTTP/1.1 204 No Content\r\n\r\n"), /^204 0/],
    "304": [(socket) => void socket.end('HTTP/1.1 304 Not Modified\r\netag: "a"\r\n\r\n'), /^304 0/],
    "a line break in Location": [
      (socket) => void socket.end("HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\x01x\r\ncontent-length: 0\r\n\r\n"),
      /FETCH_/,
    ],
    ...Object.fromEntries(
      Object.entries(bombs).map(([coding, bomb]) => [
        `a bomb in ${coding} (${bomb.length} bytes)`,
        [
          (socket: Socket) => {
            socket.write(`${head}content-encoding: ${coding}\r\ncontent-length: ${bomb.length}\r\n\r\n`);
            socket.end(bomb);
          },
          /larger than 100000 bytes/,
        ] as [(socket: Socket) => void, RegExp],
      ]),
    ),
  };
  for (const [what, [answer, expected]] of Object.entries(answers)) {
    const { port } = await serve(t, (socket: Socket) => void socket.once("data", () => answer(socket)), "tcp");
    const fetcher = fetcherFor(t, { allow: ["127.0.0.1"], limits });
    const began = performance.now();
    const found = await outcome(fetcher, `http://127.0.0.1:${port}/`);
    t.match(found, expected, `${what}: ${found}`);
    t.ok(performance.now() - began < 4000, `${what} is over soon`);
    await fetcher.close();
  }
});

function endless(socket: Socket, head: string, chunk: Buffer): void {
  socket.write(head);
  const more = () => {
    while (socket.writable && socket.write(chunk));
  };
  socket.on("drain", more);
  more();
}

function drip(socket: Socket, head: string): void {
  socket.write(head);
  const timer = setInterval(() => (socket.writable ? socket.write("a") : clearInterval(timer)), 50);
  socket.on("close", () => clearInterval(timer));
}

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
  const fetcher = fetcherFor(t, { lookup: everything, limits: { whole: 2000 } });
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
      const literal = /^http:\/\/(?:\[|[\d.x]+:)/i.test(url);
      // A public address that is really asked would leave this machine.
      if (literal && !/127|localhost|^http:\/\/0/.test(url)) return;
      const found = await outcome(fetcher, url);
      if (!/^FETCH_/.test(found)) throw new Error(`${url}: ${found}`);
    }),
  );
  t.equal(connections(), 0);
});
