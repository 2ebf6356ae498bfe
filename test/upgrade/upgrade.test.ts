import { cp, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Test, test } from "tap";
import { request } from "undici";
import { checkCommand } from "../../src/commands/check/check.ts";
import { commandHere } from "../commands/command-here.ts";
import { type Place, place, run } from "../commands/process.ts";
import { startPlace } from "../commands/start-place.ts";
import { token } from "../service.ts";
import { isQuick } from "../slow.ts";
import { type Served, servedBy } from "./served.ts";

const fixtures = join(import.meta.dirname, "../fixtures/upgrade");

/** A copy of what an earlier version left, in which this one is to work. */
async function placeOf(t: Test, version: string): Promise<Place> {
  const where = await place(t);
  Object.assign(where.env, { ADMIN_TOKEN: token, BASE_URL: "https://feeds.example" });
  await cp(join(fixtures, version, "feeds"), join(where.folder, "feeds"), { recursive: true });
  await mkdir(join(where.folder, "data"));
  await cp(join(fixtures, version, "courant.sqlite"), join(where.folder, "data", "courant.sqlite"));
  await cp(join(fixtures, version, "courant.yaml"), join(where.folder, "config", "courant.yaml"));
  return where;
}

/** The documents that readers poll. Each version writes the pages for people in its own way. */
function feedsOf(served: Served): Served {
  return Object.fromEntries(Object.entries(served).filter(([path]) => /\.[a-z]+ /.test(path)));
}

for (const version of await readdir(fixtures)) {
  test(`documents that ${version} published have the same bytes, ETags and Last-Modified, and it goes on`, async (t) => {
    const where = await placeOf(t, version);
    const before: Served = JSON.parse(await readFile(join(fixtures, version, "served.json"), "utf8"));
    const { url, stop } = await startPlace(t, where);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const post = async (path: string, body: string) =>
      (await request(`${url}/admin/${path}`, { method: "POST", headers, body })).body.text();
    t.strictSame(feedsOf(await servedBy(url)), feedsOf(before), "after the start");
    await post("regenerate", "{}");
    t.strictSame(feedsOf(await servedBy(url)), feedsOf(before), "after a run");

    const etag = before["/feeds/news.rss identity"]?.etag ?? "";
    t.equal((await request(`${url}/feeds/news.rss`, { headers: { "if-none-match": etag } })).statusCode, 304);
    t.equal((await request(`${url}/feeds/podcast.rss`)).statusCode, 410);
    t.equal((await request(`${url}/feeds/latest.rss`)).statusCode, 301);

    await post("articles", '{"id":"urn:x:new","title":"After the upgrade"}');
    await post("regenerate", "{}");
    t.match(await (await request(`${url}/feeds/news.rss`)).body.text(), "After the upgrade");
    const atomOf = async (slug: string) => (await request(`${url}/feeds/${slug}.atom`)).body.text();
    t.match(await atomOf("news"), "<icon>https://feeds.example/favicon.ico</icon>", "a changed document has an icon");
    t.notMatch(await atomOf("tech"), "<icon>", "a channel that does not change keeps its bytes");
    t.same(await stop(), [0, null]);
    const checked = await commandHere(where, checkCommand);
    t.equal(checked.code, 0, checked.out + checked.err);
  });
}

test("a collection of a later version is refused in words, and stays as it is", async (t) => {
  const where = await placeOf(t, "0.1.0");
  const file = join(where.folder, "data", "courant.sqlite");
  const database = new DatabaseSync(file);
  database.exec("PRAGMA user_version = 999");
  database.close();
  const before = await readFile(file);
  for (const args of isQuick ? [["regenerate"]] : [["regenerate"], ["import", "-"]]) {
    const { code, err } = await run(where, args, "A headline that comes too soon\n\nIts text.\n");
    t.match(
      [code, err],
      [1, /was written by a newer Courant: .*version 999.*Install the newer Courant/],
      args.join(" "),
    );
    t.notMatch(err, /\n {4}at /, "in words, not as a stack");
  }
  t.same(await readFile(file), before);
});
