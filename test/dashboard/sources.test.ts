import { test } from "tap";
import { noBrowser, startBrowser } from "../pages/browser.ts";
import { configText, json, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { articlesOf, elsewhere } from "../sources/elsewhere.ts";
import { until } from "../until.ts";
import { judgePage, openDesk } from "./browser.ts";
import { signIn } from "./desk.ts";

const hostile = `<img src=x onerror=alert(1)>"><script>alert(2)</script>`;
const config = `${configText}fetching: { allow: [127.0.0.1], media: false }\n`;
const items = [
  { id: "https://e.example/1", url: "javascript:alert(1)", title: hostile, content_html: "<p>1</p>", tags: [hostile] },
  { id: "https://e.example/2", url: "https://e.example/2", title: "Second", content_html: "<p>2</p>" },
];
type Listed = { sources: { id: string; url: string; paused: boolean; every: number; tags: string[]; kept?: number }[] };

slowTest("a source is looked at, added, changed, paused, polled and removed", async (t) => {
  const other = await elsewhere(t);
  const service = await startService(t, { config });
  const desk = await signIn(service);
  const list = async () => json<Listed>(await service.admin("GET", "/sources")).sources;
  other.serve(items, '"one"');
  const url = `${other.url}/feed?token=secret-of-the-feed`;
  const preview = String((await desk.post("/dashboard/sources", { action: "preview", url, tags: hostile })).body);
  t.match(preview, "Articles to take: 2.");
  t.match(preview, "&lt;img src=x");
  t.notMatch(preview, /<img|href="javascript:|"><script>/);
  t.same(await list(), [], "a preview stores nothing");
  t.same((await articlesOf(service)).length, 0);

  const added = await desk.post("/dashboard/sources", { action: "add", url, tags: "one\r\ntwo" });
  t.equal(added.headers.location, "/dashboard/sources?said=added", String(added.body));
  const [source] = await list();
  t.match(source, { tags: ["one", "two"], every: 1800 });
  const path = `/dashboard/sources/${source?.id}`;
  for (const page of ["/dashboard/sources", path]) {
    t.notMatch(String((await desk.get(page)).body), "secret-of-the-feed", `${page} hides the secret of the address`);
  }
  const hidden = source?.url ?? "";
  const saved = await desk.post(path, { url: hidden, every: "600", tags: "one", "include.title": "second" });
  t.equal(saved.headers.location, `${path}?said=saved`, String(saved.body));
  t.match((await list())[0], { every: 600, tags: ["one"], id: source?.id });
  t.equal(
    (await desk.post(path, { url: hidden, every: "600", tags: "one", "include.title": "second" })).headers.location,
    `${path}?said=same`,
  );
  const wrong = await desk.post(path, { url: hidden, every: "5", tags: "one" });
  t.equal(wrong.status, 422);
  t.match(String(wrong.body), 'id="setting-every-error"');

  await desk.post(`${path}/pause`);
  t.equal((await list())[0]?.paused, true);
  await desk.post(`${path}/resume`);
  t.equal((await list())[0]?.paused, false);
  const { length } = other.asked;
  t.equal((await desk.post(`${path}/poll`)).headers.location, "/dashboard/sources?said=polling");
  await until(() => other.asked.length > length);
  t.equal((await desk.post(`${path}/delete`)).headers.location, "/dashboard/sources?said=removed");
  t.same(await list(), []);
});

test("a source that cannot be read says why, and what was typed stays", async (t) => {
  const service = await startService(t, { config });
  const desk = await signIn(service);
  for (const url of ["http://10.0.0.1/feed", "ftp://example.com/", "javascript:alert(1)"]) {
    const answer = await desk.post("/dashboard/sources", { action: "preview", url });
    t.ok(answer.status >= 400 && answer.status < 500, url);
    t.match(String(answer.body), `value="${url}"`);
    t.match(String(answer.body), 'role="alert"');
  }
});

slowTest(
  "a source is added with a preview and paused, in a browser",
  { skip: noBrowser, timeout: 300_000 },
  async (t) => {
    const other = await elsewhere(t);
    const service = await startService(t, { config });
    other.serve(items, '"one"');
    const browser = await startBrowser(t);
    const { page, complaints } = await openDesk(browser, service, "/dashboard/sources");
    page.on("dialog", (dialog) => complaints.push(dialog.message()));
    await judgePage(t, page, "sources without any");
    await page.getByLabel("Address").first().fill(`${other.url}/feed`);
    await page.getByRole("button", { name: "See what it brings in" }).click();
    await page.getByRole("heading", { name: "What it brings in" }).waitFor();
    await page.getByRole("button", { name: "Add a source" }).click();
    await page.getByText("The source is added, and polled at once.").waitFor();
    await until(async () => (await articlesOf(service)).length > 0);
    await page.reload();
    await judgePage(t, page, "sources with one");
    await page.getByRole("button", { name: /^Pause / }).click();
    await page.getByText("The source is paused.").waitFor();
    await page.getByRole("button", { name: /^Resume / }).waitFor();
    await page.getByRole("link", { name: /^Change / }).click();
    await page.getByRole("button", { name: "Save" }).waitFor();
    await judgePage(t, page, "a source");
    t.same(complaints, []);
  },
);
