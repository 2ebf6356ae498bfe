import type { Page } from "playwright-core";
import type { Test } from "tap";
import { request } from "undici";
import type { Article } from "../../src/article/article.ts";
import type { DraftArticle } from "../../src/article/draft-article.ts";
import { type Place, place, startProcess } from "../commands/process.ts";
import { noBrowser, startBrowser } from "../pages/browser.ts";
import { type Answer, json, startService, type TestService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { judgePage, openDesk } from "./browser.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *", timezone: Europe/Berlin }
channels: [{ slug: news, title: News, description: Everything }]
`;

/** The smallest picture that is one: a transparent pixel as PNG. */
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const isBrowserMissing = { skip: noBrowser };

/** Starts a service that a browser can follow links to, so that pictures have an address that it can load. */
async function startReachable(t: Test): Promise<TestService> {
  return startService(t, { config, env: { BASE_URL: "" } });
}

const saved = (page: Page) => page.getByText(/^Saved/).waitFor();
type Caller = { admin(method: "GET", path: string): Promise<Answer> };

const drafts = async (service: Caller) =>
  json<{ articles: DraftArticle[] }>(await service.admin("GET", "/articles?state=draft")).articles;

async function onlyDraft(service: Caller): Promise<DraftArticle> {
  const [draft, ...others] = await drafts(service);
  if (!draft || others.length > 0) throw new Error(`There are ${others.length + (draft ? 1 : 0)} drafts.`);
  return draft;
}

/** Drops a picture on an element, as a person does with a file from a folder. */
async function dropPicture(page: Page, selector: string): Promise<void> {
  await page.evaluate(
    `(() => {
      const bytes = Uint8Array.from(atob("${pixel}"), (character) => character.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], "harbour.png", { type: "image/png" }));
      document.querySelector("${selector}").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    })()`,
  );
}

slowTest("an article is written with pictures dropped in, previewed, and published", isBrowserMissing, async (t) => {
  const browser = await startBrowser(t);
  const service = await startReachable(t);
  const { page, complaints } = await openDesk(browser, service, "/dashboard/articles/new");
  await page.fill("#title", "The quay");
  await page.click("#rich");
  await page.keyboard.type("Boats come in.");
  await dropPicture(page, "#rich");
  await page.fill("#picture-alt", "A harbour at dawn");
  await until(async () => (await page.inputValue("#picture-address")).includes("/media/"));
  await page.keyboard.press("Enter");
  await page.locator('#rich img[alt="A harbour at dawn"]').waitFor();
  await dropPicture(page, "#picture");
  await until(async () => (await page.inputValue("#image")).includes("/media/"));
  await page.fill("#image_description", "Another harbour");
  await page.fill('input[name="tag[]"] >> nth=0', "sea");
  await saved(page);
  t.equal((await page.textContent("#states"))?.trim(), "draft", "the state follows what is saved by itself");
  await page.locator("#preview-parts h3").first().waitFor();
  await judgePage(t, page, "the editor with a picture");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("The article is published.").waitFor();
  const [article] = json<{ articles: Article[] }>(await service.admin("GET", "/articles?state=published")).articles;
  t.match(article, {
    title: "The quay",
    content_html: /Boats come in\.[\s\S]*<img src="[^"]*\/media\/[^"]*harbour\.png" alt="A harbour at dawn"/,
    image: /\/media\/.*harbour\.png$/,
    tags: ["sea"],
    _courant: { image_description: "Another harbour" },
  });
  const feed = async () => String((await service.get("/feeds/news.rss")).body);
  await until(async () => (await feed()).includes("Boats come in."));
  t.match(await feed(), /&lt;img|<img/);
  t.same(complaints, []);
});

/** Starts a service in processes of its own, which a test can kill. */
async function startKillable(t: Test, where: Place) {
  const { child, closed, url } = await startProcess(t, where);
  const call = async (path: string, headers: Record<string, string>) => {
    const answer = await request(url + path, { headers });
    return { status: answer.statusCode, headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
  };
  return {
    url,
    get: (path: string, headers: Record<string, string> = {}) => call(path, headers),
    admin: (_method: "GET", path: string) => call(`/admin${path}`, { authorization: `Bearer ${token}` }),
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

slowTest("what is typed outlives a killed service and a closed page", isBrowserMissing, async (t) => {
  const browser = await startBrowser(t);
  const { env, ...rest } = await place(t, config);
  const where = { ...rest, env: { ...env, ADMIN_TOKEN: token } };
  const killed = await startKillable(t, where);
  const { page } = await openDesk(browser, killed, "/dashboard/articles/new");
  await page.fill("#title", "First");
  await saved(page);
  t.equal((await onlyDraft(killed)).title, "First");
  await killed.kill();
  await page.fill("#title", "Typed while the service was dead");
  await page.click("#rich");
  await page.keyboard.type("Not lost.");
  await page.getByText("Not saved: no connection.").waitFor();
  await page.close({ runBeforeUnload: false });

  const service = await startKillable(t, where);
  const again = await page.context().newPage();
  await again.goto(`${service.url}/dashboard/articles`);
  await again.getByRole("link", { name: "Drafts" }).click();
  await again.getByRole("link", { name: "First" }).click();
  await again.getByText(/which was not saved, is back/).waitFor();
  t.equal(await again.inputValue("#title"), "Typed while the service was dead");
  t.match(await again.textContent("#rich"), "Not lost.");
  await saved(again);
  t.match(await onlyDraft(service), { title: "Typed while the service was dead", content_html: "<p>Not lost.</p>" });

  await service.kill();
  await again.fill("#title", "Typed over a restart");
  await again.getByText("Not saved: no connection.").waitFor();
  const last = await startKillable(t, where);
  await saved(again);
  t.equal(
    (await onlyDraft(last)).title,
    "Typed over a restart",
    "an open page saves by itself when the service is back",
  );
});

slowTest("a second tab on the same article is told, and neither version is lost", isBrowserMissing, async (t) => {
  const browser = await startBrowser(t);
  const service = await startReachable(t);
  await service.admin("PUT", "/articles/x", { title: "One", content_html: "<p>Text</p>" });
  const { page: first } = await openDesk(browser, service, "/dashboard/articles/edit/x");
  const second = await first.context().newPage();
  await second.goto(first.url());
  await first.locator("#elsewhere:not([hidden])").waitFor();
  await first.fill("#title", "From the first tab");
  await saved(first);
  await second.fill("#title", "From the second tab");
  await second.locator("#conflict-title").waitFor();
  t.equal(await second.evaluate<string>("document.activeElement.id"), "conflict-title", "the focus is at the question");
  await second.getByRole("button", { name: "Keep mine" }).click();
  await until(async () => (await onlyDraft(service)).title === "From the second tab");
  const { revisions } = json<{ revisions: { article: Article }[] }>(
    await service.admin("GET", "/articles/x/revisions"),
  );
  t.ok(revisions.length >= 3, "the other version is a revision");
});

slowTest("an article is scheduled over both changes of clocks", isBrowserMissing, async (t) => {
  const browser = await startBrowser(t);
  const service = await startReachable(t);
  const { page } = await openDesk(browser, service, "/dashboard/articles/new");
  await page.fill("#title", "At night");
  await page.getByText("Schedule", { exact: true }).first().click();
  await page.fill("#publish_at", "2027-03-28T02:30");
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.getByText("This time does not exist").waitFor();
  await judgePage(t, page, "the question about an hour that does not exist");
  await page.getByRole("radio", { name: /3:30\sAM/ }).check();
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.getByText("The draft is scheduled.").waitFor();
  const publishAt = async () => (await onlyDraft(service))._courant.publish_at;
  t.equal(await publishAt(), "2027-03-28T01:30:00.000Z");
  await page.fill("#publish_at", "2027-10-31T02:30");
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.getByText("This hour comes twice").waitFor();
  await page.getByRole("radio", { name: /UTC\+01:00/ }).check();
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.getByText("The draft is scheduled.").waitFor();
  t.equal(await publishAt(), "2027-10-31T01:30:00.000Z");
});

slowTest("an article is written and published by keyboard alone", isBrowserMissing, async (t) => {
  const browser = await startBrowser(t);
  const service = await startReachable(t);
  const { page } = await openDesk(browser, service, "/dashboard/articles/new");
  const { keyboard } = page;
  const focused = () => page.evaluate<string>("document.activeElement.dataset.command ?? document.activeElement.id");
  /** Presses Tab until an element has the focus. */
  const tabTo = async (id: string, key = "Tab") => {
    for (let presses = 0; presses < 60; presses++) {
      if ((await focused()) === id) return;
      await keyboard.press(key);
    }
    t.fail(`${id} cannot be reached: the focus is at ${await focused()}`);
  };
  await tabTo("title");
  await keyboard.type("By keyboard");
  await tabTo("rich");
  await keyboard.press("Control+b");
  await keyboard.type("bold");
  await keyboard.press("Control+b");
  await keyboard.type(" and ");
  await keyboard.press("Control+i");
  await keyboard.type("italic");
  await keyboard.press("Control+i");
  await keyboard.press("Enter");
  await keyboard.press("Control+Alt+2");
  await keyboard.type("Heading");
  await keyboard.press("Enter");
  await keyboard.type("point");
  await keyboard.press("Control+Shift+8");
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await keyboard.type("linked");
  await keyboard.press("Shift+Home");
  await keyboard.press("Control+k");
  await keyboard.type("https://site.example/");
  await keyboard.press("Enter");
  t.equal(await focused(), "rich", "a dialog gives the focus back");
  await keyboard.press("Alt+F10");
  t.equal(await focused(), "bold");
  await keyboard.press("ArrowRight");
  await keyboard.press("ArrowRight");
  t.equal(await focused(), "link");
  await keyboard.press("Escape");
  t.equal(await focused(), "rich", "Escape leads from the toolbar back to the text");
  await keyboard.press("Control+k");
  await keyboard.press("Escape");
  t.equal(await focused(), "rich", "Escape closes a dialog");
  const toolbar = page.getByRole("toolbar", { name: "Formatting" });
  for (const name of ["Bold", "Link", "Numbered list", "Undo"])
    t.equal(await toolbar.getByRole("button", { name, exact: true }).count(), 1, `a screen reader finds ${name}`);
  t.equal(await page.getByRole("textbox", { name: "Content" }).count(), 1, "and the text");
  await keyboard.press("Tab");
  await page.getByRole("button", { name: "Publish", exact: true }).focus();
  await keyboard.press("Enter");
  await page.getByText("The article is published.").waitFor();
  const [article] = json<{ articles: Article[] }>(await service.admin("GET", "/articles?state=published")).articles;
  t.equal(
    article?.content_html?.replaceAll("\n", ""),
    '<p><strong>bold</strong> and <em>italic</em></p><h2>Heading</h2><ul><li>point</li></ul><p><a href="https://site.example/">linked</a></p>',
  );
});
