import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { placeIn, run, startedIn } from "../commands/process.ts";
import { servedBy } from "./served.ts";

/*
 * Keeps what today's version makes, for later versions to start with: `node test/upgrade/make.ts VERSION`. The files of an
 * earlier version are never made anew.
 */

const version = process.argv[2];
if (version === undefined) throw new Error("Give the version: node test/upgrade/make.ts 0.1.0");
const kept = join(import.meta.dirname, "../fixtures/upgrade", version);
await mkdir(kept, { recursive: true });

const config = `site: { title: Test Site, url: "https://site.example/", language: en, author: { name: Editor } }
schedule: { cron: "0 0 1 1 *" }
fetching: { media: false }
channels:
  - { slug: news, title: News, description: Everything, limit: 3 }
  - { slug: tech, title: Tech, description: By tag, select: { tags: [tech] } }
retired: [podcast]
moved: { latest: news }
`;
const articles = Array.from({ length: 7 }, (_, index) => ({
  id: `urn:x:${index}`,
  title: `Title ${index}`,
  content_html: `<p>Text of “${index}” &amp; more.</p>`,
  tags: index % 2 ? ["tech"] : [],
  date_published: new Date(Date.UTC(2026, 0, index + 1)).toISOString(),
}));

const folder = await mkdtemp(join(tmpdir(), "courant-"));
const where = await placeIn(folder, config);
where.env.BASE_URL = "https://feeds.example";
const lines = articles.map((article) => JSON.stringify(article)).join("\n");
const { code, out, err } = await run(where, ["import", "--format", "ndjson", "-"], lines);
if (code !== 0) throw new Error(out + err);
const { child, url } = await startedIn(where);
const served = await servedBy(url);
child.kill("SIGTERM");
await once(child, "close");

await cp(join(folder, "config", "courant.yaml"), join(kept, "courant.yaml"));
await cp(join(folder, "feeds"), join(kept, "feeds"), { recursive: true });
await cp(join(folder, "data", "courant.sqlite"), join(kept, "courant.sqlite"));
await writeFile(join(kept, "served.json"), `${JSON.stringify(served, null, 1)}\n`);
await rm(folder, { recursive: true });
