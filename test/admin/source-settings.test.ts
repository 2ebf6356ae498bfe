import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Test, test } from "tap";
import { configText, json, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { articlesOf, elsewhere, type Listed } from "../sources/elsewhere.ts";
import { until } from "../until.ts";

/* Sources over HTTP: added, changed, paused, removed, and looked at before they are added. */

type Shown = Listed["sources"][number] & { id: string; paused: boolean };
type Preview = {
  kind: string;
  taken: number;
  filtered: number;
  surplus: number;
  articles: { title: string }[];
  pages: unknown[];
};

async function started(t: Test) {
  const other = await elsewhere(t);
  const service = await startService(t, { config: `${configText}fetching: { allow: [127.0.0.1], media: false }\n` });
  const text = () => readFile(join(service.folder, "config", "courant.yaml"), "utf8");
  return { other, service, admin: service.admin, text };
}

const items = [1, 2, 3].map((each) => ({
  id: `https://e.example/${each}`,
  url: `https://e.example/${each}`,
  title: `Number ${each}`,
  content_html: `<p>${each}</p>`,
  date_published: `2026-01-0${each}T00:00:00Z`,
}));

slowTest("a source is added and read at once, paused, changed and removed; its articles stay", async (t) => {
  const { other, service, admin, text } = await started(t);
  other.serve(items.slice(0, 1), '"one"');
  const url = `${other.url}/feed?format=json`;
  const created = await admin("POST", "/sources", { url, tags: ["elsewhere"] });
  const shown = json<Shown>(created);
  t.match([created.status, created.headers.location], [201, `/admin/sources/${shown.id}`]);
  t.match(shown, { url, every: 1800, tags: ["elsewhere"], paused: false });
  t.notMatch(created.body.toString(), "1970-01-01", "the first poll is due: it has no time");
  await until(async () => (await articlesOf(service)).length === 1);

  const path = `/sources/${encodeURIComponent(shown.id)}`;
  t.match(json(await admin("PATCH", path, { paused: true, every: 600 })), {
    paused: true,
    every: 600,
    next: undefined,
  });
  other.serve(items, '"three"');
  const { length } = other.asked;
  t.equal((await admin("POST", "/sources/poll", {})).status, 200);
  t.equal(other.asked.length, length, "a paused source is not polled with the others");
  t.equal((await admin("POST", "/sources/poll", { url: shown.id })).status, 200);
  t.equal((await articlesOf(service)).length, 3, "it is polled when it is named");
  t.match(json(await admin("GET", `/sources/${encodeURIComponent(url)}`)), { id: shown.id, kept: 3 });
  t.match(json(await admin("PATCH", path, { paused: null })), { paused: false });

  t.equal((await admin("DELETE", path)).status, 204);
  t.match([await text(), (await admin("GET", path)).status], [/sources: \[\]/, 404]);
  t.equal((await articlesOf(service)).length, 3);
  for (const [method, to, body, status] of [
    ["POST", "/sources", { url: "not an address" }, 422],
    ["POST", "/sources", { url, most: 0 }, 422],
    ["POST", "/sources", { url: "https://user:secret@e.example/" }, 422],
    ["PATCH", path, { paused: true }, 404],
    ["DELETE", path, undefined, 404],
  ] as const) {
    const answer = await admin(method, to, body);
    t.equal(answer.status, status);
    t.notMatch(answer.body.toString(), "secret");
  }
});

test("a preview shows what a source would bring in, and stores nothing", async (t) => {
  const { other, service, admin, text } = await started(t);
  const before = await text();
  other.serve(items, '"three"');
  const preview = async (body: object) => json<Preview>(await admin("POST", "/sources/preview", body));
  const seen = await preview({ url: other.url, most: 2, exclude: { title: ["*3"] }, tags: ["more"] });
  t.match(seen, {
    kind: "feed",
    taken: 2,
    filtered: 1,
    surplus: 0,
    articles: [{ title: "Number 1", tags: ["more"] }, { title: "Number 2" }],
  });
  t.match(await preview({ url: other.url, most: 1 }), { taken: 1, surplus: 2, articles: [{ title: "Number 3" }] });
  other.answer((response) =>
    response
      .writeHead(200, { "content-type": "application/xml" })
      .end(
        `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>${other.url}/blog/a</loc></url><url><loc>${other.url}/b</loc></url></urlset>`,
      ),
  );
  t.match(await preview({ url: other.url, path: "/blog/" }), {
    kind: "sitemap",
    taken: 1,
    pages: [{ url: `${other.url}/blog/a` }],
  });
  for (const [answer, body, expected] of [
    [404, { url: other.url }, [502, "FETCH_FAILED"]],
    [200, { url: other.url }, [422, "INPUT_UNREADABLE"]],
    [200, { url: "http://10.0.0.1/" }, [422, "FETCH_REFUSED"]],
    [200, { every: 600 }, [422, "SETTINGS_INVALID"]],
  ] as const) {
    other.answer((response) =>
      response.writeHead(answer, { "content-type": "application/json" }).end('{"no": "feed"}'),
    );
    const { status, body: problem } = await admin("POST", "/sources/preview", body);
    t.same([status, JSON.parse(problem.toString()).code], expected);
  }
  t.same([await text(), await articlesOf(service)], [before, []]);
});

test("a source from a list of feeds is paused by an entry of its own, and not removed", async (t) => {
  const { other, admin, service, text } = await started(t);
  other.serve([], '"none"');
  await writeFile(
    join(service.folder, "config", "reader.opml"),
    `<opml version="2.0"><body><outline text="Read" type="rss" xmlUrl="${other.url}/listed"/></body></opml>`,
  );
  t.equal((await admin("PATCH", "/settings", { subscriptions: [{ file: "reader.opml", every: 900 }] })).status, 200);
  const [listed] = json<{ sources: Shown[] }>(await admin("GET", "/sources")).sources;
  t.match(listed, { url: `${other.url}/listed`, every: 900, paused: false });
  t.equal((await admin("DELETE", `/sources/${listed?.id}`)).status, 422);
  t.match(json(await admin("PATCH", `/sources/${listed?.id}`, { paused: true })), { paused: true, every: 900 });
  t.equal(json<{ sources: Shown[] }>(await admin("GET", "/sources")).sources.length, 1);
  t.match(await text(), /sources:[\s\S]*paused: true/);
});
