import { test } from "tap";
import { noBrowser, startBrowser } from "../pages/browser.ts";
import { pushConfig, startReceiver } from "../push/receiver.ts";
import { json, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { judgePage, openDesk } from "./browser.ts";
import { signIn } from "./desk.ts";

const hostile = `<img src=x onerror=alert(1)>"><script>alert(2)</script>`;

test("a webhook is added, shown with its secret once, changed, disabled, and removed", async (t) => {
  const service = await startService(t, { config: pushConfig });
  const receiver = await startReceiver(t);
  const desk = await signIn(service);
  const fields = {
    url: `${receiver.url}/a`,
    events: ["article.published"],
    channels: "news, tech",
    description: hostile,
  };
  const added = await desk.post("/dashboard/webhooks", fields);
  t.equal(added.status, 201);
  const [, secret = ""] = /class="secret">(whsec_[^<]+)</.exec(String(added.body)) ?? [];
  t.ok(secret.length > 20);
  const { webhooks } = json<{ webhooks: { id: string; channels: string[]; enabled: boolean }[] }>(
    await service.admin("GET", "/webhooks"),
  );
  const [webhook] = webhooks;
  t.same(webhook?.channels, ["news", "tech"]);
  const path = `/dashboard/webhooks/${webhook?.id}`;
  for (const page of ["/dashboard/webhooks", path]) {
    const text = String((await desk.get(page)).body);
    t.notMatch(text, secret, page);
    t.notMatch(text, "<img src=x", page);
    t.match(text, "&lt;img src=x onerror", page);
  }
  const enabled = async () =>
    json<{ enabled: boolean }>(await service.admin("GET", `/webhooks/${webhook?.id}`)).enabled;
  t.equal((await desk.post(`${path}/disable`)).headers.location, `${path}?said=disabled`);
  t.equal(await enabled(), false);
  t.equal((await desk.post(`${path}/test`)).status, 409, "nothing is sent while it is disabled");
  t.equal((await desk.post(`${path}/enable`)).status, 303);
  t.equal(await enabled(), true);
  t.match(String((await desk.post(`${path}/rotate`)).body), /class="secret">whsec_/);
  const refused = await desk.post(path, { ...fields, channels: "nowhere" });
  t.equal(refused.status, 404);
  t.match(String(refused.body), 'value="nowhere"', "what was typed is kept");
  t.equal((await desk.post(`${path}/delete`)).headers.location, "/dashboard/webhooks?said=deleted");
  t.equal((await desk.get(path)).status, 404);
});

test("a webhook with mistakes is refused with words, and what was typed stays", async (t) => {
  const service = await startService(t, { config: pushConfig });
  const desk = await signIn(service);
  for (const url of ["javascript:alert(1)", "ftp://example.com", "http://10.0.0.1/"]) {
    const answer = await desk.post("/dashboard/webhooks", { url, events: ["article.updated"], description: "Kept" });
    t.ok(answer.status >= 400 && answer.status < 500, `${url} ${answer.status}`);
    t.match(String(answer.body), 'class="failed"');
    t.match(String(answer.body), 'value="Kept"');
  }
});

slowTest("a delivery that failed is replayed, in a browser", { skip: noBrowser, timeout: 300_000 }, async (t) => {
  const service = await startService(t, { config: pushConfig });
  const receiver = await startReceiver(t);
  receiver.answer((response) => response.writeHead(410).end(hostile));
  const browser = await startBrowser(t);
  const { page, complaints } = await openDesk(browser, service, "/dashboard/webhooks");
  page.on("dialog", (dialog) => complaints.push(dialog.message()));
  await judgePage(t, page, "webhooks without any");
  await page.getByLabel("Address").fill(`${receiver.url}/hook`);
  await page.getByLabel("Description").fill(hostile);
  await page.getByRole("button", { name: "Add a webhook" }).click();
  await page.locator(".secret").waitFor();
  await page.locator("table a").click();
  await page.getByRole("button", { name: "Send a test event" }).click();
  await page.getByText("The test event is on its way.").waitFor();
  const id = new URL(page.url()).pathname.split("/").at(-1);
  await until(async () => {
    const list = json<{ deliveries: { state: string }[] }>(await service.admin("GET", `/webhooks/${id}/deliveries`));
    return list.deliveries[0]?.state === "dead";
  });
  await page.goto(`${service.url}/dashboard/webhooks/${id}`);
  await judgePage(t, page, "a webhook with a delivery that failed");
  receiver.answer((response) => response.writeHead(204).end());
  if (await page.getByRole("button", { name: "Enable" }).isVisible()) {
    await page.getByRole("button", { name: "Enable" }).click();
    await page.getByText("is sent events again").waitFor();
  }
  await page.getByRole("button", { name: "Send again: delivery 1" }).click();
  await page.getByText("The delivery is sent again.").waitFor();
  await until(() => receiver.received.length > 1);
  t.equal(receiver.received[0]?.id, receiver.received[1]?.id, "the same message comes once more");
  await page.goto(`${service.url}/dashboard/audit?action=webhook`);
  await judgePage(t, page, "the audit log");
  t.same(complaints, []);
});
