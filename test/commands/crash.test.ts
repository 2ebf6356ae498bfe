import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "tap";
import { request } from "undici";
import { token } from "../service.ts";
import { until } from "../until.ts";
import { canonical } from "../xml.ts";
import { place, startProcess } from "./process.ts";

/** KILLS=200 asks for more of them. */
const kills = Number(process.env.KILLS || 8);
const authorization = `Bearer ${token}`;

/** A request that nobody answers must not hold up the rest. */
const patience = () => AbortSignal.timeout(60_000);

test(`killed with SIGKILL ${kills} times while articles come in: none that was acknowledged is lost, every document parses`, async (t) => {
  const where = await place(t);
  where.env.ADMIN_TOKEN = token;
  const acknowledged: string[] = [];
  let number = 0;

  /** Articles one by one and in batches, and full regenerations, until the service is gone. */
  async function importUntilGone(url: string) {
    const post = (path: string, body: string, type = "application/json") =>
      request(url + path, {
        method: "POST",
        headers: { authorization, "content-type": type },
        body,
        signal: patience(),
      });
    try {
      while (true) {
        const id = `urn:x:${number++}`;
        const article = {
          id,
          url: `https://site.example/${id}`,
          title: `Article ${id}`,
          content_html: "<p>Text</p>".repeat(200),
          tags: ["tech"],
        };
        const answer = await post("/admin/articles", JSON.stringify(article));
        await answer.body.dump();
        if (answer.statusCode === 201) acknowledged.push(id);

        const batch = Array.from({ length: 20 }, () => {
          const name = `urn:x:${number++}`;
          return { id: name, url: `https://site.example/${name}`, title: "In a batch", tags: ["tech"] };
        });
        const imported = await post(
          "/admin/import",
          batch.map((each) => JSON.stringify(each)).join("\n"),
          "application/x-ndjson",
        );
        await imported.body.dump();
        if (imported.statusCode === 200) acknowledged.push(...batch.map((each) => each.id));

        if (number % 3 === 0) await (await post("/admin/regenerate", '{"force":true}')).body.dump();
      }
    } catch {
      // The service was killed.
    }
  }

  for (let kill = 0; kill < kills; kill++) {
    const { child, closed, url } = await startProcess(t, where);
    const importing = importUntilGone(url);
    await until(() => acknowledged.length >= (kill + 1) * 7);
    await sleep(50 + Math.random() * 500);
    child.kill("SIGKILL");
    await closed;
    await importing;
    const files = await readdir(join(where.folder, "feeds"));
    for (const name of files.filter((name) => /\.(rss|atom|opml)$/.test(name))) {
      canonical(await readFile(join(where.folder, "feeds", name), "utf8"));
    }
    for (const name of files.filter((name) => name.endsWith(".json"))) {
      JSON.parse(await readFile(join(where.folder, "feeds", name), "utf8"));
    }
  }

  const { url } = await startProcess(t, where);
  const lost: string[] = [];
  for (const id of acknowledged) {
    const { statusCode, body } = await request(`${url}/admin/articles/${id}`, {
      headers: { authorization },
      signal: patience(),
    });
    await body.dump();
    if (statusCode !== 200) lost.push(id);
  }
  t.ok(acknowledged.length > 50, `${acknowledged.length} articles were acknowledged`);
  t.same(lost, [], "none of them is lost");
  // The first run after the start may still go on; this one ends after it.
  const regenerated = await request(`${url}/admin/regenerate`, { method: "POST", headers: { authorization } });
  t.equal(regenerated.statusCode, 200);
  await regenerated.body.dump();
  const served = await (await request(`${url}/feeds/news.json`)).body.json();
  t.equal((served as { items?: unknown[] }).items?.length, 50);
});
