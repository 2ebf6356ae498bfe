import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { perDocument, taggedArticles } from "./collection.ts";
import { atomTemplate, jsonTemplate, pageTemplate } from "./hugo-templates.ts";
import { run } from "./processes.ts";

/** The outputs of a site for each tag: an RSS document alone, or all that Courant makes for a channel. */
export type HugoOutputs = "rss" | "all";

/** A site for Hugo with the same articles, that makes documents for each tag and nothing else. */
export type HugoSite = {
  commands: Record<HugoOutputs, readonly [string, ...string[]]>;
  env: Record<string, string>;
  /** Removes what was made: nothing is left for the next time. */
  empty(): Promise<void>;
  /** Reads the document that Hugo made for a tag. @throws when there is none */
  document(tag: string): Promise<Buffer>;
  remove(): Promise<void>;
};

const config = (outputs: string) => `
baseURL: https://site.example/
title: The Bench
languageCode: en
taxonomies: { tag: tags }
# Pages stay a kind, for else they would not be in the lists of their tags, but nothing is put out for them.
disableKinds: [home, section, taxonomy, sitemap, robotsTXT, "404"]
ignoreErrors: [error-disable-taxonomy]
outputs: { page: [], term: [${outputs}] }
outputFormats:
  atom: { mediaType: application/atom+xml, baseName: index }
  json: { mediaType: application/json, baseName: index, isPlainText: true }
mediaTypes:
  application/atom+xml: { suffixes: [atom] }
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

const options = ["--quiet", "--ignoreCache", "--noBuildLock"] as const;

/**
 * Writes a file for each article, front matter before its HTML. Hugo takes HTML as it is; Markdown, which its authors
 * write, it would have to render first: so this is the less work for it, as Courant has cleaned its HTML at import.
 */
export async function prepareHugo(folder: string, articles: number, slugs: readonly string[]): Promise<HugoSite> {
  const content = join(folder, "content", "articles");
  const layouts = join(folder, "layouts", "_default");
  const site = join(folder, "public");
  for (const each of [content, layouts]) await mkdir(each, { recursive: true });
  const configs = { rss: join(folder, "rss.yaml"), all: join(folder, "all.yaml") };
  await writeFile(configs.rss, config("rss"));
  await writeFile(configs.all, config("rss, atom, json, html"));
  await writeFile(join(layouts, "rss.xml"), template.trimStart());
  await writeFile(join(layouts, "list.atom.atom"), atomTemplate(perDocument).trimStart());
  await writeFile(join(layouts, "list.json.json"), jsonTemplate(perDocument).trimStart());
  await writeFile(join(layouts, "list.html"), pageTemplate(perDocument).trimStart());
  let number = 0;
  for (const { url, title, summary, date_published, tags, authors, content_html } of taggedArticles(articles, slugs)) {
    const frontMatter = { title, summary, date: date_published, link: url, tags, author: authors[0]?.name };
    const lines = Object.entries(frontMatter).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    await writeFile(join(content, `${number++}.html`), ["---", ...lines, "---", content_html, ""].join("\n"));
  }
  const command = (file: string) =>
    ["hugo", "--config", file, "--source", folder, "--destination", site, ...options] as const;
  return {
    commands: { rss: command(configs.rss), all: command(configs.all) },
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
