import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { test } from "tap";
import type { MediaDescription } from "../../src/uploads/describe-file.ts";
import { pictures } from "../media/pictures.ts";
import { json, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { described, mediaFilesOf, pathOf, upload } from "./helpers.ts";

/** Smaller versions of uploaded pictures, with a whole service. */

const photo = (background = "#884422") =>
  sharp({
    create: { width: 1000, height: 500, channels: 3, background, noise: { type: "gaussian", mean: 0, sigma: 9 } },
  })
    .jpeg()
    .toBuffer();

/** Waits until a picture has its smaller versions. */
async function untilMade(service: TestService, hash: string): Promise<MediaDescription> {
  const find = async () => json<MediaDescription>(await service.admin("GET", `/media/${hash}`));
  await until(async () => (await find()).smaller.length > 0);
  return find();
}

const bodyOf = async (service: TestService, path: string) => (await service.get(path)).body.toString();

test("an uploaded picture gets smaller versions, which pages offer to browsers, and which go with it", async (t) => {
  const service = await startService(t);
  const bytes = await photo();
  const uploaded = described(await upload(service, bytes, "Sunday walk.jpg"));
  t.same(uploaded.smaller, [], "the answer does not wait for them");
  const { hash, url, smaller } = await untilMade(service, uploaded.hash);
  t.match(smaller, [
    { mime_type: "image/webp", width: 320, height: 160 },
    { mime_type: "image/webp", width: 640, height: 320 },
  ]);
  const original = await service.get(pathOf(uploaded));
  for (const { url: address, size_in_bytes, width } of smaller) {
    t.match(new URL(address).pathname, new RegExp(`^/media/${hash}/sunday-walk-${width}-[0-9a-f]{12}\\.webp$`));
    const answer = await service.get(new URL(address).pathname);
    t.match(answer, { status: 200, headers: { "content-type": "image/webp" } });
    t.equal(answer.body.length, size_in_bytes);
    for (const name of ["cache-control", "content-security-policy", "x-content-type-options"])
      t.equal(answer.headers[name], original.headers[name], name);
  }
  t.same(original.body, bytes, "the picture itself stays as it is");

  const content_html = `<p>Text <img src="${url}" alt="A walk &quot;&gt;"> <img src="https://elsewhere.example/a.jpg"></p>`;
  await service.admin("POST", "/articles", { id: "a", title: "A", image: url, content_html: "<p>Text</p>" });
  await service.admin("POST", "/articles", { id: "b", title: "B", content_html });
  await service.admin("POST", "/regenerate", {});
  const set = [...smaller.map((each) => `${each.url} ${each.width}w`), `${url} 1000w`].join(", ");
  t.ok((await bodyOf(service, "/feeds/news")).includes(` srcset="${set}" sizes="`), "the page of a channel");
  t.ok((await bodyOf(service, "/articles/a")).includes(` srcset="${set}" sizes="`), "the page of an article");
  const page = await bodyOf(service, "/articles/b");
  t.ok(page.includes(`<img src="${url}" alt="A walk &quot;&gt;" srcset="${set}" sizes="`), "a picture in the text");
  t.match(page, /<img src="https:\/\/elsewhere\.example\/a\.jpg"( \/)?>/);
  for (const format of ["rss", "atom", "json"]) t.notMatch(await bodyOf(service, `/feeds/news.${format}`), "-320-");

  const stats = json<{ disk: { media: object; smallerPictures: object } }>(await service.admin("GET", "/stats")).disk;
  const smallerBytes = smaller.reduce((sum, each) => sum + each.size_in_bytes, 0);
  t.same(
    [stats.media, stats.smallerPictures],
    [
      { count: 1, bytes: bytes.length },
      { count: 2, bytes: smallerBytes },
    ],
  );
  const { total } = json<{ total: object }>(await service.admin("GET", "/media"));
  t.same(total, { files: 1, size_in_bytes: bytes.length + smallerBytes }, "they count in the limit of all files");

  t.equal((await service.admin("DELETE", `/media/${hash}?force=true`)).status, 204);
  for (const each of smaller) t.equal((await service.get(new URL(each.url).pathname)).status, 410);
  t.same(await mediaFilesOf(service), [`feeds/media/${hash}/.gone`]);
  await until(async () => !(await bodyOf(service, "/articles/b")).includes("srcset"));
  t.pass("pages no longer name them");
});

test("an article that came first shows the smaller versions of its picture once they are made", async (t) => {
  const service = await startService(t);
  const bytes = await photo();
  const first = described(await upload(service, bytes));
  await service.admin("DELETE", `/media/${first.hash}`);
  await service.admin("POST", "/articles", { id: "a", title: "A", image: first.url });
  await service.admin("POST", "/regenerate", {});
  t.notMatch(await bodyOf(service, "/feeds/news"), "srcset");
  await upload(service, bytes);
  await until(async () => (await bodyOf(service, "/feeds/news")).includes("srcset"));
  await until(async () => (await bodyOf(service, "/articles/a")).includes("srcset"));
  t.pass("on the pages of the channel and of the article, without a request");
});

slowTest("versions that FEEDS_DIR lost are made again at a start, with the same addresses", async (t) => {
  const service = await startService(t);
  const one = await untilMade(service, described(await upload(service, await photo())).hash);
  await service.admin("POST", "/articles", { id: "a", title: "A", image: one.url });
  await service.admin("POST", "/regenerate", {});
  const before = await mediaFilesOf(service);
  await service.stop();
  await rm(join(service.folder, "feeds", "media"), { recursive: true });
  const restarted = await service.restart();
  t.equal((await restarted.get(pathOf(one))).status, 200);
  t.same((await untilMade(restarted, one.hash)).smaller, one.smaller);
  await until(async () => (await bodyOf(restarted, "/feeds/news")).includes("srcset"));
  t.same(await mediaFilesOf(restarted), before);
  const folders = await readdir(join(service.folder, "feeds", "media"));
  t.same(folders, [one.hash]);
});

slowTest("small pictures, and what is no picture, start no process", async (t) => {
  const service = await startService(t);
  const { hash } = described(await upload(service, pictures.png.bytes));
  const damaged = (await photo()).subarray(0, 2000);
  const broken = described(await upload(service, damaged, "broken.jpg"));
  const whole = described(await upload(service, await photo("#224488"), "whole.jpg"));
  await untilMade(service, whole.hash);
  const smallerOf = async (each: string) =>
    json<MediaDescription>(await service.admin("GET", `/media/${each}`)).smaller;
  t.same([await smallerOf(hash), await smallerOf(broken.hash)], [[], []]);
  const restarted = await service.restart();
  t.equal((await restarted.get(pathOf(broken))).status, 200, "a damaged picture is served as it is");
});
