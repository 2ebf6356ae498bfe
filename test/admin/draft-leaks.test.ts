import { join } from "node:path";
import fc from "fast-check";
import { test } from "tap";
import { draftWith, filesIn } from "../canary.ts";
import { runs } from "../properties.ts";
import { json, startService, type TestService } from "../service.ts";

const publicPaths = [
  "/",
  "/feeds.opml",
  "/feeds/news",
  ...["rss", "atom", "json"].flatMap((ending) => [`/feeds/news.${ending}`, `/feeds/tech.${ending}`]),
  "/healthz",
  "/readyz",
  "/metrics",
  "/robots.txt",
  "/sitemap.xml",
  "/404.html",
  "/admin/articles",
];

/** The places where a word can be read without the token, or in an export of what is published. */
async function placesOf(service: TestService, canary: string, id: string): Promise<string[]> {
  const found: string[] = [];
  const look = (place: string, text: string) => {
    if (text.toLowerCase().includes(canary.toLowerCase())) found.push(place);
  };
  for (const { name, text } of await filesIn(join(service.folder, "feeds"))) look(name, name + text);
  for (const path of [...publicPaths, `/feeds/tag-${canary.toLowerCase()}.rss`]) {
    const { body, headers } = await service.get(path);
    // An error names the path that was asked for.
    look(path, JSON.stringify(headers) + (path.toLowerCase().includes(canary.toLowerCase()) ? "" : body.toString()));
    if (path.includes("tag-")) found.push(...((await service.get(path)).status === 404 ? [] : [path]));
  }
  const page = await service.get(`/articles/${encodeURIComponent(id)}`);
  if (page.status !== 404) found.push(`page ${page.status}`);
  for (const path of ["/export", "/stats", "/runs", "/sources"])
    look(path, (await service.admin("GET", path)).body.toString());
  return found;
}

test("no part of a draft is in a file, a public answer, an export or the log", async (t) => {
  const log: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = ((chunk: string | Uint8Array) => log.push(String(chunk)) > 0) as typeof process.stderr.write;
  t.teardown(() => {
    process.stderr.write = write;
  });
  const service = await startService(t, {
    env: { LOG_LEVEL: "trace" },
    config: `
site: { title: Test Site, url: "https://site.example/", language: en, author: { name: Editor } }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: tech, title: Tech, description: By tag, select: { tags: [tech] } }
perTag: { atLeast: 1 }
`,
  });
  await service.admin("PUT", "/articles/urn:x:published", { title: "Published", tags: ["tech"] });
  let number = 0;
  const word = fc.string({ unit: fc.constantFrom(..."abcdefghjkmnpqrstuvwxyz"), minLength: 12, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(word, fc.boolean(), fc.boolean(), async (letters, isBeside, isScheduled) => {
      const canary = `zq${letters}${++number}x`;
      const mark = { draft: true, ...(isScheduled && { publish_at: "2099-01-01T00:00:00Z" }) };
      const { url, ...draft } = draftWith(canary);
      const body = { ...draft, ...(isBeside ? {} : { url }), _courant: { ...draft._courant, ...mark } };
      const saved = isBeside
        ? await service.admin("PUT", "/articles/urn:x:published/draft", body)
        : await service.admin("POST", "/articles", body);
      if (saved.status > 201) throw new Error(saved.body.toString());
      const { id } = json<{ id: string }>(saved);
      await service.admin("POST", "/regenerate", { force: true });
      const places = isBeside ? await placesOf(service, canary, "nowhere") : await placesOf(service, canary, id);
      t.same(places, [], canary);
      // The log names the addresses of requests, and these hold ids.
      t.notOk(
        log.some((line) => line.includes(canary)),
        "not in the log",
      );
      const path = `/articles/${encodeURIComponent(id)}/draft`;
      if ((await service.admin("DELETE", path)).status !== 204) throw new Error("the draft was not there");
      t.same(await placesOf(service, canary, "nowhere"), [], `${canary}, deleted`);
    }),
    { numRuns: runs(20) },
  );
  t.ok(log.length > 0, "there is a log");

  const shown = { ...draftWith("zqshown"), id: "urn:x:shown" };
  await service.admin("POST", "/articles", shown);
  await service.admin("POST", "/regenerate");
  t.ok((await placesOf(service, "zqshown", "nowhere")).length > 5, "what is published is found by the same search");
});
