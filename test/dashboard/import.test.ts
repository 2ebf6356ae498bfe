import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { request } from "undici";
import type { Article } from "../../src/article/article.ts";
import { noBrowser, startBrowser } from "../pages/browser.ts";
import { configText, json, maxAnswerMs, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { elsewhere } from "../sources/elsewhere.ts";
import { judgePage, openDesk } from "./browser.ts";
import { type Desk, signIn } from "./desk.ts";

const hostile = `<img src=x onerror=alert(1)>"><script>alert(2)</script>`;
const config = `${configText}fetching: { allow: [127.0.0.1], media: false }\n`;
const lines = [
  { id: "https://site.example/1", title: "One" },
  { id: "https://site.example/2", title: "Two", date_published: hostile },
].map((each) => JSON.stringify(each));

const countArticles = async (service: TestService) =>
  json<{ articles: { tags?: string[] }[] }>(await service.admin("GET", "/articles")).articles;

async function sendForm(service: TestService, desk: Desk, fields: Record<string, string>, file?: [string, string]) {
  const part = (head: string, value: string) => `--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;
  const parts = Object.entries({ csrf: desk.csrf, ...fields }).map(([name, value]) => part(`name="${name}"`, value));
  const [name = "", content = ""] = file ?? [];
  const answer = await request(`${service.url}/dashboard/import`, {
    method: "POST",
    headers: { cookie: desk.cookie, "content-type": "multipart/form-data; boundary=x" },
    body: `${parts.join("")}${part(`name="file"; filename="${name}"`, content)}--x--\r\n`,
    headersTimeout: maxAnswerMs,
  });
  return { status: answer.statusCode, body: await answer.body.text() };
}

slowTest("a form imports a file, and names what was refused with its reason", async (t) => {
  const service = await startService(t, { config });
  const desk = await signIn(service);
  const answer = await sendForm(service, desk, { tag: "one, two" }, [
    "articles.ndjson",
    `${lines.join("\n")}\n{broken\n`,
  ]);
  t.equal(answer.status, 200);
  t.match(answer.body, /data-count="created">1</);
  t.match(answer.body, /data-count="rejected">2</);
  t.notMatch(answer.body, /<img|"><script>/);
  t.same(
    (await countArticles(service)).map(({ tags }) => tags),
    [["one", "two"]],
  );
  t.equal((await sendForm(service, desk, {})).status, 400, "no file and no address");
  const wrong = await sendForm(service, desk, { url: hostile }, ["a.md", "# A\n"]);
  t.notMatch(wrong.body, /<img|"><script>/);
});

test("an address is imported in place of a file, if Courant may request it", async (t) => {
  const other = await elsewhere(t);
  const service = await startService(t, { config });
  const desk = await signIn(service);
  other.serve([{ id: "https://e.example/1", title: "From elsewhere", content_html: "<p>1</p>" }], '"one"');
  const answer = await sendForm(service, desk, { address: `${other.url}/feed` });
  t.match(answer.body, /data-count="created">1</);
  for (const address of ["http://10.0.0.1/", "file:///etc/passwd", "javascript:alert(1)", "no address"]) {
    const refused = await sendForm(service, desk, { address });
    t.equal(refused.status, 422, address);
    t.match(refused.body, `value="${address}"`);
  }
  const both = await service.admin("POST", `/import?address=${encodeURIComponent(other.url)}`, "# A text\n");
  t.equal(both.status, 400, "the API takes an address or a body");
});

slowTest(
  "files with a mistake in one of them are imported live, in a browser",
  { skip: noBrowser, timeout: 300_000 },
  async (t) => {
    const service = await startService(t, { config });
    const folder = await mkdtemp(join(tmpdir(), "courant-import-"));
    const files = ["good.md", "articles.ndjson", "nonsense.bin"].map((name) => join(folder, name));
    const contents = ["# A good one\n\nText.\n", lines.join("\n"), Buffer.from([0, 255, 0, 254, 1, 2, 3])];
    await Promise.all(contents.map((each, index) => writeFile(files[index] ?? "", each)));
    const browser = await startBrowser(t);
    const { page, complaints } = await openDesk(browser, service, "/dashboard/import");
    page.on("dialog", (dialog) => complaints.push(dialog.message()));
    await judgePage(t, page, "the import before it");
    await page.getByLabel("Or files").setInputFiles(files);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByText("The import has ended.").waitFor();
    t.equal(await page.locator("[data-count=created]").textContent(), "2");
    t.equal(await page.locator("[data-count=rejected]").textContent(), "2");
    t.equal(await page.locator("#outcomes tbody tr").count(), 2);
    t.equal(await page.evaluate("document.activeElement.id"), "report-title", "the focus is where the outcome stands");
    t.equal((await countArticles(service)).length, 2);
    await judgePage(t, page, "the import after it");
    t.same(
      complaints.filter((text) => !/4\d\d/.test(text)),
      [],
    );
  },
);

slowTest("links between the files of a folder are resolved, in a browser", { skip: noBrowser }, async (t) => {
  const service = await startService(t, { config });
  const folder = join(await mkdtemp(join(tmpdir(), "courant-import-")), "notes");
  await mkdir(join(folder, "sub"), { recursive: true });
  await writeFile(join(folder, "a.md"), "# A\n\nSee [b](sub/b.md).\n");
  await writeFile(join(folder, "sub", "b.md"), "# B\n\nBack to [a](../a.md).\n");
  const browser = await startBrowser(t);
  const { page, complaints } = await openDesk(browser, service, "/dashboard/import");
  await page.getByLabel("Or a whole folder").setInputFiles(folder);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("The import has ended.").waitFor();
  const { articles } = json<{ articles: Article[] }>(await service.admin("GET", "/articles"));
  const [a, b] = ["A", "B"].map((title) => articles.find((article) => article.title === title));
  t.match(a?.content_html, `href="https://feeds.example/articles/${b?.id}"`);
  t.match(b?.content_html, `href="https://feeds.example/articles/${a?.id}"`);
  t.same(complaints, []);
});
