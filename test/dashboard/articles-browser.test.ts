import type { Page } from "playwright-core";
import { noBrowser, startBrowser } from "../pages/browser.ts";
import { json, startService, type TestService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { judgePage, openDesk } from "./browser.ts";

type Listed = { articles: { id: string; tags?: string[] }[] };

const idsWithTag = async (service: TestService, tag: string) =>
  json<Listed>(await service.admin("GET", `/articles?tag=${tag}`)).articles.map(({ id }) => id);

slowTest("articles are searched, tagged, deleted and brought back, in a browser", { skip: noBrowser }, async (t) => {
  const browser = await startBrowser(t);
  const service = await startService(t);
  const { page, complaints } = await openDesk(browser, service, "/dashboard/articles");
  await judgePage(t, page, "articles without any");
  for (const title of ["Harbour at dawn", "Harbour at night", "Winter"]) {
    await service.admin("POST", "/articles", { id: title.replaceAll(" ", "-"), title, tags: ["sea"] });
  }
  await page.reload();
  await page.getByLabel("Search").fill("harb");
  await page.keyboard.press("Enter");
  await page.getByText("2 articles on this page").waitFor();
  await judgePage(t, page, "articles that a search found");
  await page.getByText("Filters and order").click();
  await judgePage(t, page, "the filters");
  await page.getByLabel("Choose all on this page").check();
  await page.getByText("2 articles are chosen.").waitFor();
  await page.getByLabel("Tag", { exact: true }).fill("new");
  await page.getByRole("button", { name: "Add the tag" }).click();
  await page.getByText("The tag was added to 2 articles.").waitFor();
  t.equal((await idsWithTag(service, "new")).length, 2);
  await judgePage(t, page, "articles after a change of many");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("2 changes were undone.").waitFor();
  t.same(await idsWithTag(service, "new"), []);
  await page.getByLabel("Choose “Harbour at night”").check();
  await page.getByText("Delete…").click();
  await page.getByLabel("Your token, once more").fill(token);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("1 article was deleted.").waitFor();
  t.equal((await service.admin("GET", "/articles/Harbour-at-night")).status, 410);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("1 change was undone.").waitFor();
  t.equal((await service.admin("GET", "/articles/Harbour-at-night")).status, 200);
  await page.setViewportSize({ width: 320, height: 700 });
  await page.getByLabel("Choose all on this page").check();
  t.notOk(
    await page.getByRole("button", { name: "Add the tag" }).isVisible(),
    "a narrow list is not hidden by actions",
  );
  await page.getByText("With the chosen articles").click();
  t.ok(await page.getByRole("button", { name: "Add the tag" }).isVisible());
  t.same(complaints, []);
});

const attack = `"><img src=x alt=x onerror="hacked=1"><script>hacked=2</script>`;
const script = "javascript:hacked=3";

/** An article that attacks in every field that text can have. */
const hostile = {
  title: attack,
  summary: attack,
  content_html: `<p onclick="hacked=4">${attack}<a href="${script}">x</a><svg onload="hacked=5"></svg></p>`,
  tags: [attack, "news"],
  authors: [{ name: attack }],
  attachments: [{ url: "https://site.example/a.mp3", mime_type: "audio/mpeg", title: attack }],
  _courant: { image_description: attack, image_credit: attack },
  image: "https://site.example/a.png",
};

const config = `
site: { title: '${attack}', description: '${attack}', url: "https://site.example/", language: en, author: { name: '${attack}' } }
schedule: { cron: "0 0 1 1 *" }
channels: [{ slug: news, title: '${attack}', description: '${attack}', group: '${attack}' }]
perTag: true
`;

/** Puts the attack wherever the API takes text. @returns the path of the article in addresses */
async function attackEverywhere(service: TestService): Promise<string> {
  const id = encodeURIComponent(attack);
  await service.admin("PUT", `/articles/${id}`, { ...hostile, title: "Before" });
  await service.admin("PUT", `/articles/${id}`, hostile);
  await service.admin("PUT", `/articles/${id}/draft`, { ...hostile, summary: `${attack} draft` });
  await service.admin("PUT", "/articles/untitled", { content_html: hostile.content_html });
  await service.admin("POST", "/tokens", { name: attack.slice(0, 60), scopes: ["read"] });
  await service.admin("POST", "/webhooks", { url: "https://receiver.example/x", description: attack });
  await service.admin("POST", "/sources", { url: `https://source.example/?q=${attack}`, tags: [attack] });
  await service.admin("POST", "/import", `<item>${attack}`, { "content-type": "text/xml" });
  await service.admin("POST", "/regenerate");
  return id;
}

const isHacked = (page: Page) => page.evaluate<unknown>("globalThis.hacked");

slowTest("an attack in every field is text on every page, in a browser", { skip: noBrowser }, async (t) => {
  const browser = await startBrowser(t);
  const service = await startService(t, { config });
  const id = await attackEverywhere(service);
  const { page, complaints } = await openDesk(browser, service, "/dashboard");
  page.on("dialog", (dialog) => complaints.push(dialog.message()));
  const judged = [`/dashboard/articles/edit/${id}`, `/dashboard/articles/revisions/${id}`, "/dashboard/articles"];
  const others = ["", "/tokens", "/webhooks", "/sources", "/audit", "/channels", "/channels/edit/news", "/runs"];
  for (const path of [
    ...judged,
    ...others.map((each) => `/dashboard${each}`),
    `/dashboard/articles?q=${id}&tag=${id}&author=${id}`,
    ...["/", "/feeds/news", `/articles/${id}`, "/articles/untitled", `/${id}`],
  ]) {
    await page.goto(service.url + path);
    // The live preview of the editor comes after a while.
    if (path.includes("/edit/") && path.includes(id)) await page.locator("#preview iframe").waitFor();
    for (const link of await page.locator(`a[href^="javascript:" i]`).all())
      t.fail(`${path} ${await link.innerHTML()}`);
    t.equal(await isHacked(page), undefined, decodeURIComponent(path));
    if (judged.includes(path)) await judgePage(t, page, decodeURIComponent(path));
  }
  const breaches = complaints.filter((text) => !/404|ERR_|Failed to load/.test(text));
  t.same(breaches, [], "nothing tried what the security policy had to refuse");
});
