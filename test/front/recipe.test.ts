import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { connect as connectHttp2, constants } from "node:http2";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Test } from "tap";
import { Agent, request } from "undici";
import { place, startProcess } from "../commands/process.ts";
import { configText } from "../service.ts";
import { slowTest } from "../slow.ts";
import { noOpenssl } from "./certificate.ts";
import { startRecipe } from "./courant.ts";
import { noNginx, worker, workerGroup } from "./nginx.ts";

/** An address of this machine that is not the one which nginx has for Courant. */
const client = "127.0.0.2";
const token = "a-token-for-tests-only";
const trusting = `${configText}serving: { trustedProxies: [127.0.0.1] }\n`;

/** Where a socket stands that Courant makes and nginx's workers may use, as docs/deployment.md says. */
async function socketFolder(t: Test): Promise<string> {
  const above = await mkdtemp(join(tmpdir(), "courant-"));
  t.teardown(() => rm(above, { recursive: true, force: true }));
  await chmod(above, 0o755);
  const folder = join(above, "run");
  await mkdir(folder);
  if (worker !== undefined) await chown(folder, 0, workerGroup());
  await chmod(folder, 0o2750);
  return folder;
}

for (const way of ["TCP", "a Unix socket"]) {
  slowTest(`nginx by docs/examples over ${way}`, { skip: noNginx || noOpenssl }, async (t) => {
    const where = await place(t, way === "TCP" ? trusting : configText);
    const socket = way === "TCP" ? undefined : join(await socketFolder(t), "courant.sock");
    const env = { ADMIN_TOKEN: token, BASE_URL: "https://feeds.example.org", LOG_LEVEL: "info" };
    const service = await startProcess(t, { ...where, env: { ...where.env, ...env, SOCKET: socket ?? "" } });
    if (socket !== undefined) t.equal((await stat(socket)).mode & 0o777, 0o660);
    const upstream = socket === undefined ? `127.0.0.1:${where.env.PORT}` : `unix:${socket}`;
    const { https, http } = await startRecipe(t, upstream);
    const dispatcher = new Agent({ localAddress: client, connect: { rejectUnauthorized: false } });
    t.teardown(() => dispatcher.destroy());
    const ask = (path: string, headers: Record<string, string> = {}) =>
      request(`https://127.0.0.1:${https}${path}`, { headers, dispatcher });

    t.comment("HTTP/2");
    const session = connectHttp2(`https://127.0.0.1:${https}`, { rejectUnauthorized: false });
    t.teardown(() => session.destroy());
    const { headers, body } = await new Promise<{ headers: Record<string, unknown>; body: Buffer }>(
      (resolve, reject) => {
        const stream = session.request({ ":path": "/feeds/news.rss", "accept-encoding": "gzip" });
        const chunks: Buffer[] = [];
        let got = {};
        stream.on("response", (response) => {
          got = response;
        });
        stream.on("data", (chunk) => chunks.push(chunk));
        stream.on("end", () => resolve({ headers: got, body: Buffer.concat(chunks) }));
        stream.on("error", reject);
      },
    );
    t.equal(session.alpnProtocol, "h2");
    t.equal(headers[constants.HTTP2_HEADER_STATUS], 200);
    t.match(headers, { "content-encoding": "gzip", "x-cache-status": "MISS", vary: "Accept-Encoding, Sec-Fetch-Dest" });
    const published = await readFile(join(where.folder, "feeds", "news.rss"));
    t.ok(gunzipSync(body).equals(published), "the bytes that were published");
    t.match(published.toString(), "https://feeds.example.org/feeds/news.rss");

    t.comment("HTTP/1.1 over TLS, from the cache, whatever the query string");
    const again = await ask("/feeds/news.rss?utm_source=x", { "accept-encoding": "deflate, gzip;q=0.5" });
    t.match(again.headers, { "x-cache-status": "HIT", "content-encoding": "gzip" });
    t.ok(gunzipSync(Buffer.from(await again.body.arrayBuffer())).equals(published));
    const tag = String(again.headers.etag);
    const conditional = await ask("/feeds/news.rss", { "accept-encoding": "gzip", "if-none-match": tag });
    t.strictSame([conditional.statusCode, await conditional.body.text()], [304, ""]);

    t.comment("a part of the document is a part of these bytes, or all of it is there");
    const part = await ask("/feeds/news.rss", { range: "bytes=10-19", "accept-encoding": "identity" });
    const bytes = Buffer.from(await part.body.arrayBuffer());
    t.ok(part.statusCode === 206 ? bytes.equals(published.subarray(10, 20)) : bytes.equals(published));

    t.comment("nobody else's document stands under a path that nginx reads in another way");
    // As it is: parsers of URLs would tidy it up.
    for (const path of ["/feeds//news.json", "/feeds/./news.json", "/x/../feeds/news.json", "/feeds/news%2Ejson"])
      await (await dispatcher.request({ origin: `https://127.0.0.1:${https}`, path, method: "GET" })).body.dump();
    const json = await ask("/feeds/news.json");
    t.equal(await json.body.text(), await readFile(join(where.folder, "feeds", "news.json"), "utf8"));

    t.comment("a header that nginx and Courant would read differently puts no other copy in anybody's place");
    for (const [path, name, odd, plain, type] of [
      ["/feeds/news.atom", "sec-fetch-dest", ["DOCUMENT"], "document", "text/html"],
      ["/feeds/news.rss", "sec-fetch-dest", ["document", "x"], "document", "text/html"],
      ["/nothere", "accept", ["*/*", "text/html"], "*/*", "application/problem+json"],
    ] as const) {
      await askRepeatedly(https, path, name, odd);
      const answer = await ask(path, { [name]: plain });
      await answer.body.dump();
      t.equal(answer.headers["content-type"], `${type}; charset=utf-8`, `${name}: ${odd.join()} before ${plain}`);
    }

    t.comment("HTTP leads to HTTPS");
    const plain = await request(`http://127.0.0.1:${http}/feeds/news.rss?x`, { headers: { host: "evil.example" } });
    t.match([plain.statusCode, plain.headers.location], [301, "https://feeds.example.org/feeds/news.rss?x"]);

    t.comment("the client's address is the one that nginx sees, whatever the client says");
    const spoofed = { authorization: `Bearer ${token}`, "x-forwarded-for": "203.0.113.9" };
    t.equal((await ask("/admin/runs?limit=11", spoofed)).statusCode, 200);
    t.equal((await ask("/admin/runs?limit=12")).statusCode, 401);
    const logged = () =>
      service
        .err()
        .split("\n")
        .filter((line) => line.includes('"admin"'))
        .map((line) => JSON.parse(line) as { ip: string });
    for (let tries = 0; logged().length < 2 && tries < 100; tries++) await (await ask("/healthz")).body.dump();
    t.strictSame(
      logged().map(({ ip }) => ip),
      [client, client],
    );

    t.comment("an import of some size goes through");
    const lines = Array.from({ length: 300 }, (_, id) =>
      JSON.stringify({ id: `urn:x:${id}`, title: `Title ${id}`, content_text: "Text ".repeat(2000) }),
    );
    const imported = await request(`https://127.0.0.1:${https}/admin/import?format=ndjson`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
      body: lines.join("\n"),
      dispatcher,
    });
    t.match(await imported.body.json(), { created: 300 });

    service.child.kill("SIGTERM");
    await service.closed;
    const stale = await ask("/feeds/news.rss", { "accept-encoding": "gzip" });
    t.equal(stale.statusCode, 200, "what nginx has is served while Courant is away");
  });
}

/** Asks with a header on a line for each of its values, which other clients join into one. */
async function askRepeatedly(port: number, path: string, name: string, values: readonly string[]): Promise<void> {
  const headers = ["host", "feeds.example.org", ...values.flatMap((value) => [name, value])];
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers, rejectUnauthorized: false }, resolve).once("error", reject);
  });
  answer.resume();
  await once(answer, "end");
}
