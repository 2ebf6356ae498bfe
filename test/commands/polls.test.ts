import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Test } from "tap";
import { request } from "undici";
import { maxAnswerMs, offline, startService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { startClient } from "./polls/client.ts";
import { type Change, learnStates } from "./polls/states.ts";
import { type Place, place, startProcess } from "./process.ts";

/*
 * A client asks all the time and knows every state that there is. Each answer is 200 or 304 with the bytes of one of them,
 * whatever publishing does meanwhile.
 */

const configWith = (title: string) => `
site: { title: ${title}, url: "https://site.example/", language: en, author: { name: Editor } }
schedule: { cron: "0 0 1 1 *" }
serving: { threads: 2, downloadsPerHour: 0 }
channels:
  - { slug: news, title: News, description: Everything, limit: 20, archive: false }
  - { slug: short, title: Short, description: Summaries, content: summary, limit: 20, archive: false }
`;
const firstConfig = configWith("Before");
const secondConfig = configWith("After");

const edited = "page-0";

/** An article without an address of its own, so it has a page. */
const article = (index: number, edit = 0) => ({
  id: `page-${index}`,
  title: `Page ${index}, edit ${edit}`,
  content_html: `<p>Words of edit ${edit}.</p>`.repeat(20 + (edit % 7)),
  date_published: new Date(Date.UTC(2026, 0, 1) - index * 60_000).toISOString(),
  date_modified: new Date(Date.UTC(2026, 0, 2) + edit * 60_000).toISOString(),
});

const importOf = (pages: number): Change => ({
  method: "POST",
  path: "/import?format=ndjson",
  body: Array.from({ length: pages }, (_, index) => JSON.stringify(article(index))).join("\n"),
});

const editOf = (edit: number): Change => ({ method: "PUT", path: `/articles/${edited}`, body: article(0, edit) });

const polled = (pages: number) => [
  ...["/feeds/news.rss", "/feeds/news.atom", "/feeds/news.json", "/feeds/news", "/feeds/short.rss"],
  ...["/", "/feeds.opml", `/articles/${edited}`, "/articles/page-1", `/articles/page-${pages - 1}`],
];

/** Makes a change of the service, again while its publishing process starts. */
async function change(url: string, { method, path, body }: Change): Promise<void> {
  let status = 0;
  await until(async () => {
    const answer = await request(`${url}/admin${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
      headersTimeout: maxAnswerMs,
    });
    await answer.body.dump();
    status = answer.statusCode;
    return status !== 503;
  });
  if (status >= 300) throw new Error(`${method} ${path} was answered ${status}`);
}

const regenerate = (url: string, force = false) =>
  change(url, { method: "POST", path: "/regenerate", body: { force } });

async function killPublishing({ env }: Place): Promise<void> {
  const { publishing } = JSON.parse(await readFile(join(env.DATA_DIR ?? "", "service.json"), "utf8"));
  process.kill(publishing.pid, "SIGKILL");
}

/** Edits, kills, a changed title, and a client that asks meanwhile. */
async function pollMeanwhile(
  t: Test,
  { pages, edits, pauseMs }: { pages: number; edits: number; pauseMs: number },
): Promise<void> {
  const known = learnStates(await startService(t, { config: firstConfig }), polled(pages));
  const lastPage = `/articles/page-${pages - 1}`;
  const proofOf = (edit: number) => ({ page: `/articles/${edited}`, text: `edit ${edit}.` });
  await known.step(importOf(pages), { page: lastPage, text: "edit 0." });
  for (let edit = 1; edit <= edits; edit++) await known.step(editOf(edit), proofOf(edit));
  await known.step({ config: secondConfig }, { page: lastPage, text: "After" });
  await known.step(editOf(edits + 1), proofOf(edits + 1));

  const where = await place(t, firstConfig);
  Object.assign(where.env, { ADMIN_TOKEN: token, BASE_URL: "https://feeds.example" });
  let service = await startProcess(t, where);
  const { url } = service;
  await change(url, importOf(pages));
  await regenerate(url);
  const client = startClient(url, known.states, pauseMs);
  t.teardown(client.stop);
  /** After a run that was acknowledged, everything is as the step made it. */
  const acknowledge = async (step: number) => {
    await regenerate(url);
    for (const path of known.states.keys()) client.expectAtLeast(path, known.stateAfter(step, path));
  };
  const startAgain = async (signal: NodeJS.Signals) => {
    client.goesDown();
    service.child.kill(signal);
    await service.closed;
    service = await startProcess(t, where);
    client.isUp();
  };

  await acknowledge(0);
  for (let edit = 1; edit <= edits; edit++) {
    const isForced = edit === Math.ceil(edits / 4);
    const forced = isForced ? regenerate(url, true) : undefined;
    await change(url, editOf(edit));
    await forced;
    if (edit === Math.ceil(edits / 3)) await killPublishing(where);
    if (edit === Math.ceil((2 * edits) / 3)) await startAgain("SIGKILL");
    if (edit % 10 === 0) await acknowledge(edit);
    await sleep(100);
  }
  await acknowledge(edits);
  await writeFile(where.env.CONFIG_FILE ?? "", offline(secondConfig));
  await startAgain("SIGTERM");
  await acknowledge(edits + 1);
  await killPublishing(where);
  await change(url, editOf(edits + 1));
  await acknowledge(edits + 2);
  await allStatesSeen(t, known, client);
}

/** Asserts that no answer was wrong, and that the last state of each document is answered. */
async function allStatesSeen(
  t: Test,
  known: ReturnType<typeof learnStates>,
  client: ReturnType<typeof startClient>,
): Promise<void> {
  const { seen } = client;
  const answered = () => Object.values(seen.answers).reduce((sum, each) => sum + each, 0);
  const enough = answered() + 200;
  await until(() => answered() > enough || seen.wrong.length > 0);
  await client.stop();
  t.same(seen.wrong, [], `of ${answered()} answers: ${JSON.stringify(seen.answers)}`);
  for (const [path, states] of known.states) {
    t.ok(seen.states.get(path)?.has(states.length - 1), `${path}: the last of ${states.length} states was seen`);
  }
  t.comment(
    `answers ${JSON.stringify(seen.answers)}; states of ${edited} seen: ${seen.states.get(`/articles/${edited}`)?.size}`,
  );
}

slowTest("polls while an article comes and is edited", async (t) => {
  const known = learnStates(await startService(t, { config: firstConfig }), polled(3));
  await known.step(importOf(3), { page: "/articles/page-2", text: "edit 0." });
  await known.step(editOf(1), { page: `/articles/${edited}`, text: "edit 1." });
  const { url, admin } = await startService(t, { config: firstConfig });
  await change(url, importOf(3));
  await regenerate(url);
  const client = startClient(url, known.states, 10);
  t.teardown(client.stop);
  await Promise.all([change(url, editOf(1)), regenerate(url, true)]);
  t.equal((await admin("POST", "/regenerate")).status, 200);
  for (const path of known.states.keys()) client.expectAtLeast(path, known.stateAfter(1, path));
  await allStatesSeen(t, known, client);
});

slowTest("polls while an article is edited, a title changes and processes are killed", (t) =>
  pollMeanwhile(t, { pages: 10, edits: 2, pauseMs: 30 }),
);

slowTest("polls while 60 edits come in 6 seconds, a title changes on 3,000 pages and processes are killed", (t) =>
  pollMeanwhile(t, { pages: 3_000, edits: 60, pauseMs: 1 }),
);
