import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import type { Test } from "tap";
import type { AuditEntry } from "../../src/stores/audit.ts";
import { draftWith } from "../canary.ts";
import { addWebhook, startReceiver } from "../push/receiver.ts";
import { json, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { tracesOf } from "./traces.ts";

const word = "zqcanaryx";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en, author: { name: Editor } }
schedule: { cron: "0 0 1 1 *" }
fetching: { media: false, allow: ["127.0.0.1"] }
channels:
  - { slug: news, title: News, description: Everything, limit: 2 }
  - { slug: found, title: Found, description: By words, select: { search: "once more" } }
perTag: { atLeast: 1 }
perAuthor: { atLeast: 1 }
`;

const id = `urn:x:${word}`;
const path = `/articles/${encodeURIComponent(id)}`;

async function answered(answer: ReturnType<TestService["admin"]>, status = 200): Promise<Buffer> {
  const { status: given, body } = await answer;
  if (given !== status && !(status === 200 && given === 201)) throw new Error(`${given}: ${body}`);
  return body;
}

/** Fills a service with an article that has left traces everywhere, and others beside it. */
async function fill(t: Test, service: TestService): Promise<{ alone: string; shared: string }> {
  const receiver = await startReceiver(t);
  receiver.answer((response) => response.writeHead(503).end());
  await addWebhook(service, { url: `${receiver.url}/hook` });
  const others = Array.from({ length: 8 }, (_, index) => ({
    title: `Other ${index}`,
    content_html: "<p>Text</p>",
    date_published: `2020-01-0${index + 1}T00:00:00Z`,
  }));
  for (const [index, other] of others.entries())
    await answered(service.admin("PUT", `/articles/urn:x:${index}`, other));
  const upload = async (colour: string, name: string) => {
    const picture = await sharp({ create: { width: 800, height: 600, channels: 3, background: colour } })
      .png()
      .toBuffer();
    const body = await answered(service.admin("POST", `/media?name=${name}`, picture, { "content-type": "image/png" }));
    return (JSON.parse(body.toString()) as { url: string }).url;
  };
  const [alone, shared] = [await upload("red", `${word}.png`), await upload("blue", "shared.png")];
  await answered(service.admin("PUT", "/articles/urn:x:0", { ...others[0], image: shared }));
  const { url: _, ...draft } = draftWith(word);
  const content = `${draft.content_html}<p><img src="${alone}"><img src="${shared}"></p>`;
  const article = { ...draft, content_html: content, date_published: "2020-01-01T12:00:00Z" };
  const key = { "idempotency-key": `"first"` };
  await answered(service.admin("POST", "/articles", { ...article, id }, key));
  await answered(service.admin("PATCH", path, { summary: `${word} once more` }));
  await answered(service.admin("PUT", `${path}/draft`, { ...article, title: `${word}, the draft` }));
  await answered(service.admin("GET", `/articles?q=${word}`));
  await writeFile(join(service.folder, "data", "courant.sqlite.version-8"), `an older copy with ${word}`);
  const inbox = join(service.folder, "data", "inbox", "done");
  await mkdir(inbox, { recursive: true });
  await writeFile(join(inbox, "feed.json"), JSON.stringify({ items: [{ id }] }));
  await answered(service.admin("POST", "/regenerate"));
  await until(async () => {
    const { body } = await service.admin("GET", "/webhooks");
    return body.includes('"waiting":') && !body.includes('"waiting":0');
  });
  return { alone, shared };
}

slowTest("after a purge, no byte of DATA_DIR and FEEDS_DIR holds anything of the article", async (t) => {
  const service = await startService(t, { config });
  const { alone, shared } = await fill(t, service);
  const before = await tracesOf(service.folder, word);
  for (const place of ["data/courant.sqlite", "revisions", "words", "feeds/index.html", "feeds/manifest.json"]) {
    t.ok(
      before.some((each) => each.startsWith(place)),
      `${place} had it`,
    );
  }
  t.ok(
    before.some((each) => /archive\//.test(each) || /\d+\.rss/.test(each)),
    "archives had it",
  );

  const answer = json<Record<string, unknown>>(await service.admin("POST", `${path}/purge`));
  t.match(answer, { subject: /^purged:[0-9a-f]{16}$/, media: 1, inboxFiles: 1, copies: ["courant.sqlite.version-8"] });
  t.notOk("unfinished" in answer, JSON.stringify(answer));
  t.same(await tracesOf(service.folder, word), []);

  t.equal((await service.get(path)).status, 410, "its page is gone");
  t.equal((await service.get("/articles/urn:x:never")).status, 404);
  t.equal((await service.get(new URL(alone).pathname)).status, 410);
  t.equal((await service.get(new URL(shared).pathname)).status, 200, "what another article uses stays");
  t.equal((await service.admin("GET", path)).status, 410);
  t.match((await service.admin("POST", `${path}/purge`)).body.toString(), /ARTICLE_PURGED/);
  const { entries } = json<{ entries: AuditEntry[] }>(await service.admin("GET", `/audit?subject=${answer.subject}`));
  t.same(
    entries.map(({ action }) => action),
    ["article.purged", "draft.created", "article.updated", "article.created"],
  );
  t.ok(
    entries.every((entry) => entry.before === undefined && entry.after === undefined && entry.by === "admin"),
    "who, when and that it happened",
  );
  const { url: _, ...draft } = draftWith(word);
  for (const [method, address, body] of [
    ["PUT", path, draft],
    ["POST", "/articles", { ...draft, id }],
    ["POST", "/articles", { ...draft, id, _courant: { draft: true } }],
    ["PUT", `${path}/draft`, draft],
  ] as const) {
    t.match((await service.admin(method, address, body)).body.toString(), /ARTICLE_PURGED/, `${method} ${address}`);
  }
  const imported = await service.admin("POST", "/import?format=ndjson", JSON.stringify({ ...draft, id }));
  t.match(imported.body.toString(), /ARTICLE_PURGED/, "an import does not bring it back");

  const again = await service.restart();
  t.equal((await again.get(path)).status, 410, "also after a restart");
  await answered(again.admin("POST", "/regenerate", { force: true }));
  t.equal((await again.get(path)).status, 410, "and after everything was built anew");
  t.equal((await again.get("/articles/urn:x:3")).status, 200);
  const checked = await tracesOf(service.folder, word);
  t.same(checked, []);
});

slowTest("a purge while articles come in and everything is published anew", async (t) => {
  const service = await startService(t, { config });
  const lines = Array.from({ length: 300 }, (_, index) =>
    JSON.stringify({ id: `urn:x:${index}`, title: `Other ${index}`, content_html: `<p>${"Text ".repeat(300)}</p>` }),
  );
  const { url: _, ...draft } = draftWith(word);
  await answered(service.admin("PUT", path, draft));
  const importing = service.admin(
    "POST",
    "/import?format=ndjson",
    [...lines, JSON.stringify({ ...draft, id })].join("\n"),
  );
  const running = service.admin("POST", "/regenerate", { force: true });
  const writing = Array.from({ length: 20 }, () => service.admin("PUT", path, { ...draft, summary: `${word} again` }));
  const answer = await answered(service.admin("POST", `${path}/purge`));
  t.notMatch(answer.toString(), "unfinished");
  await Promise.all([importing, running, ...writing]);
  await answered(service.admin("POST", "/regenerate"));
  t.same(await tracesOf(service.folder, word), []);
  t.equal((await service.get("/articles/urn:x:299")).status, 200);
});
