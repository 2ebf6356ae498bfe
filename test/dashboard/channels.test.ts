import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { noBrowser, startBrowser } from "../pages/browser.ts";
import { json, startService, type TestService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { judgePage, openDesk } from "./browser.ts";
import { signIn } from "./desk.ts";

const hostile = `<img src=x onerror=alert(1)>"><script>alert(2)</script>`;
const configOf = ({ folder }: TestService) => join(folder, "config", "courant.yaml");
const channelOf = async (service: TestService, slug: string) =>
  json<Record<string, unknown>>(await service.admin("GET", `/channels/${slug}`));

test("a search becomes a channel", async (t) => {
  const service = await startService(t);
  const desk = await signIn(service);
  await service.admin("POST", "/articles", { id: "urn:x:1", title: "The harbour opens", content_text: "Words" });
  await service.admin("POST", "/articles", { id: "urn:x:2", title: "The harbour strikes", content_text: "Words" });
  const list = String((await desk.get("/dashboard/articles?q=harbour+-strike&tag=")).body);
  t.match(list, 'href="/dashboard/channels/new?search=harbour+-strike"');
  const form = String((await desk.get("/dashboard/channels/new?search=harbour+-strike&tag=x")).body);
  t.match(form, /name="select\.search"[^>]*value="harbour -strike"/);
  const { headers } = await desk.post("/dashboard/channels", {
    ...{ slug: "harbour", title: "Harbour", description: "d", "select.search": "harbour -strike" },
  });
  t.equal(headers.location, "/dashboard/channels?said=added");
  const { items } = JSON.parse(String((await service.get("/feeds/harbour.json")).body)) as { items: { id: string }[] };
  t.same(
    items.map(({ id }) => id),
    ["urn:x:1"],
  );
  t.match(String((await desk.get("/dashboard/channels")).body), "words: harbour -strike");
  const listed = json<{ articles: unknown[] }>(await service.admin("GET", "/articles?channel=harbour"));
  t.equal(listed.articles.length, 1);
});

slowTest("a channel is added, changed, moved and retired; only what differs is written", async (t) => {
  const service = await startService(t);
  const desk = await signIn(service);
  const added = await desk.post("/dashboard/channels", {
    slug: "films",
    title: hostile,
    description: "Films",
    "select.tags": "film\r\n cinema \r\n",
    content: "full",
  });
  t.equal(added.headers.location, "/dashboard/channels?said=added");
  t.match(await channelOf(service, "films"), { title: hostile, select: { tags: ["film", "cinema"] } });
  for (const path of ["/dashboard/channels", "/dashboard/channels/edit/films"]) {
    const page = String((await desk.get(path)).body);
    t.match(page, "&lt;img src=x");
    t.notMatch(page, /<img|"><script>/);
  }
  const page = String((await desk.get("/dashboard/channels/edit/films")).body);
  t.match(page, ">\nfilm\ncinema</textarea>");
  const [, etag = ""] = /name="etag" value="&quot;([^&]+)&quot;"/.exec(page) ?? [];
  const fields = {
    etag: `"${etag}"`,
    title: "Films",
    description: "Films",
    content: "full",
    archive: "yes",
    limit: "20",
  };
  t.equal(
    (await desk.post("/dashboard/channels/edit/films", fields)).headers.location,
    "/dashboard/channels/edit/films?said=saved",
  );
  const changed = await channelOf(service, "films");
  t.match(changed, { title: "Films", limit: 20, archive: true });
  t.equal(changed.select, undefined, "an emptied field is removed");
  t.match(await readFile(configOf(service), "utf8"), /- \{? ?slug: films[^-]*limit: 20/s);
  t.notMatch(await readFile(configOf(service), "utf8"), "maxBytes", "defaults are not written");
  const stale = await desk.post("/dashboard/channels/edit/films", { ...fields, title: "Other" });
  t.equal(stale.status, 412, "the form is older than the last change");
  t.match(String(stale.body), 'value="Other"');

  const moved = await desk.post("/dashboard/channels/edit/films/move", { slug: "cinema" });
  t.equal(moved.headers.location, "/dashboard/channels/edit/cinema?said=moved");
  t.equal((await service.get("/feeds/films.rss")).status, 301);
  const retired = await desk.post("/dashboard/channels/edit/cinema/retire");
  t.equal(retired.headers.location, "/dashboard/channels?said=retired");
  t.equal((await service.get("/feeds/cinema.rss")).status, 410);
});

test("every setting has words of its own", async (t) => {
  const desk = await signIn(await startService(t));
  for (const path of ["settings", "channels/new", "channels/edit/news", "sources"]) {
    const page = String((await desk.get(`/dashboard/${path}`)).body);
    const words = [...page.matchAll(/<(?:label|legend)[^>]*>([^<]+)/g)].map(([, text = ""]) => text.trim());
    t.ok(words.length > 3, `${path} has fields`);
    const names = words.filter((text) => /^[a-z]/.test(text));
    t.same(names, [], `${path} shows no names of the file: src/language has words for them`);
  }
});

test("mistakes stand beside their fields, and what was typed stays", async (t) => {
  const service = await startService(t);
  const desk = await signIn(service);
  const answer = await desk.post("/dashboard/channels", {
    slug: "Not A Slug",
    title: "Kept",
    description: "Kept too",
    limit: "many",
    "on:podcast": "yes",
    "podcast.people": "[ {",
  });
  t.equal(answer.status, 422);
  t.match(String(answer.body), 'value="Kept"');
  t.match(String(answer.body), 'id="setting-podcast-people-error"', "text that is no YAML");
  const second = String(
    (await desk.post("/dashboard/channels", { slug: "Not A Slug", title: "Kept", description: "D", limit: "many" }))
      .body,
  );
  t.match(second, 'id="setting-slug-error"');
  t.match(second, 'id="setting-limit-error"');
  t.match(second, 'value="many"');
  t.match(second, /<details class="failed|class="failed"/);
});

slowTest("settings change with the token alone, and keep what has no field", async (t) => {
  const service = await startService(t);
  const desk = await signIn(service);
  const page = String((await desk.get("/dashboard/settings")).body);
  t.notMatch(page, "adminTokenFile");
  const [, etag = ""] = /name="etag" value="&quot;([^&]+)&quot;"/.exec(page) ?? [];
  const fields = { ...formOf(page), etag: `"${etag}"`, "site.title": "New title", moved: "latest: news\nold: tech\n" };
  t.equal((await desk.post("/dashboard/settings", { ...fields, token: "wrong" })).status, 401);
  const saved = await desk.post("/dashboard/settings", { ...fields, token });
  t.equal(saved.headers.location, "/dashboard/settings?said=saved", String(saved.body));
  const settings = json<{ site: object; moved: object; retired: string[] }>(await service.admin("GET", "/settings"));
  t.match(settings.site, { title: "New title", author: { name: "Editor" } });
  t.same(settings.moved, { latest: "news", old: "tech" });
  t.same(settings.retired, ["podcast"]);
  const text = await readFile(configOf(service), "utf8");
  t.notMatch(text, "staleIfError", "defaults are not written");
  const again = String((await desk.get("/dashboard/settings")).body);
  const [, newer = ""] = /name="etag" value="&quot;([^&]+)&quot;"/.exec(again) ?? [];
  const same = await desk.post("/dashboard/settings", { ...formOf(again), etag: `"${newer}"`, token });
  t.equal(same.headers.location, "/dashboard/settings?said=same", "the form as it stands changes nothing");
});

/** Returns what a browser sends for the form of a page whose fields nobody has touched. */
function formOf(page: string): Record<string, string> {
  const unescapeHtml = (text: string) =>
    text
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
  const form = page.slice(page.indexOf('action="/dashboard/settings"'));
  const found: Record<string, string> = {};
  for (const [, tag = ""] of form.matchAll(/<input([^>]*)>/g)) {
    const [, name = ""] = /name="([^"]*)"/.exec(tag) ?? [];
    const [, value = ""] = /value="([^"]*)"/.exec(tag) ?? [];
    if (tag.includes('type="checkbox"') && !/ checked/.test(tag)) continue;
    if (!["csrf", "token", "etag"].includes(name)) found[unescapeHtml(name)] = unescapeHtml(value);
  }
  for (const [, name = "", value = ""] of form.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>\n([^<]*)<\/textarea>/g)) {
    found[name] = unescapeHtml(value);
  }
  for (const [, name = "", options = ""] of form.matchAll(/<select[^>]* name="([^"]*)"[^>]*>(.*?)<\/select>/gs)) {
    found[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? "";
  }
  return found;
}

slowTest("a configuration that cannot be written shows the lines for it", async (t) => {
  const service = await startService(t);
  const desk = await signIn(service);
  const file = configOf(service);
  await writeFile(`${file}.keep`, "");
  for (const path of [join(service.folder, "config"), file]) await chmod(path, path === file ? 0o444 : 0o555);
  t.teardown(() => chmod(join(service.folder, "config"), 0o755));
  const answer = await desk.post("/dashboard/channels", { slug: "films", title: "Films", description: "Films" });
  if (process.getuid?.() === 0) return t.pass("root writes everything");
  t.equal(answer.status, 409);
  t.match(String(answer.body), /<pre tabindex="0"><code>[^<]*slug: films/);
});

slowTest("a channel is added and served, in a browser", { skip: noBrowser, timeout: 300_000 }, async (t) => {
  const service = await startService(t);
  await service.admin("POST", "/articles", { id: "a", title: "A film", tags: ["film"] });
  const browser = await startBrowser(t);
  const { page, complaints } = await openDesk(browser, service, "/dashboard/channels");
  page.on("dialog", (dialog) => complaints.push(dialog.message()));
  await judgePage(t, page, "channels");
  await page.getByRole("link", { name: "Add a channel" }).click();
  await judgePage(t, page, "a new channel");
  await page.getByLabel("Slug").fill("films");
  await page.getByLabel("Title").first().fill("Films");
  await page.getByLabel("Description").first().fill(hostile);
  await page.getByLabel("Tags").fill("film");
  await page.getByRole("button", { name: "Add a channel" }).click();
  await page.getByText("The channel is added and published.").waitFor();
  await until(async () => (await service.get("/feeds/films.rss")).status === 200);
  t.match(String((await service.get("/feeds/films.rss")).body), "A film");
  await page.getByRole("link", { name: "Change Films" }).click();
  await page.getByRole("heading", { name: "Channel “Films”" }).waitFor();
  await judgePage(t, page, "a channel");
  await page.goto(`${service.url}/dashboard/settings`);
  await judgePage(t, page, "the settings");
  t.same(complaints, []);
});
