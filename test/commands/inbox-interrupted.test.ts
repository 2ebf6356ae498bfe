import { access, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { request } from "undici";
import { token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { inboxIn } from "./inbox-helpers.ts";
import { place, startProcess } from "./process.ts";

/** A service that can be started and ended again and again, with its inbox and what is noted of reads there. */
async function inboxOfProcess(t: Test) {
  const where = await place(t);
  where.env.ADMIN_TOKEN = token;
  const inbox = inboxIn(where.folder);
  const note = join(where.folder, "data", "inbox-reading.json");
  const noted = async () => {
    const entries = JSON.parse(await readFile(note, "utf8").catch(() => "[]")) as { name: string; times: number }[];
    return Object.fromEntries(entries.map(({ name, times }) => [name, times]));
  };
  const publishingPid = async (): Promise<number> =>
    JSON.parse(await readFile(join(where.folder, "data", "service.json"), "utf8")).publishing.pid;
  return { where, inbox, note, noted, publishingPid, start: () => startProcess(t, where) };
}

/** The ids of the articles in the collection that a test put into its inbox. */
async function articleIds(url: string): Promise<Set<string>> {
  const { body } = await request(`${url}/admin/export`, { headers: { authorization: `Bearer ${token}` } });
  return new Set((await body.text()).match(/urn:x:\d+/g));
}

/** Whether some are there, as in the middle of an import. */
async function hasArticles(url: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` };
  const { body } = await request(`${url}/admin/articles?limit=1`, { headers });
  return ((await body.json()) as { articles: unknown[] }).articles.length > 0;
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

slowTest(
  "a file that ends the service is in failed after two starts, and the files around it are imported",
  async (t) => {
    const { where, inbox, start } = await inboxOfProcess(t);
    // On a small machine the lists of this file need more memory than there is.
    where.env.NODE_OPTIONS = "--max-old-space-size=128";
    await inbox.drop("a-before.txt", "Before\n\nText.");
    await inbox.drop("m-brackets.json", "[".repeat(15_000_000) + "]".repeat(15_000_000));
    await inbox.drop("z-after.txt", "After\n\nText.");
    let ended = 0;
    for (let starts = 1; starts <= 4 && (await inbox.list("failed")).length === 0; starts++) {
      const { child, closed } = await start();
      await until(
        async () =>
          child.exitCode !== null || child.signalCode !== null || (await inbox.list("done")).includes("z-after.txt"),
      );
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        t.same(await closed, [0, null]);
      } else ended++;
    }
    t.same(await inbox.list("failed"), ["m-brackets.json", "m-brackets.json.error.txt"]);
    t.same(await inbox.list("done"), ["a-before.txt", "z-after.txt"]);
    t.notOk(await isThere(join(where.folder, "data", "inbox-reading.json")));
    // A reader that refuses it without ending the service is as good.
    const reason = ended === 0 ? /ARTICLE_INVALID/ : /because the service ended twice while it read this file\./;
    t.match(await readFile(inbox.at("failed/m-brackets.json.error.txt"), "utf8"), reason);
    t.ok(ended === 0 || ended === 2, `${ended} ends`);
  },
);

/** An export that takes some seconds to be imported. */
const articles = 12_000;
const bigNdjson = Array.from({ length: articles }, (_, index) =>
  JSON.stringify({ id: `urn:x:${index}`, title: `T${index}`, content_html: `<p>${"word ".repeat(150)}</p>` }),
).join("\n");

/** Starts the service, waits until it reads a file for the so-and-so-manieth time, and ends it. */
async function endWhileReading(
  t: Test,
  place: Awaited<ReturnType<typeof inboxOfProcess>>,
  signal: NodeJS.Signals,
  times: number,
) {
  const { child, closed, url } = await place.start();
  await until(async () => (await place.noted())["big.ndjson"] === times);
  await until(async () => hasArticles(url));
  if (signal === "SIGKILL") process.kill(await place.publishingPid(), signal);
  child.kill(signal);
  const how = await closed;
  t.same(await place.inbox.list(), ["big.ndjson"], "it was still being read");
  return how;
}

slowTest("a good file during whose import the service is killed is imported at the next start", async (t) => {
  const place = await inboxOfProcess(t);
  const { inbox, note, noted, start } = place;
  await inbox.drop("big.ndjson", bigNdjson);
  await endWhileReading(t, place, "SIGKILL", 1);
  t.same(await noted(), { "big.ndjson": 1 });
  const { url } = await start();
  await inbox.filed("done", 1);
  t.same(await inbox.list(), ["done/big.ndjson"]);
  t.equal((await articleIds(url)).size, articles);
  t.notOk(await isThere(note));
});

slowTest("after the second kill it is in failed, the others go on, and put back it is imported", async (t) => {
  const place = await inboxOfProcess(t);
  const { inbox, note, start } = place;
  await inbox.drop("big.ndjson", bigNdjson);
  for (const times of [1, 2]) await endWhileReading(t, place, "SIGKILL", times);
  await inbox.drop("z.txt", "Headline\n\nText.");
  const { url } = await start();
  await inbox.filed("failed", 2);
  await inbox.filed("done", 1);
  t.same(await inbox.list(), ["done/z.txt", "failed/big.ndjson", "failed/big.ndjson.error.txt"]);
  const said = await readFile(inbox.at("failed/big.ndjson.error.txt"), "utf8");
  t.match(
    said,
    "big.ndjson: Courant does not import this file, because the service ended twice while it read this file.",
  );
  t.match(said, "put the file into the inbox again.");
  await rename(inbox.at("failed/big.ndjson"), inbox.at("big.ndjson"));
  await inbox.filed("done", 2);
  t.ok((await inbox.list("done")).includes("big.ndjson"));
  t.equal((await articleIds(url)).size, articles);
  t.notOk(await isThere(note));
});

slowTest("a service that is stopped in an orderly way, however often, does not count", async (t) => {
  const place = await inboxOfProcess(t);
  const { inbox, note } = place;
  await inbox.drop("big.ndjson", bigNdjson);
  for (let times = 0; times < 3; times++) {
    t.same(await endWhileReading(t, place, "SIGTERM", 1), [0, null]);
    t.notOk(await isThere(note), "nothing is counted");
  }
});
