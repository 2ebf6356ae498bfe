import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { request } from "undici";
import { noBrowser, startBrowser } from "../pages/browser.ts";
import { json, maxAnswerMs, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { wav } from "../uploads/recordings.ts";
import { judgePage, openDesk } from "./browser.ts";
import { type Desk, signIn } from "./desk.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

type MediaAnswer = { media: { hash: string; url: string; uses: unknown[] }[] };
const listMedia = async (service: TestService) => json<MediaAnswer>(await service.admin("GET", "/media")).media;

/** Sends a form with a file as a browser without scripts does. */
async function sendFile(service: TestService, desk: Desk, name: string, bytes: Buffer, csrf = desk.csrf) {
  const part = (head: string) => `--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
  const start = `${part('name="csrf"')}${csrf}\r\n${part(`name="file"; filename="${name}"`)}`;
  const answer = await request(`${service.url}/dashboard/media`, {
    method: "POST",
    headers: { cookie: desk.cookie, "content-type": "multipart/form-data; boundary=x" },
    body: Buffer.concat([Buffer.from(start), bytes, Buffer.from("\r\n--x--\r\n")]),
    headersTimeout: maxAnswerMs,
  });
  return { status: answer.statusCode, location: answer.headers.location, body: await answer.body.text() };
}

slowTest("a file is uploaded by a form, shown with its uses, and taken down", async (t) => {
  const service = await startService(t);
  const desk = await signIn(service);
  t.equal((await sendFile(service, desk, "A picture.png", png, "forged")).status, 403);
  t.same(await listMedia(service), []);
  const sent = await sendFile(service, desk, "A picture.png", png);
  t.same([sent.status, sent.location], [303, "/dashboard/media?said=uploaded"]);
  t.equal((await sendFile(service, desk, "A picture.png", png)).location, "/dashboard/media?said=known");
  const [file] = await listMedia(service);
  const id = `"><img src=x onerror=alert(1)>`;
  await service.admin("POST", "/articles", { id, title: "X", image: file?.url });
  const page = String((await desk.get("/dashboard/media")).body);
  t.match(page, `<img src="/media/${file?.hash}/a-picture.png" width="1" height="1" alt="" loading="lazy"`);
  const [, use = ""] = /article <a href="([^"]*)"/.exec(page) ?? [];
  t.equal((await desk.get(use)).status, 200, "the link to the article that uses it leads to its editor");
  t.notMatch(page, "<img src=x");
  const path = `/dashboard/media/${file?.hash}/delete`;
  t.equal((await desk.post(path)).status, 409, "a file that is used stays");
  t.equal((await desk.post(path, { force: "true" })).headers.location, "/dashboard/media?said=removed");
  t.same(await listMedia(service), []);
});

test("a form that is no file, or breaks off, is answered with words", async (t) => {
  const service = await startService(t);
  const desk = await signIn(service);
  const refused = await sendFile(service, desk, "page.html", Buffer.from("<script>alert(1)</script>"));
  t.equal(refused.status, 415);
  t.match(refused.body, 'class="failed"');
  const headers = { cookie: desk.cookie, "x-csrf-token": desk.csrf, "content-type": "multipart/form-data; boundary=x" };
  for (const body of ["--x\r\nContent-Disposition: form-data; name=csrf\r\n\r\n", "nothing", ""]) {
    const answer = await request(`${service.url}/dashboard/media`, { method: "POST", headers, body });
    t.equal(answer.statusCode, 400, JSON.stringify(body));
    await answer.body.dump();
  }
});

slowTest("unused files are removed together, with the token alone", async (t) => {
  const service = await startService(t);
  const desk = await signIn(service);
  for (const seconds of [1, 2]) await service.admin("POST", `/media?name=s${seconds}.wav`, wav(seconds));
  const hashes = (await listMedia(service)).map(({ hash }) => hash);
  t.match(String((await desk.get("/dashboard/media?used=false")).body), "Remove unused files");
  t.equal((await desk.post("/dashboard/media/prune", { hashes: hashes.join(" "), token: "wrong" })).status, 401);
  t.equal((await listMedia(service)).length, 2);
  const pruned = await desk.post("/dashboard/media/prune", {
    hashes: hashes.join(" "),
    token: "a-token-for-tests-only",
  });
  t.equal(pruned.headers.location, "/dashboard/media?said=pruned");
  t.same(await listMedia(service), []);
});

test("readers of the collection see media, and cannot upload or delete", async (t) => {
  const service = await startService(t);
  await service.admin("POST", "/media?name=a.png", png);
  const made = json<{ token: string }>(await service.admin("POST", "/tokens", { name: "Ann", scopes: ["read"] }));
  const desk = await signIn(service, made.token);
  const page = String((await desk.get("/dashboard/media")).body);
  t.match(page, "a.png");
  t.notMatch(page, 'type="file"');
  t.notMatch(page, "Take down");
  t.equal((await sendFile(service, desk, "b.png", png)).status, 403);
});

slowTest("files are uploaded with progress, in a browser", { skip: noBrowser, timeout: 300_000 }, async (t) => {
  const service = await startService(t);
  const folder = await mkdtemp(join(tmpdir(), "courant-media-"));
  const files = ["picture.png", "sound.wav", "no picture.png"].map((name) => join(folder, name));
  await Promise.all(
    [png, wav(1), Buffer.from("<script>alert(1)</script>")].map((each, i) => writeFile(files[i] ?? "", each)),
  );
  const browser = await startBrowser(t);
  const { page, complaints } = await openDesk(browser, service, "/dashboard/media");
  page.on("dialog", (dialog) => complaints.push(dialog.message()));
  await judgePage(t, page, "media without any file");
  await page.getByLabel("Picture, sound or film").setInputFiles(files);
  await page.getByRole("button", { name: "Upload" }).click();
  await page.getByText("2 files are uploaded.").waitFor();
  await page.getByText("no picture.png").waitFor();
  t.equal(await page.locator("#uploads .mistake").count(), 1, "the file that is refused says why");
  await page.getByRole("heading", { name: "picture.png" }).waitFor();
  const width = await page.locator(".media img").evaluate((image: { naturalWidth: number }) => image.naturalWidth);
  t.equal(width, 1, "the picture is shown");
  await page.goto(`${service.url}/dashboard/media?used=false`);
  await judgePage(t, page, "media that nothing uses");
  t.same(
    complaints.filter((text) => !text.includes("415")),
    [],
  );
});
