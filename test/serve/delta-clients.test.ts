import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import type { Draft } from "../../src/article/article.ts";
import type { FormatName } from "../../src/render/format.ts";
import { formats } from "../../src/render/formats.ts";
import { feedsmith } from "../readers/feedsmith.ts";
import { json, startService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { goldenCases, goldenService } from "../validators/golden.ts";
import { atomMistakes, jsonFeedMistakes } from "../validators/schemas.ts";
import { canonical } from "../xml.ts";
import { clock, config, put, since, titlesIn } from "./delta-service.ts";

test("a client that has the same delta again and again is refused like one that downloads the whole, and counted", async (t) => {
  const limited = config.replace("Everything }", "Everything, downloadsPerHour: 2 }");
  const service = await startService(t, { clock: clock(), config: limited });
  await put(service, { 1: "One" });
  const { etag } = (await service.get("/feeds/news.rss")).headers;
  await put(service, { 2: "Two" });
  const statuses: number[] = [];
  for (let poll = 0; poll < 3; poll++) statuses.push((await service.get("/feeds/news.rss", since(etag))).status);
  t.same(statuses, [226, 226, 429]);
  t.match((await service.get("/metrics", { authorization: `Bearer ${token}` })).body.toString(), /status="226"/);
});

slowTest("clients that poll while articles come in miss none", async (t) => {
  const service = await startService(t, { clock: clock(), config });
  await put(service, { 0: "Zero" });
  let done = false;
  const poll = async (format: FormatName) => {
    const known = new Set<string>();
    const statuses = new Set<number>();
    let etag: string | undefined;
    for (let last = false; !last; last = done) {
      const answer = await service.get(`/feeds/news.${format}`, etag === undefined ? {} : since(etag));
      statuses.add(answer.status);
      etag = String(answer.headers.etag);
      if (answer.status !== 304) for (const title of titlesIn(answer, format)) known.add(title);
    }
    const answer = await service.get(`/feeds/news.${format}`, since(etag));
    if (answer.status !== 304) for (const title of titlesIn(answer, format)) known.add(title);
    return { known, statuses };
  };
  const clients = formats.map(({ name }) => poll(name));
  for (let index = 1; index <= 6; index++) await put(service, { [index]: `Title ${index}` });
  done = true;
  for (const { known, statuses } of await Promise.all(clients)) {
    t.equal(known.size, 7);
    t.ok(statuses.has(226));
  }
});

slowTest("deltas are valid documents, whatever is in them, and readers read them", async (t) => {
  const mistakes: Record<FormatName, (document: string) => string[]> = {
    rss: (document) => (canonical(document) === "" ? ["empty"] : []),
    atom: atomMistakes,
    json: jsonFeedMistakes,
  };
  for (const name of goldenCases) {
    const service = await goldenService(t, name);
    const { channels } = JSON.parse(await readFile(join(service.folder, "config", "courant.yaml"), "utf8"));
    const path = `/feeds/${channels[0].slug}`;
    const { articles } = json<{ articles: Draft[] }>(await service.admin("GET", "/articles?limit=100"));
    const addressOf = ({ id = "" }: Draft) => `/articles/${encodeURIComponent(id)}`;
    const change = async (method: "PUT" | "DELETE", changed: readonly Draft[]) => {
      const answers = formats.map(async (format) => (await service.get(`${path}.${format.name}`)).headers.etag);
      const tags = await Promise.all(answers);
      for (const article of changed) {
        const { id: _, ...body } = article;
        const { status } = await service.admin(method, addressOf(article), method === "PUT" ? body : undefined);
        if (status > 204) throw new Error(`${name}: ${method} ${article.id}: ${status}`);
      }
      await service.admin("POST", "/regenerate");
      return Promise.all(
        formats.map(async (format, index) => {
          const { status, body } = await service.get(`${path}.${format.name}`, since(tags[index]));
          t.equal(status, 226, `${name}.${format.name}`);
          t.strictSame(mistakes[format.name](body.toString()), [], `${name}.${format.name}`);
          return (await feedsmith.read(body.toString(), format.name)).items.length;
        }),
      );
    };
    const other = { id: "urn:x:other", title: "Another", date_published: "2020-01-01T00:00:00Z", tags: ["x"] };
    t.same(await change("PUT", [other]), [1, 1, 1], `${name}: one more`);
    if (articles.length > 0) {
      t.same(await change("DELETE", articles), [0, 0, 0], `${name}: nothing but deletions`);
      t.same(
        await change("PUT", articles),
        formats.map(() => articles.length),
        `${name}: all of them again`,
      );
    }
    await service.stop();
  }
});
