import type { OutgoingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { test } from "tap";
import { slowTest } from "../slow.ts";
import { workedMs } from "../worked.ts";
import { fetcherFor, outcome, serve } from "./hostile.ts";

const text = Buffer.from("words and words ".repeat(100));

/** The most processor time for one hostile answer, sending it included. */
const maxWorkMs = 2_000;

test("bodies are decoded from every coding", async (t) => {
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
    ["compress", text, "FETCH_FAILED: a content coding that Courant did not accept"],
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

slowTest("no answer takes more memory or time than the limits allow", async (t) => {
  const limits = { bodyBytes: 100_000, headerBytes: 4096, idleMs: 300, wholeMs: 1500, connectMs: 500 };
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
      /did not arrive within 1\.5 seconds/,
    ],
    "a body cut off": [(socket) => socket.end(`${head}content-length: 100\r\n\r\nabc`), /the connection broke off/],
    "a body that is too long": [(socket) => void socket.end(`${head}content-length: 3\r\n\r\nabcdef`), /^200 3$/],
    "a chunk that is cut off": [
      (socket) => void socket.end(`${head}transfer-encoding: chunked\r\n\r\n5\r\nab`),
      /the connection broke off/,
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
    "a control character in Location": [
      (socket) => void socket.end("HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\x01x\r\ncontent-length: 0\r\n\r\n"),
      /the answer is not HTTP/,
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
    const workedBeforeMs = workedMs();
    const found = await outcome(fetcher, `http://127.0.0.1:${port}/`);
    t.match(found, expected, `${what}: ${found}`);
    t.ok(workedMs() - workedBeforeMs < maxWorkMs, `${what} takes little work`);
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

test("with `prefixBytes` only the decoded beginning of a body is read", async (t) => {
  const text = Buffer.from("abcdefghij".repeat(100_000));
  const whole = Buffer.from("abc");
  const answers: Record<string, [headers: OutgoingHttpHeaders, body: Buffer]> = {
    "/plain": [{ "content-length": text.length }, text],
    "/gzip": [{ "content-encoding": "gzip" }, gzipSync(text)],
    "/br": [{ "content-encoding": "br" }, brotliCompressSync(text)],
    "/whole": [{}, whole],
    "/damaged": [{ "content-encoding": "gzip" }, Buffer.from("nonsense")],
    "/nothing": [
      { "content-encoding": "gzip" },
      Buffer.concat([Buffer.from("1f8b0808000000000003", "hex"), Buffer.alloc(400_000, "a")]),
    ],
  };
  const { port } = await serve(t, ({ url = "" }, response) => {
    const [headers, body] = answers[url] ?? [{}, Buffer.alloc(0)];
    response.writeHead(200, headers).end(body);
  });
  const fetcher = fetcherFor(t, { allow: ["127.0.0.1"] });
  const ask = (path: string, beginning = 10) =>
    fetcher.fetch(`http://127.0.0.1:${port}${path}`, { prefixBytes: beginning });
  for (const path of ["/plain", "/gzip", "/br"]) {
    t.match(await ask(path), { status: 200, body: Buffer.from("abcdefghij"), isWhole: false }, path);
    t.equal((await ask(path, 999_999)).body.length, 999_999);
    t.match(await ask(path, 1_000_000), { isWhole: true });
  }
  t.match(await ask("/whole"), { body: whole, isWhole: true });
  t.match(await ask("/whole", 3), { body: whole, isWhole: true });
  t.match(await ask("/whole", 2), { body: whole.subarray(0, 2), isWhole: false });
  await t.rejects(ask("/damaged"), { message: /its compression is damaged/ });
  await t.rejects(ask("/nothing"), { message: /larger than/ }, "a coding from which nothing comes");
});
