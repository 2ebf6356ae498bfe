import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { perDocument, taggedArticles } from "./collection.ts";
import { run } from "./processes.ts";

/** A site for Hugo with the same articles, that makes an RSS document for each tag and nothing else. */
export type HugoSite = {
  command: readonly [string, ...string[]];
  env: Record<string, string>;
  /** Removes what was made: nothing is left for the next time. */
  empty(): Promise<void>;
  /** What it made for a tag. @throws when there is nothing */
  document(tag: string): Promise<Buffer>;
  remove(): Promise<void>;
};

const config = `
baseURL: https://site.example/
title: The Bench
languageCode: en
taxonomies: { tag: tags }
# Pages stay a kind, for else they would not be in the lists of their tags, but nothing is put out for them.
disableKinds: [home, section, taxonomy, sitemap, robotsTXT, "404"]
ignoreErrors: [error-disable-taxonomy]
outputs: { page: [], term: [rss] }
`;

/** Hugo's own template for RSS, with the whole content beside the summary. */
const template = `
{{- printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel>
    <title>{{ .Title }}</title>
    <link>{{ .Permalink }}</link>
    <description>{{ .Title }}</description>
    <generator>Hugo</generator>
    <language>{{ .Site.LanguageCode }}</language>
    <lastBuildDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" | safeHTML }}</lastBuildDate>
    {{ with .OutputFormats.Get "RSS" }}{{ printf "<atom:link href=%q rel=\\"self\\" type=%q />" .Permalink .MediaType | safeHTML }}{{ end }}
    {{- range first ${perDocument} .Pages }}
    <item>
      <title>{{ .Title }}</title>
      <link>{{ .Params.link }}</link>
      <guid isPermaLink="true">{{ .Params.link }}</guid>
      <pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" | safeHTML }}</pubDate>
      <description>{{ .Params.summary }}</description>
      <content:encoded>{{ .Content | html }}</content:encoded>
      {{- range .Params.tags }}
      <category>{{ . }}</category>
      {{- end }}
      <dc:creator>{{ .Params.author }}</dc:creator>
    </item>
    {{- end }}
  </channel>
</rss>
`;

/**
 * Writes a file for each article, front matter before its HTML. Hugo takes HTML as it is; Markdown, which its authors
 * write, it would have to render first: so this is the less work for it, as Courant has cleaned its HTML at import.
 */
export async function prepareHugo(folder: string, articles: number, slugs: readonly string[]): Promise<HugoSite> {
  const content = join(folder, "content", "articles");
  const layouts = join(folder, "layouts", "_default");
  const site = join(folder, "public");
  for (const each of [content, layouts]) await mkdir(each, { recursive: true });
  await writeFile(join(folder, "hugo.yaml"), config);
  await writeFile(join(layouts, "rss.xml"), template.trimStart());
  let number = 0;
  for (const { url, title, summary, date_published, tags, authors, content_html } of taggedArticles(articles, slugs)) {
    const frontMatter = { title, summary, date: date_published, link: url, tags, author: authors[0]?.name };
    const lines = Object.entries(frontMatter).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    await writeFile(join(content, `${number++}.html`), ["---", ...lines, "---", content_html, ""].join("\n"));
  }
  return {
    command: ["hugo", "--source", folder, "--destination", site, "--quiet", "--ignoreCache", "--noBuildLock"],
    env: { HUGO_CACHEDIR: join(folder, "cache") },
    empty: async () => {
      for (const each of [site, join(folder, "resources"), join(folder, "cache")]) {
        await rm(each, { recursive: true, force: true });
      }
    },
    document: (tag) => readFile(join(site, "tags", tag, "index.xml")),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** `v0.111.3` and what follows. */
export async function hugoVersion(): Promise<string> {
  return /v[\d.]+\S*/.exec(await run("any", ["hugo", "version"]))?.[0] ?? "of an unknown version";
}
