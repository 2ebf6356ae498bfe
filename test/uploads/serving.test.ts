import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { json, sharedService } from "../service.ts";
import { described, pathOf, upload } from "./helpers.ts";
import { wav } from "./recordings.ts";

/** How a file of media is served, over real sockets. */

const bytes = wav(2);
const service = sharedService();
const path = () =>
  service().then(async (running) => pathOf(described(await upload(running, bytes, "two seconds.wav"))));

test("the whole file, with headers for ever", async (t) => {
  const running = await service();
  const address = await path();
  const { status, headers, body } = await running.get(`${address}?ignored=yes`);
  t.equal(status, 200);
  t.same(body, bytes);
  const hash = address.split("/")[2];
  t.match(headers, {
    "content-type": "audio/wav",
    "content-length": String(bytes.length),
    "accept-ranges": "bytes",
    etag: `"${hash}"`,
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "sandbox",
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
  });
  const head = await running.get(address, { range: "bytes=0-1" }, "HEAD");
  t.equal(head.status, 200, "a range means nothing for HEAD (RFC 9110 section 14.2)");
  t.equal(head.body.length, 0);
  const { date, connection, "keep-alive": keepAlive, ...others } = headers;
  t.match(head.headers, others);
});

const partial: [range: string, first: number, last: number][] = [
  ["bytes=0-0", 0, 0],
  ["bytes=100-199", 100, 199],
  ["bytes=16000-", 16000, bytes.length - 1],
  ["bytes=-10", bytes.length - 10, bytes.length - 1],
  ["bytes=0-99999999999999999999", 0, bytes.length - 1],
];

test("ranges: 206, 416, or the whole file (RFC 9110 section 14)", async (t) => {
  const running = await service();
  const address = await path();
  for (const [range, first, last] of partial) {
    const { status, headers, body } = await running.get(address, { range });
    t.equal(status, 206, range);
    t.equal(headers["content-range"], `bytes ${first}-${last}/${bytes.length}`, range);
    t.same(body, bytes.subarray(first, last + 1), range);
    t.equal(headers["content-length"], String(last - first + 1), range);
  }
  for (const range of ["bytes=0-1,5-6", "bytes=5-1", "lines=1-2", "bytes=x-"]) {
    const { status, headers, body } = await running.get(address, { range });
    t.same([status, body.length, headers["content-range"]], [200, bytes.length, undefined], range);
  }
  for (const range of [`bytes=${bytes.length}-`, "bytes=-0", "bytes=99999999999999999999-"]) {
    const { status, headers, body } = await running.get(address, { range });
    t.same([status, headers["content-range"], body.length], [416, `bytes */${bytes.length}`, 0], range);
  }
});

test("conditions: If-None-Match, If-Modified-Since, If-Range (RFC 9110 section 13)", async (t) => {
  const running = await service();
  const address = await path();
  const { etag, "last-modified": modified } = (await running.get(address)).headers as Record<string, string>;
  const statusOf = async (headers: Record<string, string>) => (await running.get(address, headers)).status;
  for (const tags of [String(etag), `W/${etag}`, `"x", ${etag}`, "*", String(etag).replace(/"$/, '-gzip"')]) {
    const answer = await running.get(address, { "if-none-match": tags });
    t.same([answer.status, answer.body.length, answer.headers.etag], [304, 0, etag], tags);
  }
  t.equal(await statusOf({ "if-none-match": '"x"', "if-modified-since": String(modified) }), 200);
  t.equal(await statusOf({ "if-modified-since": String(modified) }), 304);
  t.equal(await statusOf({ "if-modified-since": "Sun, 01 Jan 2006 00:00:00 GMT" }), 200);
  const range = "bytes=0-9";
  t.equal(await statusOf({ range, "if-range": String(etag) }), 206);
  t.equal(await statusOf({ range, "if-range": String(modified) }), 206);
  t.equal(await statusOf({ range, "if-range": `W/${etag}` }), 200, "a weak tag never matches");
  t.equal(await statusOf({ range, "if-range": '"x"' }), 200);
  t.equal(await statusOf({ range, "if-range": "Sun, 01 Jan 2006 00:00:00 GMT" }), 200);
});

test("other paths, other methods, and names that nobody gave", async (t) => {
  const running = await service();
  const address = await path();
  const hash = address.split("/")[2] ?? "";
  for (const other of [
    `/media/${hash}/two.wav`,
    `/media/${hash}/two-seconds.mp3`,
    `/media/${hash}/..%2f..%2f..%2fdata%2fadmin-token`,
    `/media/${hash}/.gone`,
    `/media/${hash}/`,
    `/media/${hash}`,
    "/media/",
    `/media/${"0".repeat(64)}/two-seconds.wav`,
    `/media/${hash}/two-seconds.wav%00`,
    `/media/${hash.toUpperCase()}/two-seconds.wav`,
  ]) {
    t.equal((await running.get(other)).status, 404, other);
  }
  t.equal((await running.get(address.replace("two-", "%74wo-"))).status, 200, "percent-encoding means the same");
  const page = await running.get(`/media/${hash}/two.wav`, { accept: "text/html" });
  t.match(page.headers["content-type"], /^text\/html/, "a person gets a page");
  const posted = await running.get(address, {}, "POST");
  t.equal(posted.status, 405);
  const preflight = await running.get(address, { origin: "https://a.example" }, "OPTIONS");
  t.match(preflight.headers["access-control-allow-headers"], /Range/);
});

test("symbolic links, folders and pipes in FEEDS_DIR/media are never followed", async (t) => {
  const running = await service();
  const media = join(running.folder, "feeds", "media");
  const secret = join(running.folder, "data", "courant.sqlite");
  const hash = "5".repeat(64);
  await mkdir(join(media, hash), { recursive: true });
  await symlink(secret, join(media, hash, "link.png"));
  await mkdir(join(media, hash, "folder.png"));
  t.equal((await running.get(`/media/${hash}/link.png`)).status, 404);
  t.equal((await running.get(`/media/${hash}/folder.png`)).status, 404);
  const linked = "6".repeat(64);
  const elsewhere = join(running.folder, "elsewhere");
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, "a.png"), "elsewhere");
  await symlink(elsewhere, join(media, linked));
  t.equal((await running.get(`/media/${linked}/a.png`)).status, 404, "nor a folder that is a link");
  await rm(join(media, linked));
  await rename(elsewhere, join(media, linked));
  t.equal((await running.get(`/media/${linked}/a.png`)).status, 200, "the folder itself is served");
  await writeFile(join(media, linked, "b.png"), "");
  t.equal((await running.get(`/media/${linked}/b.png`)).status, 200, "an empty file, too");
});

test("requests for media are counted, under their own format", async (t) => {
  const running = await service();
  await running.get(await path());
  const stats = json<{ requests: { format: Record<string, number> } }>(await running.admin("GET", "/stats"));
  t.ok((stats.requests.format.media ?? 0) > 0);
});
