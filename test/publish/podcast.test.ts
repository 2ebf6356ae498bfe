import { test } from "tap";
import { json, startService } from "../service.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything, limit: 1 }
  - slug: talk
    title: Talk
    description: Everything to listen to
    limit: 1
    podcast: { image: "https://site.example/cover.jpg", categories: [Technology] }
`;

test("an article stands in a podcast as an episode, in other channels as an article, in archives too", async (t) => {
  const service = await startService(t, { config });
  for (const number of [1, 2]) {
    const answer = await service.admin("POST", "/articles", {
      id: `urn:x:${number}`,
      title: `Episode ${number}`,
      date_published: `2026-01-0${number}T00:00:00Z`,
      attachments: [{ url: `/${number}.mp3`, mime_type: "audio/mpeg", duration_in_seconds: 60 * number }],
      _courant: { podcast: { episode: number } },
    });
    t.equal(answer.status, 201);
  }
  await service.admin("POST", "/regenerate", {});
  const read = async (path: string) => (await service.get(path)).body.toString();

  t.match(await read("/feeds/talk.rss"), "<itunes:duration>120</itunes:duration>");
  t.match(await read("/feeds/talk.rss"), "<itunes:episode>2</itunes:episode>");
  t.match(await read("/feeds/talk/archive/1.rss"), "<itunes:episode>1</itunes:episode>");
  for (const path of ["/feeds/news.rss", "/feeds/news/archive/1.rss", "/feeds/talk.atom"]) {
    const document = await read(path);
    t.match(document, "Episode");
    t.notMatch(document, "itunes:", path);
  }

  const path = `/articles/${encodeURIComponent("urn:x:1")}`;
  const article = json<Record<string, unknown>>(await service.admin("GET", path));
  const again = await service.admin("PUT", path, article);
  t.strictSame(json(again), article, "an article that is sent back as it was read is no new revision");
});

test("an article that names no language goes by each channel's own, in archives too", async (t) => {
  const service = await startService(t, {
    config: `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything, limit: 1 }
  - { slug: akhbar, title: أخبار, description: كل شيء, limit: 1, language: ar }
`,
  });
  for (const [number, language] of [undefined, undefined, "he"].entries()) {
    const article = { id: `urn:x:${number}`, content_text: "x", date_published: `2026-01-0${number + 1}T00:00:00Z` };
    const answer = await service.admin("POST", "/articles", {
      ...article,
      ...(language !== undefined && { language }),
    });
    t.equal(answer.status, 201);
  }
  await service.admin("POST", "/regenerate", {});
  const directions = async (path: string) =>
    [...(await service.get(path)).body.toString().matchAll(/dir="rtl" lang="(\w+)"/g)].map(([, language]) => language);
  for (const format of ["rss", "atom"]) {
    t.strictSame(await directions(`/feeds/news.${format}`), ["he"]);
    t.strictSame(await directions(`/feeds/akhbar.${format}`), ["he"]);
    t.strictSame(await directions(`/feeds/news/archive/1.${format}`), []);
    t.strictSame(await directions(`/feeds/akhbar/archive/1.${format}`), ["ar"]);
  }
});
