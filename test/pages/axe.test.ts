import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { noBrowser, startBrowser, startPictures } from "./browser.ts";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung".repeat(3);
const address = `https://example.org/${"path".repeat(60)}`;

const config = `
site: { title: The Example, url: "https://example.org/", description: About it, language: en, copyright: "${word}" }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: nothing, title: ${word}, description: "${address}", select: { tags: [nothing] } }
  - { slug: arabic, title: المجلة, description: أخبار ومقالات, language: ar, group: "${word}", select: { language: ar } }
${Array.from({ length: 30 }, (_, index) => `  - { slug: tag-${index}, title: "${index === 7 ? word : "The Example – tag"} ${index}", description: Tag, group: By tag, select: { tags: [t${index}] } }`).join("\n")}
`;

const articles = (pictures: string) => [
  {
    id: "everything",
    title: "An article with everything",
    summary: "What it says",
    language: "en",
    image: `${pictures}/1600x900`,
    authors: [{ name: "Ann", url: "https://example.org/ann", avatar: `${pictures}/64x64` }, { name: word }],
    tags: ["t1", word],
    content_html: `<p>Text with <a href="https://example.org/x">a link</a> and <code>code</code>, ${word}.</p><h2>${word}</h2>
<blockquote><p>A quotation</p></blockquote><pre><code>${"x".repeat(300)}</code></pre><ul><li>${address}</li></ul>
<table><thead><tr><th>${word}</th><th>b</th></tr></thead><tbody><tr><td>${word}</td><td>${word}</td></tr></tbody></table>
<figure><img src="${pictures}/900x300" alt="A picture"><figcaption>${word}</figcaption></figure><hr>
<p><audio controls src="https://example.org/a.mp3"></audio></p>`,
    attachments: [{ url: `${address}.mp3`, mime_type: "audio/mpeg", size_in_bytes: 12_345 }],
    _courant: { image_description: `A boat ${word}`, image_credit: "Lena Falk" },
  },
  { id: "missing", title: "Its picture is gone", image: `${pictures}/gone`, summary: "Still here" },
  { id: "tall", title: "A tall picture", image: `${pictures}/300x1200`, summary: address },
  {
    id: "arabic",
    title: "النشر على الشبكة المفتوحة",
    summary: "سطر واحد",
    language: "ar",
    image: `${pictures}/800x800`,
  },
  { id: "long", title: word, summary: address, external_url: address, content_text: address },
  { id: "untitled", content_text: "Words without a title" },
];

const paths = ["/", "/feeds/news", "/feeds/news.rss", "/feeds/nothing", "/feeds/arabic", "/nowhere"].concat(
  ["everything", "arabic", "long", "untitled"].map((id) => `/articles/${id}`),
);

slowTest("pages in a browser", { skip: noBrowser }, async (t) => {
  const browser = await startBrowser(t);
  const pictures = await startPictures(t);
  const service = await startService(t, { config });
  for (const article of articles(pictures)) await service.admin("POST", "/articles", article);
  await service.admin("POST", "/regenerate", {});

  await t.test("light and dark, wide and narrow", async (t) => {
    for (const path of paths) {
      const { page, complaints } = await open(browser, service.url + path);
      await page.evaluate(axe);
      for (const colorScheme of ["light", "dark"] as const) {
        for (const width of [1280, 320]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 900 });
          const { violations } = await page.evaluate<AxeResults>("axe.run()");
          const found = violations.map(({ id, impact, nodes }) => [id, impact, nodes.map(({ html }) => html)]);
          t.same(found, [], `axe finds nothing in ${path}, ${colorScheme}, ${width} pixels wide`);
          const taken = await page.evaluate<number>("document.scrollingElement.scrollWidth");
          t.ok(taken <= width, `${path} takes ${taken} pixels of ${width}`);
        }
      }
      t.same(complaints, [], `the browser does not complain of ${path}`);
      await page.context().close();
    }
  });

  await t.test("the button copies the address, and the page says so", async (t) => {
    for (const path of ["/", "/feeds/news"]) {
      const { page } = await open(browser, service.url + path, {
        permissions: ["clipboard-read", "clipboard-write"],
        viewport: { width: 320, height: 700 },
      });
      const button = page.getByRole("button", { name: "Copy the Atom address of News" });
      await button.click();
      const expected = "https://feeds.example/feeds/news.atom";
      await page.getByRole("status").getByText(`Copied ${expected}`).waitFor();
      const { x, width } = (await page.getByRole("status").boundingBox()) ?? { x: 0, width: 0 };
      t.ok(x >= 0 && width > 0 && x + width <= 320, `what it says is seen, from ${x} to ${x + width}`);
      t.equal(await page.evaluate("navigator.clipboard.readText()"), expected);
      await page.context().close();
    }
  });

  await t.test("where copying is not allowed, the button selects the address and says that", async (t) => {
    const { page } = await open(browser, `${service.url}/feeds/news`, { forbidCopying: true });
    await page.getByRole("button", { name: "Copy the JSON Feed address" }).click();
    await page.getByRole("status").getByText("The address is selected").waitFor();
    t.equal(await page.evaluate("String(getSelection())"), "https://feeds.example/feeds/news.json");
  });

  await t.test("without a script there are no buttons, and a click selects the address", async (t) => {
    const { page } = await open(browser, `${service.url}/feeds/news`, { javaScriptEnabled: false });
    t.equal(await page.getByRole("button").count(), 0);
    await page.locator("code").first().click();
    t.equal(await page.evaluate("String(getSelection())"), "https://feeds.example/feeds/news.rss");
  });

  await t.test("a picture that cannot be fetched is taken away, and no other", async (t) => {
    const { page } = await open(browser, `${service.url}/feeds/news`);
    await page.locator("img[src$=gone]").waitFor({ state: "hidden" });
    for (const path of ["/1600x900", "/64x64", "/300x1200"]) {
      const picture = page.locator(`img[src$="${path}"]`);
      await picture.scrollIntoViewIfNeeded();
      t.ok(await picture.isVisible(), path);
    }
  });
});

type Options = {
  permissions?: string[];
  viewport?: { width: number; height: number };
  javaScriptEnabled?: boolean;
  forbidCopying?: boolean;
};

/** A page in a window of its own, and what the browser complains of, such as breaches of the security policy. */
async function open(browser: Browser, url: string, options: Options = {}) {
  const { forbidCopying, ...rest } = options;
  const context = await browser.newContext(rest);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    const { url: about } = message.location();
    // The picture, the sound and the page that are not there.
    if (/\/(gone|nowhere|a\.mp3)$/.test(about)) return;
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} (${about})`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  if (forbidCopying) {
    await page.addInitScript("navigator.clipboard.writeText = () => Promise.reject(new Error())");
  }
  await page.route(/^https:/, (route) => route.abort());
  await page.goto(url, { waitUntil: "load" });
  return { page, complaints };
}
