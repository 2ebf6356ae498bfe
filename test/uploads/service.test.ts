import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "tap";
import { addToken, outcomeOf } from "../admin/token-helpers.ts";
import { pictures } from "../media/pictures.ts";
import { configText, json, startService, type TestService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { described, mediaFilesOf, pathOf, upload, uploadForm } from "./helpers.ts";
import { sound, wav } from "./recordings.ts";

/** Uploads, their uses and their end, with a whole service. */

const { png, jpeg, gif } = pictures;
type List = { media: { hash: string; uses: unknown[] }[]; next?: string; total: object; limits: object };
const statusOf = async (service: TestService, path: string) => (await service.get(path)).status;

test("the same bytes are one file, with all its names; one name can have several files", async (t) => {
  const service = await startService(t);
  const first = await upload(service, png.bytes, "one.png");
  t.equal(first.status, 201);
  const { hash } = described(first);
  t.equal(first.headers.location, `/admin/media/${hash}`);
  const again = await upload(service, png.bytes, "one.png");
  t.equal(again.status, 200);
  const second = await uploadForm(service, [["two.png", png.bytes]]);
  t.equal(second.status, 200);
  t.ok(described(second).url.endsWith("/two.png"));
  t.equal(described(second).urls.length, 2);
  const other = described(await upload(service, jpeg.bytes, "one.png"));
  t.not(other.hash, hash);
  for (const file of [first, second].map(described)) t.same((await service.get(pathOf(file))).body, png.bytes);
  t.same((await service.get(pathOf(other))).body, jpeg.bytes);
  t.same((await mediaFilesOf(service)).length, 2 + 3);
  const restarted = await service.restart();
  t.equal(await statusOf(restarted, pathOf(described(second))), 200, "also after a restart");
  t.match(json(await restarted.admin("GET", `/media/${hash}`)), { mime_type: "image/png", uploaded_by: "admin" });
});

test("parallel uploads of the same bytes are one file", async (t) => {
  const service = await startService(t);
  const answers = await Promise.all(["a", "b", "c", "d", "e"].map((name) => upload(service, wav(1), name)));
  t.same(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 201]);
  t.same(await mediaFilesOf(service), [
    `data/media/${described(answers[0] as never).hash}`,
    ...["a", "b", "c", "d", "e"].map((name) => `feeds/media/${described(answers[0] as never).hash}/${name}.wav`),
  ]);
});

test("forms that are no forms, and forms with no file or several", async (t) => {
  const service = await startService(t);
  const send = async (type: string, body: string) =>
    (await service.admin("POST", "/media", body, { "content-type": type })).status;
  const part = `--x\r\nContent-Disposition: form-data; name="file"; filename="a.gif"\r\n\r\n`;
  const file = gif.bytes.toString("latin1");
  t.equal(await send("multipart/form-data", "--x--"), 400, "no boundary");
  t.equal(await send("multipart/form-data; boundary=x", "--x--\r\n"), 400, "no file");
  t.equal(
    await send(
      "multipart/form-data; boundary=x",
      `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n`,
    ),
    400,
  );
  t.equal(await send("multipart/form-data; boundary=x", `${part}${file}`), 400, "it breaks off");
  t.equal(await send("multipart/form-data; boundary=x", "nonsense"), 400);
  t.equal(
    (
      await uploadForm(service, [
        ["a.gif", gif.bytes],
        ["b.png", png.bytes],
      ])
    ).status,
    400,
    "two files",
  );
  t.equal((await service.admin("POST", "/media?nam=x", file)).status, 400, "an unknown parameter");
  t.same(await mediaFilesOf(service), []);
});

test("an upload that breaks off leaves nothing", async (t) => {
  const service = await startService(t);
  const socket = connect(Number(new URL(service.url).port), "127.0.0.1");
  socket.write(
    `POST /admin/media?name=a.png HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000000\r\n\r\n`,
  );
  socket.write(png.bytes);
  await until(async () => (await mediaFilesOf(service)).length === 1);
  t.match(await mediaFilesOf(service), [/^data\/media\/incoming\//]);
  socket.destroy();
  await until(async () => (await mediaFilesOf(service)).length === 0);
  t.pass("the temporary file is gone");
});

test("limits of a file and of all files, before the body is read where the client says its length", async (t) => {
  const config = `${configText}\nmedia: { maxFile: 20 kB, maxTotal: 30 kB }\n`;
  const service = await startService(t, { config });
  const code = (answer: { body: Buffer }) => json<{ code: string }>(answer as never).code;
  const tooLarge = await upload(service, wav(3));
  t.same([tooLarge.status, code(tooLarge)], [413, "BODY_TOO_LARGE"]);
  const form = await uploadForm(service, [["a.wav", wav(5)]]);
  t.same([form.status, code(form)], [413, "BODY_TOO_LARGE"]);
  const socket = connect(Number(new URL(service.url).port), "127.0.0.1");
  const head = `POST /admin/media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nExpect: 100-continue\r\n`;
  socket.write(`${head}Content-Length: 1000000\r\n\r\n`);
  const [heard] = await once(socket, "data");
  t.match(String(heard), /^HTTP\/1\.1 413 /, "nothing was asked for");
  socket.destroy();
  t.equal((await upload(service, wav(2))).status, 201);
  const full = await upload(service, sound(1500));
  t.equal(full.status, 201, "there is room for more, but not for as much");
  const beyond = await upload(service, wav(2).fill(127, 100), "other.wav");
  t.same([beyond.status, code(beyond)], [507, "MEDIA_LIMIT_REACHED"]);
  t.match(json<List>(await service.admin("GET", "/media")), {
    total: { files: 2 },
    limits: { max_file_in_bytes: 20_000, max_total_in_bytes: 30_000 },
  });
});

slowTest(
  "documents say what an uploaded file is, and a file that an article uses is not deleted by mistake",
  async (t) => {
    const service = await startService(t, { config: configText });
    const picture = described(await upload(service, png.bytes));
    const recording = described(await upload(service, wav(2), "episode.wav"));
    t.same(picture.uses, []);
    const { url, mime_type } = recording;
    const article = { id: "a", title: "A", image: picture.url, attachments: [{ url, mime_type }] };
    await service.admin("POST", "/articles", article);
    await service.admin("POST", "/regenerate", {});
    const rss = (await service.get("/feeds/news.rss")).body.toString();
    t.match(rss, `length="${wav(2).length}"`);
    t.match(rss, `width="32" height="20"`);
    const [item] = json<{ items: { attachments: object[] }[] }>(await service.get("/feeds/news.json")).items;
    t.same(item?.attachments, [{ url, mime_type, size_in_bytes: wav(2).length, duration_in_seconds: 2 }]);

    const path = `/media/${picture.hash}`;
    t.match(json(await service.admin("GET", path)), { uses: [{ in: "article", article: "a" }] });
    const refusal = await service.admin("DELETE", path);
    t.equal(refusal.status, 409);
    t.match(json(refusal), { code: "MEDIA_IN_USE", detail: /the article “a”/ });
    await service.admin("DELETE", "/articles/a");
    const kept = await service.admin("DELETE", path);
    t.match(json(kept), { code: "MEDIA_IN_USE", detail: /the revision “a”/ }, "the article can come back");
    t.equal((await service.admin("DELETE", `${path}?force=true`)).status, 204);
    t.equal((await service.admin("DELETE", path)).status, 410);
    t.equal((await service.admin("GET", path)).status, 410);
    t.equal((await service.admin("DELETE", `/media/${"0".repeat(64)}`)).status, 404);
    t.equal((await service.admin("DELETE", "/media/x")).status, 404);
    t.equal(await statusOf(service, pathOf(picture)), 410, "its address is gone for good");
    const writer = await addToken(service, { scopes: ["write"] });
    const authorization = `Bearer ${writer.token}`;
    const refused = await upload(service, png.bytes, "again.png", { authorization });
    t.same(outcomeOf(refused), [403, "SCOPE_MISSING"]);
    t.match(json(refused), { detail: /Send a token with the scope publish: this file was deleted before/ });
    t.equal((await upload(service, wav(2), "episode.wav", { authorization })).status, 200, "others are taken");
    t.equal(await statusOf(service, pathOf(picture)), 410);
    const restarted = await service.restart();
    t.equal(await statusOf(restarted, pathOf(picture)), 410);
    t.same(
      await mediaFilesOf(restarted),
      [
        `data/media/${recording.hash}`,
        `feeds/media/${picture.hash}/.gone`,
        `feeds/media/${recording.hash}/episode.wav`,
      ].sort(),
    );
    t.equal((await upload(restarted, png.bytes, "again.png")).status, 201, "until it is uploaded again");
    t.equal(await statusOf(restarted, pathOf(picture).replace("picture", "again")), 200);
  },
);

slowTest("an article that came first gets the facts of its file when that is uploaded", async (t) => {
  const service = await startService(t);
  const { url, hash } = described(await upload(service, png.bytes));
  await service.admin("DELETE", `/media/${hash}`);
  await service.admin("POST", "/articles", { id: "a", title: "A", image: url });
  await service.admin("POST", "/regenerate", {});
  t.notMatch((await service.get("/feeds/news.rss")).body.toString(), `width="32"`);
  await upload(service, png.bytes);
  await until(async () => (await service.get("/feeds/news.rss")).body.toString().includes(`width="32"`));
  t.equal(
    (await service.admin("DELETE", `/media/${hash}?force=true`)).status,
    204,
    "force deletes it in spite of the article",
  );
  await until(async () => !(await service.get("/feeds/news.rss")).body.toString().includes(`width="32"`));
  t.pass("and its facts go");
});

test("a cover in the configuration is a use, too", async (t) => {
  const service = await startService(t);
  const cover = described(await upload(service, jpeg.bytes, "cover.jpg"));
  const config = configText.replace("site: {", `site: { icon: "${cover.url}",`);
  const restarted = await service.restart({ config });
  t.match(json(await restarted.admin("GET", `/media/${cover.hash}`)), { uses: [{ in: "configuration" }] });
  t.equal((await restarted.admin("DELETE", `/media/${cover.hash}`)).status, 409);
  t.same(json<List>(await restarted.admin("GET", "/media?used=false")).media, []);
});

test("the list: newest first, page by page, used or unused", async (t) => {
  const service = await startService(t);
  const files = [];
  for (const [name, { bytes }] of Object.entries({ png, jpeg, gif }))
    files.push(described(await upload(service, bytes, name)));
  await service.admin("POST", "/articles", { id: "a", content_html: `<p><img src="${files[1]?.url}"></p>` });
  const list = async (query: string) => json<List>(await service.admin("GET", `/media${query}`));
  const hashes = async (query: string) => (await list(query)).media.map(({ hash }) => hash);
  const newest = files.map(({ hash }) => hash).reverse();
  t.same(new Set(await hashes("")), new Set(newest));
  t.same(await hashes("?used=true"), [files[1]?.hash]);
  t.same(new Set(await hashes("?used=false")), new Set([files[0]?.hash, files[2]?.hash]));
  const seen: string[] = [];
  for (let query = "?limit=1"; query !== ""; ) {
    const page = await service.admin("GET", `/media${query}`);
    const { media, next } = json<List>(page);
    seen.push(...media.map(({ hash }) => hash));
    query = next === undefined ? "" : `?limit=1&cursor=${next}`;
    if (next !== undefined) t.match(page.headers.link, `cursor=${next}>; rel="next"`);
  }
  t.same(seen, await hashes(""));
  for (const query of ["?cursor=x", "?cursor=1.zz", "?limit=0", "?used=maybe", "?foo=1"]) {
    t.equal((await service.admin("GET", `/media${query}`)).status, 400, query);
  }
  t.equal((await service.get("/admin/media")).status, 401);
});

test("a start cleans up what a killed process left, and publishes what FEEDS_DIR lacks", async (t) => {
  const service = await startService(t);
  const file = described(await upload(service, png.bytes));
  const lost = described(await upload(service, gif.bytes));
  await service.stop();
  const [data, feeds] = [join(service.folder, "data/media"), join(service.folder, "feeds/media")];
  // An upload that was cut short, and one that was killed before the collection knew of it.
  const unknown = "7".repeat(64);
  await writeFile(join(data, "incoming/11111111-1111-1111-1111-111111111111.tmp"), "half");
  await writeFile(join(data, "incoming", unknown), "");
  await writeFile(join(data, unknown), "whole");
  // Bytes without a mark belong to a newer collection than the one that is here.
  const newer = "8".repeat(64);
  await writeFile(join(data, newer), "whole");
  const { mkdir } = await import("node:fs/promises");
  for (const hash of [unknown, newer]) {
    await mkdir(join(feeds, hash));
    await writeFile(join(feeds, hash, "a.png"), "whole");
  }
  await rm(join(feeds, file.hash), { recursive: true });
  await rm(join(data, lost.hash));
  const restarted = await service.restart();
  t.same(
    await mediaFilesOf(restarted),
    [
      ...[file.hash, newer, lost.hash].map((hash) => `data/media/${hash}`),
      ...[file.hash, lost.hash].map((hash) => `feeds/media/${hash}/picture.${hash === file.hash ? "png" : "gif"}`),
    ].sort(),
  );
  t.equal(await statusOf(restarted, pathOf(file)), 200);
  t.same(await readFile(join(data, lost.hash)), gif.bytes, "the published copy gives its bytes back");
});
