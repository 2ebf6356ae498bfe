import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { type Test, test } from "tap";
import type { MediaFacts } from "../../src/article/media.ts";
import { probeFile } from "../../src/media/probe.ts";
import { fetcherFor, serve } from "../fetch/hostile.ts";
import { slowTest } from "../slow.ts";
import { workedMs } from "../worked.ts";
import { photograph, pictures } from "./pictures.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Probes a file of a server. @returns the result and the requests that the server got */
async function probeServer(t: Test, handler: Handler) {
  const requests: string[] = [];
  const { port } = await serve(t, (request, response) => {
    requests.push(`${request.method} ${request.headers.range ?? ""} ${request.headers["accept-encoding"]}`);
    handler(request, response);
  });
  const fetcher = fetcherFor(t, { allow: ["127.0.0.1"], limits: { idleMs: 500, wholeMs: 2000 } });
  return { requests, result: await probeFile(`http://127.0.0.1:${port}/file`, fetcher) };
}

/** Answers HEAD, GET and ranges correctly. */
const serveFile =
  (bytes: Buffer, type: string | undefined, headers = {}): Handler =>
  ({ method, headers: { range } }, response) => {
    const end = Number(/^bytes=0-(\d+)$/.exec(range ?? "")?.[1] ?? Number.NaN);
    const isPart = end + 1 < bytes.length;
    response.writeHead(isPart ? 206 : 200, {
      ...(type !== undefined && { "content-type": type }),
      "content-length": isPart ? end + 1 : bytes.length,
      ...(isPart && { "content-range": `bytes 0-${end}/${bytes.length}` }),
      ...headers,
    });
    response.end(method === "HEAD" ? undefined : isPart ? bytes.subarray(0, end + 1) : bytes);
  };

const { png, jpeg } = pictures;
const padded = (bytes: Buffer, length: number) => Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
const refuseHead =
  (status: number, then: Handler): Handler =>
  (request, response) =>
    request.method === "HEAD" ? response.writeHead(status).end() : then(request, response);

test("Courant sends HEAD for each kind of picture, then GET for its first bytes", async (t) => {
  for (const [name, { bytes, facts }] of Object.entries(pictures)) {
    const { requests, result } = await probeServer(t, serveFile(bytes, facts.type));
    t.same(result, { outcome: "found", facts }, name);
    t.same(requests, ["HEAD  identity", "GET bytes=0-65535 identity"]);
  }
});

test("only the beginning of a large file is requested, and its length is known", async (t) => {
  const large = await probeServer(t, serveFile(padded(png.bytes, 5_000_000), "image/png"));
  t.same(large.result, { outcome: "found", facts: { ...png.facts, bytes: 5_000_000 } });
  const photo = photograph(30_000);
  t.same((await probeServer(t, serveFile(photo, "image/jpeg"))).result, {
    outcome: "found",
    facts: { type: "image/jpeg", bytes: photo.length, width: 20, height: 32 },
  });
  const sound = await probeServer(t, serveFile(Buffer.alloc(3_000_000), "audio/mpeg"));
  t.same(sound.result, { outcome: "found", facts: { type: "audio/mpeg", bytes: 3_000_000 } });
  t.same(sound.requests, ["HEAD  identity"], "HEAD is enough for a file that is no image");
});

test("missing or wrong headers become no facts", async (t) => {
  const page = Buffer.from("<!DOCTYPE html><title>Not found</title><svg width='1' height='1'></svg>");
  const found = (facts: MediaFacts) => ({ outcome: "found", facts });
  const failed = (error: RegExp) => ({ outcome: "failed", error });
  const whole =
    (bytes: Buffer, headers: Record<string, string | number>): Handler =>
    ({ method }, response) =>
      response.writeHead(200, headers).end(method === "HEAD" ? undefined : bytes);
  const zipped = gzipSync(padded(png.bytes, 1000));
  const cases: [what: string, handler: Handler, expected: object][] = [
    ["HEAD is not allowed (405)", refuseHead(405, serveFile(png.bytes, "image/png")), found(png.facts)],
    ["HEAD is not implemented (501)", refuseHead(501, serveFile(png.bytes, "image/png")), found(png.facts)],
    ["HEAD is forbidden (403)", refuseHead(403, serveFile(png.bytes, "image/png")), found(png.facts)],
    [
      "no HEAD for a sound",
      refuseHead(405, serveFile(Buffer.alloc(200_000), "audio/ogg")),
      found({ type: "audio/ogg", bytes: 200_000 }),
    ],
    ["the wrong type", serveFile(jpeg.bytes, "image/png"), found(jpeg.facts)],
    ["text for a type", serveFile(jpeg.bytes, "text/plain"), found(jpeg.facts)],
    ["no type", serveFile(png.bytes, undefined), found(png.facts)],
    ["octets", serveFile(png.bytes, "application/octet-stream"), found(png.facts)],
    ["a type that is none", serveFile(png.bytes, "png"), found(png.facts)],
    ["parameters", serveFile(png.bytes, "IMAGE/PNG; charset=binary"), found(png.facts)],
    ["a page with status 200", whole(page, { "content-type": "text/html" }), failed(/its answer is a page/)],
    [
      "a page that says it is a picture",
      whole(page, { "content-type": "image/png" }),
      failed(/declares image\/png, but is something else/),
    ],
    [
      "a page that says it is another picture",
      whole(page, { "content-type": "image/x-icon" }),
      failed(/its answer is a page/),
    ],
    ["a page without a type", whole(page, {}), failed(/its answer is a page/)],
    [
      "an image that is not known here",
      serveFile(Buffer.from("BM123"), "image/bmp"),
      found({ type: "image/bmp", bytes: 5 }),
    ],
    ["no length", whole(png.bytes, { "content-type": "image/png" }), found(png.facts)],
    [
      "compressed",
      whole(zipped, { "content-type": "image/png", "content-encoding": "gzip", "content-length": zipped.length }),
      found({ type: "image/png", width: 32, height: 20 }),
    ],
    [
      "compressed in a way that was not asked for",
      whole(zipped, { "content-type": "image/png", "content-encoding": "compress" }),
      failed(/content coding/),
    ],
    [
      "a compressed sound",
      whole(gzipSync(Buffer.alloc(1000)), {
        "content-type": "audio/mpeg",
        "content-encoding": "gzip",
        "content-length": 29,
      }),
      found({ type: "audio/mpeg" }),
    ],
    [
      "a head with another length",
      (request, response) =>
        request.method === "HEAD"
          ? response.writeHead(200, { "content-type": "image/png", "content-length": 7 }).end()
          : serveFile(png.bytes, "image/png")(request, response),
      found(png.facts),
    ],
    [
      "another part",
      refuseHead(405, (_, response) =>
        response.writeHead(206, { "content-type": "image/png", "content-range": "bytes 5-9/10" }).end("12345"),
      ),
      failed(/another part/),
    ],
    [
      "a part of what is of unknown length",
      refuseHead(405, (_, response) =>
        response.writeHead(206, { "content-type": "image/png", "content-range": "bytes 0-9/*" }).end(png.bytes),
      ),
      found({ type: "image/png", width: 32, height: 20 }),
    ],
    [
      "nothing at all",
      refuseHead(405, (_, response) => response.writeHead(200).end()),
      failed(/neither a type nor a length/),
    ],
    ["an error", (_, response) => response.writeHead(500).end(), failed(/it answered 500/)],
    ["gone", (_, response) => response.writeHead(410).end(), { outcome: "gone", error: "it answered 410" }],
    ["not found", refuseHead(405, (_, response) => response.writeHead(404).end()), { outcome: "gone" }],
    [
      "busy",
      (_, response) => response.writeHead(429, { "retry-after": "9" }).end(),
      { outcome: "failed", isBusy: true, headers: { "retry-after": "9" } },
    ],
    ["nobody there", (request) => request.socket.destroy(), { outcome: "failed", isBusy: true }],
    ["no answer", () => {}, { outcome: "failed", isBusy: true }],
    [
      "a redirect into the network",
      (_, response) => response.writeHead(302, { location: "http://10.0.0.1/p.png" }).end(),
      failed(/10\.0\.0\.1 .*not on the public internet|10\.0\.0\.1/),
    ],
    [
      "a redirect to a file",
      (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
      failed(/only http and https/),
    ],
  ];
  for (const [what, handler, expected] of cases) {
    const { result } = await probeServer(t, handler);
    if (result.outcome === "found") t.same(result, expected, what);
    else t.match(result, expected, what);
  }
});

test("only the beginning of an endless body is taken, and the connection is closed", async (t) => {
  let sent = 0;
  let closed: Promise<unknown> | undefined;
  const { result } = await probeServer(
    t,
    refuseHead(405, ({ socket }, response) => {
      closed = new Promise((resolve) => socket.once("close", resolve));
      response.writeHead(200, { "content-type": "image/png" });
      response.write(png.bytes);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384))) sent += 16_384;
      };
      response.on("drain", more);
      more();
    }),
  );
  t.same(result, { outcome: "found", facts: { type: "image/png", width: 32, height: 20 } });
  await closed;
  t.ok(sent < 10_000_000, `${sent} bytes were sent`);
});

slowTest("a decompression bomb and a body that drips take little work", async (t) => {
  const bomb = gzipSync(padded(png.bytes, 50_000_000));
  const workedBeforeMs = workedMs();
  const exploding = await probeServer(
    t,
    refuseHead(405, (_, response) =>
      response.writeHead(200, { "content-type": "image/png", "content-encoding": "gzip" }).end(bomb),
    ),
  );
  t.same(exploding.result, { outcome: "found", facts: { type: "image/png", width: 32, height: 20 } });
  const dripping = await probeServer(
    t,
    refuseHead(405, (_, response) => {
      response.writeHead(200, { "content-type": "image/png" });
      const timer = setInterval(() => response.write("a"), 100);
      response.on("close", () => clearInterval(timer));
    }),
  );
  t.match(dripping.result, { outcome: "failed", error: /did not arrive within 2 seconds/ });
  t.ok(workedMs() - workedBeforeMs < 3_000, "of 50 MB only the beginning is decompressed");
});
