import { test } from "tap";
import { noBrowser, startBrowser } from "../pages/browser.ts";
import { addSubscriber, privateConfig } from "../private/helpers.ts";
import { json, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { judgePage, openDesk } from "./browser.ts";
import { signIn } from "./desk.ts";

const hostile = `<img src=x onerror=alert(1)>"><script>alert(2)</script>`;

test("a subscriber is added, shown with the address once, given another one, revoked and erased", async (t) => {
  const service = await startService(t, { config: privateConfig });
  const desk = await signIn(service);
  t.match(String((await desk.get("/dashboard/subscribers")).body), "Nobody has an address yet");
  const added = await desk.post("/dashboard/subscribers", { channel: "members", name: hostile });
  t.equal(added.status, 201);
  const page = String(added.body);
  const secretIn = (text: string) => /id="password" class="once" value="([\w-]{43})"/.exec(text)?.[1] ?? "";
  const secret = secretIn(page);
  t.match(page, `.${secret}/feeds/members.rss"`);
  t.notMatch(page, "<img src=x");
  const { subscribers } = json<{ subscribers: { id: string }[] }>(await service.admin("GET", "/subscribers"));
  const path = `/dashboard/subscribers/${subscribers[0]?.id}`;
  for (const shown of [path, "/dashboard/subscribers", "/dashboard/subscribers?channel=members"]) {
    const text = String((await desk.get(shown)).body);
    t.notMatch(text, secret, shown);
    t.notMatch(text, "<img src=x", shown);
    t.match(text, "&lt;img src=x onerror", shown);
  }
  t.notMatch(String((await desk.get("/dashboard/subscribers?channel=board")).body), "onerror");
  const rotated = String((await desk.post(`${path}/rotate`)).body);
  t.match(secretIn(rotated), /^[\w-]{43}$/);
  t.not(secretIn(rotated), secret);
  t.equal((await desk.post(`${path}/revoke`)).headers.location, "/dashboard/subscribers?said=revoked");
  t.match(String((await desk.get(path)).body), `state bad">revoked`);
  t.equal((await desk.post(`${path}/rotate`)).status, 409, "a revoked one gets no other address");
  t.equal((await desk.post(`${path}/purge`)).headers.location, "/dashboard/subscribers?said=purged");
  t.equal((await desk.get(path)).status, 404);
  const refused = await desk.post("/dashboard/subscribers", { channel: "news", name: "Kept" });
  t.match([refused.status, String(refused.body)], [409, /class="failed".*value="Kept"/s]);
});

slowTest("without a private channel, the page says how to begin, and in German too", async (t) => {
  const config =
    "site: { title: Seite, url: 'https://site.example/', language: de }\nchannels: [{ slug: a, title: A, description: A }]";
  const desk = await signIn(await startService(t, { config }));
  t.match(String((await desk.get("/dashboard/subscribers")).body), "Noch ist kein Kanal privat");
});

slowTest("the pages of subscribers look right and are usable in a browser", { skip: noBrowser }, async (t) => {
  const service = await startService(t, { config: privateConfig });
  const browser = await startBrowser(t);
  const { page, complaints } = await openDesk(browser, service, "/dashboard/subscribers");
  await judgePage(t, page, "subscribers without any");
  await page.selectOption("#channel", "board");
  await page.fill("#name", "Bea with a name that is rather long, as names of people and of programs may be");
  await page.click("main form button.primary");
  await judgePage(t, page, "an address that is shown once");
  await page.click("button[data-copies=rss]");
  await page.waitForSelector("#said:has-text('Copied.')");
  const { id } = await addSubscriber(service, "members", "Anna");
  await page.goto(`${service.url}/dashboard/subscribers`);
  await judgePage(t, page, "subscribers of two channels");
  await page.goto(`${service.url}/dashboard/subscribers/${id}`);
  await judgePage(t, page, "one subscriber");
  await page.locator("details.sure summary").nth(1).focus();
  await page.keyboard.press("Enter");
  await judgePage(t, page, "before a subscriber is revoked");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/said=revoked/);
  t.match(await page.textContent("#said"), /not valid any more/);
  t.same(complaints, []);
});
