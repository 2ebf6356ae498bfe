import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { absoluteUrl } from "../../article/url.ts";

/*
 * A folder that is imported may belong to a site that another program builds. The configuration of that program tells where
 * the site's readers have subscribed.
 */

type SiteGenerator = {
  /** The names of its configuration, from the folder of the site. */
  files: readonly string[];
  /** Matches its configuration, if other programs have files with the same names. */
  sign?: RegExp;
  /** Matches the address of the site in the configuration; several matches follow one another. */
  address: RegExp;
  /** The paths of its feeds, from the address of the site. */
  feeds: readonly string[];
};

const scriptEndings = ["js", "mjs", "cjs", "ts", "mts"];
const named = (names: readonly string[], endings: readonly string[]) =>
  names.flatMap((name) => endings.map((ending) => `${name}.${ending}`));

/** A setting at the beginning of a line in YAML, TOML, JSON or JavaScript, and its value on the same line. */
const setting = (name: string) => new RegExp(`^[ \\t]*["']?(?:${name})["']?[ \\t]*[:=][ \\t]*["']?([^"'\\s,#]+)`, "gm");

const siteGenerators: readonly SiteGenerator[] = [
  // https://gohugo.io/configuration/introduction/
  {
    files: [
      ...named(["hugo", "config/_default/hugo"], ["toml", "yaml", "yml", "json"]),
      ...named(["config", "config/_default/config"], ["toml", "yaml", "yml"]),
    ],
    sign: setting("base[uU](?:RL|rl)"),
    address: setting("base[uU](?:RL|rl)"),
    feeds: ["index.xml"],
  },
  // https://www.getzola.org/documentation/getting-started/configuration/
  { files: ["config.toml", "zola.toml"], sign: setting("base_url"), address: setting("base_url"), feeds: ["atom.xml"] },
  // https://hexo.io/docs/configuration
  {
    files: named(["_config"], ["yml", "yaml"]),
    sign: setting("source_dir|post_asset_folder|new_post_name"),
    address: setting("url"),
    feeds: ["atom.xml"],
  },
  // https://jekyllrb.com/docs/configuration/ and https://github.com/jekyll/jekyll-feed
  { files: named(["_config"], ["yml", "yaml", "toml"]), address: setting("url|baseurl"), feeds: ["feed.xml"] },
  // https://docusaurus.io/docs/blog#feed
  {
    files: named(["docusaurus.config"], scriptEndings),
    address: setting("url|baseUrl"),
    feeds: ["blog/rss.xml", "blog/atom.xml"],
  },
  // https://docs.astro.build/en/recipes/rss/
  { files: named(["astro.config"], scriptEndings), address: setting("site"), feeds: ["rss.xml"] },
];

/** How far above a folder the folder of its site may be: `content/en/posts`. */
const maxLevelsAbove = 3;

/**
 * Returns the addresses of the feeds of the site that a folder belongs to, as far as the program that builds the site is
 * known: Hugo, Zola, Hexo, Jekyll, Docusaurus or Astro.
 * @param siteUrl stands for the site's address if the configuration of that program has none
 * @returns an empty list if no such configuration is in the folder or above it
 */
export async function feedsOfSiteFolder(folder: string, siteUrl: string): Promise<string[]> {
  let place = resolve(folder);
  for (let level = 0; level <= maxLevelsAbove; level++) {
    for (const generator of siteGenerators) {
      const found = await readConfiguration(place, generator);
      if (found !== undefined) return feedsOf(generator, found, siteUrl);
    }
    place = dirname(place);
  }
  return [];
}

async function readConfiguration(folder: string, { files, sign }: SiteGenerator): Promise<string | undefined> {
  for (const file of files) {
    const text = await readFile(join(folder, file), "utf8").catch(() => undefined);
    if (text !== undefined && (sign === undefined || text.search(sign) >= 0)) return text;
  }
  return undefined;
}

function feedsOf({ address, feeds }: SiteGenerator, configuration: string, siteUrl: string): string[] {
  const values = [...configuration.matchAll(address)].map(([, value = ""]) => value);
  const whole = values.find((value) => /^https?:\/\//i.test(value)) ?? siteUrl;
  const path = values.find((value) => /^\/[^/]/.test(value)) ?? "";
  const base = `${whole.replace(/\/+$/, "")}${path.replace(/\/+$/, "")}/`;
  return feeds.flatMap((feed) => absoluteUrl(feed, base) ?? []);
}
