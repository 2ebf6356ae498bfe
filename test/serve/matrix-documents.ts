/** The service that the matrix asks, its documents, and what their files and the configuration say of them. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { systemClock } from "../../src/clock.ts";
import type { Coding } from "../../src/published/snapshot.ts";
import { startService } from "../service.ts";

/** When the documents changed, and half an hour later, when the matrix asks. */
export const changed = "Wed, 02 Sep 2026 10:00:00 GMT";
const asked = "Wed, 02 Sep 2026 10:30:00 GMT";

/** The matrix asks for each document far more often than a client may. */
const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
serving: { maxAge: 300, staleWhileRevalidate: 600, staleIfError: 86400, downloadsPerHour: 0 }
channels:
  - { slug: news, title: News, description: Everything, limit: 3 }
perTag: true
`;

const polled = "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400";
const forEver = "public, max-age=31536000, immutable";
const mediaTypes = { rss: "application/rss+xml", atom: "application/atom+xml", json: "application/feed+json" };

/** The Link header of a document (RFC 8288); a page has no `self`, and only documents that change name the hub. */
function links(stem: string, self?: string): string {
  const documents = Object.entries(mediaTypes).map(([format, type]) => {
    const relation = format === self ? "self" : "alternate";
    return `<https://feeds.example/feeds/${stem}.${format}>; rel="${relation}"; type="${type}"`;
  });
  const isTopic = self !== undefined && !stem.includes("/");
  return [...documents, ...(isTopic ? ['<https://feeds.example/hub>; rel="hub"'] : [])].join(", ");
}

type DocumentRow = {
  path: string;
  file: string;
  type: string;
  cacheControl: string;
  vary: string;
  link?: string;
  codings: readonly Coding[];
};

const page = { cacheControl: polled, vary: "Accept-Encoding", codings: ["identity", "gzip", "br", "zstd"] } as const;

/** Each format, a page, the list of channels, and an archive, which is kept in one coding. */
const documentRows: DocumentRow[] = [
  ...Object.entries(mediaTypes).map(([format, type]) => ({
    ...page,
    path: `/feeds/news.${format}`,
    file: `news.${format}`,
    type: `${type}; charset=utf-8`,
    vary: "Accept-Encoding, Sec-Fetch-Dest",
    link: links("news", format),
  })),
  { ...page, path: "/feeds/news", file: "news.html", type: "text/html; charset=utf-8", link: links("news") },
  { ...page, path: "/feeds.opml", file: "feeds.opml", type: "text/x-opml; charset=utf-8" },
  {
    path: "/feeds/news/archive/1.atom",
    file: "news/archive/1.atom",
    type: "application/atom+xml; charset=utf-8",
    cacheControl: forEver,
    vary: "Accept-Encoding",
    link: links("news/archive/1", "atom"),
    codings: ["identity"],
  },
];

/** CORS, on every answer. */
export const openToAll = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "ETag, Last-Modified, Link, Retry-After",
};

/** A document as it is to be served. */
export type Facts = {
  path: string;
  /** The beginning of the tags of all codings. */
  name: string;
  bodies: ReadonlyMap<Coding, Buffer>;
  /** Headers of a 200 and of a 304, and those that only a 200 has. */
  repeated: Record<string, string>;
  described: Record<string, string>;
};

/** A service whose documents changed at `changed`, and in which it is half an hour later now. */
export async function startMatrix(t: Test): Promise<{ port: number; documents: Facts[] }> {
  let now = Date.parse(changed) - 3_600_000;
  const service = await startService(t, { clock: { ...systemClock, now: () => now }, config });
  now = Date.parse(changed);
  const paragraph = "<p>Words that repeat make a document that compresses well.</p>".repeat(30);
  const items = [1, 2, 3, 4, 5, 6].map((id) => ({
    id: `urn:x:${id}`,
    url: `https://site.example/${id}`,
    title: `Article ${id}`,
    content_html: paragraph,
    date_published: `2026-08-0${id}T00:00:00Z`,
    tags: ["a channel that the list of channels gains"],
  }));
  await service.admin("POST", "/import", { version: "https://jsonfeed.org/version/1.1", title: "Articles", items });
  await service.admin("POST", "/regenerate");
  now = Date.parse(asked);
  const folder = join(service.folder, "feeds");
  return {
    port: Number(new URL(service.url).port),
    documents: await Promise.all(documentRows.map((row) => readFacts(folder, row))),
  };
}

const extensions: Record<Coding, string> = { identity: "", gzip: ".gz", br: ".br", zstd: ".zst" };

async function readFacts(folder: string, row: DocumentRow): Promise<Facts> {
  const read = async (coding: Coding) => [coding, await readFile(join(folder, row.file + extensions[coding]))] as const;
  const bodies = new Map(await Promise.all(row.codings.map(read)));
  const identity = bodies.get("identity") ?? Buffer.alloc(0);
  return {
    path: row.path,
    name: createHash("sha256").update(identity).digest("hex").slice(0, 32),
    bodies,
    repeated: {
      "last-modified": changed,
      "cache-control": row.cacheControl,
      vary: row.vary,
      ...(row.link === undefined ? {} : { link: row.link }),
      ...openToAll,
      "x-content-type-options": "nosniff",
    },
    described: { "content-type": row.type, ...(row.type.startsWith("text/html") ? pageHeaders(identity) : {}) },
  };
}

/** A page may run the script and use the style that stand in it, and nothing else. */
function pageHeaders(body: Buffer): Record<string, string> {
  const hash = (element: string) => {
    const [, text = ""] = new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(body.toString()) ?? [];
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  };
  return {
    "content-security-policy":
      `default-src 'none'; script-src ${hash("script")}; style-src ${hash("style")}; img-src http: https: data:; ` +
      "media-src http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "referrer-policy": "same-origin",
  };
}
