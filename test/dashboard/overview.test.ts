import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import type { ListedRun } from "../../src/stores/runs.ts";
import { noBrowser, startBrowser } from "../pages/browser.ts";
import { json, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { judgePage, openDesk } from "./browser.ts";
import { signIn } from "./desk.ts";

const attack = `<img src=x onerror=alert(1)>"><script>alert(2)</script>`;
const config = `
site: { title: '${attack}', url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: '${attack}', description: Everything }
  - { slug: tech, title: Tech, description: By tag, select: { tags: [tech] } }
`;

/** Makes something fail whose name is hostile, and lets readers poll. */
async function fill(service: TestService): Promise<void> {
  const failed = join(service.folder, "data", "inbox", "failed");
  await mkdir(failed, { recursive: true });
  await writeFile(join(failed, "<img src=x onerror=alert(1)>.html"), "x");
  const file = join(service.folder, "feeds", "tech.rss");
  await rm(file, { force: true });
  await mkdir(join(file, "in-the-way"), { recursive: true });
  await service.admin("PUT", "/articles/urn:x:1", { title: attack, tags: [attack, "tech"] });
  await service.admin("POST", "/regenerate");
  const { headers } = await service.get("/feeds/news.rss", { "user-agent": `${attack} 7 subscribers` });
  for (let poll = 0; poll < 25; poll++) {
    await service.get("/feeds/news.rss", { "user-agent": "FreshRSS/1.0", "if-none-match": String(headers.etag) });
  }
  for (const _ of [1, 2, 3]) await service.admin("POST", "/regenerate", { force: true });
}

async function pageOf(service: TestService, path: string, token?: string): Promise<string> {
  const desk = await signIn(service, token);
  return String((await desk.get(path)).body);
}

test("the overview says what fails, where to go, and how channels are; texts from outside are no markup", async (t) => {
  const service = await startService(t, { config });
  t.match(await pageOf(service, "/dashboard"), "What to do first");
  await fill(service);
  const page = await pageOf(service, "/dashboard");
  for (const text of ["things need attention", "Files were not imported", "A channel or a page could not be made"]) {
    t.match(page, text);
  }
  t.notMatch(page, "What to do first");
  t.notMatch(page, "<img src=x");
  t.notMatch(page, "<script>alert");
  t.match(page, /<span class="state bad">Failure<\/span>/);
  t.match(page, /href="\/dashboard\/runs">See the runs/);
  t.match(
    page,
    /<th scope="row">\d\d:\d\d [AP]M<\/th><td class="number" data-value="26">26<\/td><td class="number" data-value="25">/,
  );
  const one = await pageOf(service, "/dashboard?channel=tech");
  t.match(one, /<h1 dir="auto">Tech<\/h1>/);
  t.match(one, "Nobody has asked for a feed.");
  t.match(await pageOf(service, "/dashboard?channel=nothing"), "There is no channel “nothing”");
});

test("without JavaScript, a form starts a run and leads to its page", async (t) => {
  const service = await startService(t, { config });
  const desk = await signIn(service);
  const answer = await desk.post("/dashboard/runs", { channel: "tech", force: "yes" });
  t.equal(answer.status, 303);
  t.match(answer.headers.location, /^\/dashboard\/runs\/[\w-]+\?said=began$/);
  const [path = ""] = String(answer.headers.location).split("?");
  await until(async () => String((await desk.get(path)).body).includes(">done</span>"));
  const page = String((await desk.get(path)).body);
  t.match(page, /<th scope="row"><bdi>tech<\/bdi><\/th>/);
  t.match(page, "by hand");
  t.match(String((await desk.get("/dashboard/runs")).body), `href="${path}"`);
  const wrong = await desk.post("/dashboard/runs", { channel: attack });
  t.equal(wrong.status, 404);
  t.match(String(wrong.body), /role="alert"><p>There is no channel “&lt;img/);
  t.equal((await desk.get("/dashboard/runs/nothing")).status, 404);
});

test("who may not regenerate sees no button, and is refused", async (t) => {
  const service = await startService(t, { config });
  const made = json<{ token: string }>(await service.admin("POST", "/tokens", { name: "Ann", scopes: ["read"] }));
  const desk = await signIn(service, made.token);
  for (const path of ["/dashboard", "/dashboard/runs"]) t.notMatch(String((await desk.get(path)).body), "Regenerate");
  t.equal((await desk.post("/dashboard/runs")).status, 403);
  t.equal((await desk.get("/dashboard/readers")).status, 200);
});

test("readers are graded by product, with a letter to their authors", async (t) => {
  const service = await startService(t, { config });
  t.match(await pageOf(service, "/dashboard/readers"), "Nobody has asked for a feed in this time.");
  await fill(service);
  const page = await pageOf(service, "/dashboard/readers?days=7");
  t.match(page, /<th scope="row">FreshRSS \(reader\)<\/th>\n<td><strong class="state warn">D<\/strong>/);
  t.match(page, /100%<\/td>/);
  t.match(page, "Subject: How FreshRSS polls feeds");
  t.match(page, "100 % of its repeated requests came before the max-age");
  t.match(page, "Other aggregators");
  t.notMatch(page, "onerror=alert(1)>");
  t.equal((await service.get("/dashboard/readers?days=8")).status, 303);
});

slowTest(
  "overview, runs and readers in a browser, empty and with hostile content; a run is followed",
  { skip: noBrowser },
  async (t) => {
    const browser = await startBrowser(t);
    const service = await startService(t, { config });
    const judge = async (paths: readonly string[], what: string) => {
      for (const path of paths) {
        const { page, complaints } = await openDesk(browser, service, path);
        page.on("dialog", () => complaints.push("a dialog"));
        await judgePage(t, page, `${path} ${what}`);
        t.same(complaints, [], `the browser does not complain of ${path} ${what}`);
        await page.context().close();
      }
    };
    await judge(["/dashboard", "/dashboard/runs", "/dashboard/readers"], "empty");
    await fill(service);
    const { runs } = json<{ runs: ListedRun[] }>(await service.admin("GET", "/runs"));
    await judge(
      [
        "/dashboard",
        "/dashboard?channel=news",
        "/dashboard/runs",
        `/dashboard/runs/${runs[0]?.id}`,
        "/dashboard/readers",
      ],
      "full",
    );

    await t.test("a run started by a click shows what it made, and the focus goes to its page", async (t) => {
      const { page, complaints } = await openDesk(browser, service, "/dashboard");
      t.equal(await page.locator(".chart.drawn").count(), 2);
      await page.getByLabel("also what has not changed").check();
      await page.getByRole("button", { name: "Regenerate all" }).click();
      await page.getByText("The regeneration has ended, and something failed.").waitFor();
      t.match(await page.locator("#run-progress .made").innerText(), /tech failed/);
      t.equal(await page.evaluate<string>("document.activeElement.textContent"), "See what was made");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "What failed" }).waitFor();
      t.same(complaints, []);
    });

    await t.test("a chart has its numbers in a table, and the letter can be copied", async (t) => {
      const { page } = await openDesk(browser, service, "/dashboard/readers");
      await page.getByText("Letter to the authors").first().click();
      await page.getByRole("button", { name: "Copy the letter" }).click();
      await page.getByText("The letter is copied.").waitFor();
      const { page: runs } = await openDesk(browser, service, "/dashboard/runs");
      await runs.getByText("As a table").click();
      t.ok(await runs.getByRole("table").first().isVisible());
    });
  },
);
