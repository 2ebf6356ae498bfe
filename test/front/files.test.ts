import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { request } from "undici";
import { type Answer, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { noNginx } from "./nginx.ts";
import { startNginxOverFiles } from "./nginx-files.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything, limit: 2 }
  - { slug: all, title: All, description: In one document }
`;

type Listed = { path: string; archive?: object; variants: Record<string, { bytes: number }> };

const same = ["content-type", "last-modified", "content-length", "content-encoding", "x-content-type-options"];

slowTest("FEEDS_DIR behind nginx alone is what Courant serves", { skip: noNginx }, async (t) => {
  const service = await startService(t, { config });
  const odd = "https://elsewhere.example/An id";
  for (const id of [
    "urn:uuid:4bb1fe46-3a14-4e6f-b8aa-82c8d8858a55",
    "tag:example.org,2026:1",
    odd,
    "x-4",
    "x-5",
    "x-6",
  ])
    await service.admin("POST", "/articles", {
      id,
      title: `Über ${id}`,
      content_html: `<p>${"Text ".repeat(200)}</p>`,
    });
  await service.admin("POST", "/regenerate");
  const port = await startNginxOverFiles(t, service.folder);
  const nginx = async (path: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") => {
    const answer = await request(`http://127.0.0.1:${port}${path}`, { headers, method });
    const body = Buffer.from(await answer.body.arrayBuffer());
    return { status: answer.statusCode, headers: answer.headers, body } satisfies Answer;
  };
  const pick = ({ status, headers, body }: Answer) => ({
    status,
    ...Object.fromEntries(same.map((name) => [name, headers[name]])),
    body: body.toString("base64"),
  });

  const manifest = await readFile(join(service.folder, "feeds", "manifest.json"), "utf8");
  const { documents } = JSON.parse(manifest) as { documents: Listed[] };
  const served = documents.filter(({ path }) => !path.endsWith(".html") && path !== `/articles/${hidden(odd)}`);
  t.ok(
    served.some(({ archive }) => archive),
    "there are archives",
  );
  t.ok(
    served.some(({ path }) => path.startsWith("/articles/tag:example.org%2C2026")),
    "and pages of articles",
  );
  for (const { path, variants } of served) {
    for (const coding of ["identity", "gzip"]) {
      const accept = { "accept-encoding": coding };
      const ours = await service.get(path, accept);
      const theirs = await nginx(path, accept);
      t.strictSame(pick(theirs), pick(ours), `${path}, ${coding}`);
      t.equal(theirs.headers.vary, variants.gzip ? "Accept-Encoding" : undefined, `${path} varies`);
      t.equal(theirs.headers["access-control-allow-origin"], "*");
      t.equal(theirs.headers["cache-control"], ours.headers["cache-control"], path);
      t.strictSame({ ...pick(await nginx(path, accept, "HEAD")), body: "" }, { ...pick(theirs), body: "" }, "HEAD");

      const etag = String(theirs.headers.etag);
      const date = String(theirs.headers["last-modified"]);
      const later = new Date(Date.parse(date) + 1000).toUTCString();
      const earlier = new Date(Date.parse(date) - 1000).toUTCString();
      const conditions: [Record<string, string>, status: number][] = [
        [{ "if-none-match": etag }, 304],
        [{ "if-none-match": `W/${etag}, "other"` }, 304],
        [{ "if-none-match": '"other"', "if-modified-since": date }, 200],
        [{ "if-modified-since": date }, 304],
        [{ "if-modified-since": later }, 304],
        [{ "if-modified-since": earlier }, 200],
      ];
      for (const [condition, status] of conditions) {
        const { headers, ...answer } = await nginx(path, { ...accept, ...condition });
        t.equal(answer.status, status, `${path}, ${coding}, ${JSON.stringify(condition)}`);
        if (status === 200) continue;
        t.strictSame([answer.body.length, headers.etag, headers["last-modified"]], [0, etag, date]);
        t.equal(headers["cache-control"], theirs.headers["cache-control"]);
      }
    }
    const [identity, gzip] = [await nginx(path), await nginx(path, { "accept-encoding": "br, gzip" })];
    if (variants.gzip) t.not(identity.headers.etag, gzip.headers.etag, `${path}: a tag for each coding`);
  }

  for (const path of ["/feeds/nothing.rss", "/feeds/index", "/feeds/410", "/manifest.json", "/feeds/manifest.json"]) {
    const { status, headers, body } = await nginx(path);
    t.equal(status, 404, path);
    t.equal((await service.get(path)).status, 404);
    t.match(headers, { "cache-control": "public, max-age=60", "access-control-allow-origin": "*" });
    t.match(body.toString(), "<!DOCTYPE html>");
  }
  for (const path of ["/feeds/../manifest.json", "/feeds/%2e%2e/manifest.json", "/404.html", "/news.rss"])
    t.equal((await nginx(path)).status, 404, path);
});

function hidden(id: string): string {
  return encodeURIComponent(id).replaceAll("%3A", ":");
}
