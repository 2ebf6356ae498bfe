import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { Agent } from "undici";

/** What nobody may find in public: every secret text of the tests has the word. */
export const canary = /canary|gold/i;

export type Found = { status: number; headers: Record<string, string>; text: string };

const decoders: Record<string, (body: Buffer) => Buffer> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

const agent = new Agent();

/** Requests a path to the letter, and decodes the body. */
export async function get(
  url: string,
  path: string,
  headers: Record<string, string> = {},
  method: "GET" | "HEAD" = "GET",
) {
  const answer = await agent.request({ origin: url, path, method, headers });
  const body = Buffer.from(await answer.body.arrayBuffer());
  const all = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
  const decode = decoders[all["content-encoding"] ?? ""] ?? ((bytes: Buffer) => bytes);
  const text = (body.length > 0 ? decode(body) : body).toString();
  return { status: answer.statusCode, headers: all, text } satisfies Found;
}

/** Requests of clients that ask in all the ways which serving knows. */
export const ways: Record<string, string>[] = [
  {},
  { "accept-encoding": "gzip" },
  { "accept-encoding": "br" },
  { "accept-encoding": "zstd" },
  { accept: "text/html", "sec-fetch-dest": "document" },
  { "a-im": "feed", "user-agent": "NewsBlur Feed Fetcher" },
  { range: "bytes=0-2000" },
];

const startPaths = [
  ...["/", "/feeds.opml", "/sitemap.xml", "/robots.txt", "/readyz", "/healthz", "/metrics", "/404.html", "/410.html"],
  ...["/feed", "/rss.xml", "/atom.xml", "/feed.json", "/index.json", "/favicon.ico", "/nothing", "/feeds/nothing.rss"],
];

/** Follows every link of the service itself, from what everybody knows. @returns the answers by path */
export async function crawl(url: string, base: string): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const waiting = [...startPaths];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const answer = await get(url, path);
    found.set(path, answer);
    const texts = [answer.text, answer.headers.link ?? "", answer.headers.location ?? ""].join("\n");
    for (const [link] of texts.matchAll(
      /(?<=["'<>])(?:https:\/\/feeds\.example)?\/[\w%.~:@!$&()*+,;=/?-]*(?=["'<>])/g,
    )) {
      const target = link.replaceAll("&amp;", "&").replace(base, "");
      if (target.startsWith("/") && !target.startsWith("//") && !target.startsWith("/dashboard")) waiting.push(target);
    }
  }
  return found;
}

/** @returns the answers that show a canary, apart from the path that was asked for */
export function leaks(path: string, { status, headers, text }: Found): string[] {
  const keyOf = (each: string) => each.slice(1).replace(/\.[a-z]+$/, "");
  const decoded = decodeURIComponent(path);
  // An answer repeats the path that was asked for, also in the keys by which caches purge it.
  const asked = [
    path,
    decoded,
    ...(status === 404 ? [keyOf(path), keyOf(decoded), keyOf(path.split("?")[0] ?? "")] : []),
  ];
  const shown = [JSON.stringify(headers), text].map((each) =>
    asked.reduce((rest, one) => rest.replaceAll(one, ""), each),
  );
  return shown.flatMap((each) => {
    const hit = canary.exec(each);
    return hit ? [`${status} ${path}: ${each.slice(Math.max(0, hit.index - 80), hit.index + 60)}`] : [];
  });
}

/** Reads all that a web server over FEEDS_DIR may serve: no file or folder whose name begins with a dot, and no manifest. */
export async function leakingFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const marked = names.filter((name) => name.endsWith("/.private")).map((name) => name.slice(0, -".private".length));
  const isMarked = (name: string) => marked.some((folder) => name.startsWith(folder));
  const open = names.filter(
    (name) => !isMarked(name) && !/(?:^|\/)(?:\.|manifest\.|journal)/.test(name.split(sep).join("/")),
  );
  const leaking: string[] = [];
  for (const name of open) {
    const body = await readFile(join(folder, name)).catch(() => undefined);
    const [, ending = ""] = /\.(gz|br|zst)$/.exec(name) ?? [];
    const decode = decoders[{ gz: "gzip", br: "br", zst: "zstd" }[ending] ?? ""];
    const text = body && (decode ? decode(body) : body).toString("latin1");
    if (canary.test(name) || (text !== undefined && canary.test(text))) leaking.push(name);
  }
  return leaking;
}
