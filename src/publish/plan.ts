import { type Article, permalinkPath } from "../article/article.ts";
import type { Collection, Selected } from "../collection/collection.ts";
import type { Run } from "../collection/run.ts";
import type { Channel, Config } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import { addressOf } from "../render/address.ts";
import { documentPath, type Format } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { opml } from "../render/opml.ts";
import { articlePage, channelPage, errorPage, homePage } from "../render/page.ts";
import { sha256 } from "./compression.ts";
import { createFragments } from "./fragments.ts";
import { type DocumentHead, errorPagePaths } from "./snapshot.ts";

/** A document before it has validators. */
export type Candidate = DocumentHead & {
  body: Buffer;
  /** Whether it is kept in other codings too: what is polled is, what is read now and then is not. */
  compressed: boolean;
};

/** What succeeds or fails together: a channel with its documents and page, the site's pages, an article's page. */
export type Unit = {
  name: string;
  /** The paths, percent-decoded, of the documents it makes. */
  paths: readonly string[];
  /** Equal keys, equal documents. */
  key(): Promise<string>;
  make(): Promise<Candidate[]>;
};

export type Plan = {
  /** One after the other; what a stage made is served before the next begins. Feeds come first. */
  stages: Unit[][];
  /** Every path, percent-decoded, that is to be served from now on; undefined when only some channels are made. */
  wanted: ReadonlySet<string> | undefined;
  gone: ReadonlySet<string>;
  moved: ReadonlyMap<string, string>;
};

const html = "text/html; charset=utf-8";

const nothingHere = new CourantError("NOT_FOUND", "Nothing is published at this address.").toProblem();
const retired = new CourantError("GONE", "What was published at this address was retired for good.").toProblem();

/** What documents there are to be: from the configuration and the collection, for all channels or some. */
export function createPlan(config: Config, collection: Collection) {
  const { site, channels, serving, schedule, environment } = config;
  const { baseUrl } = environment;
  const pages = { baseUrl, timezone: schedule.timezone };
  const fragments = createFragments(site, baseUrl);
  const selections = new Map<string, Selected[]>();

  const movedChannels = Object.entries(config.moved).flatMap(([from, to]) => {
    const target = channelPaths(to);
    return channelPaths(from).map((path, index) => [path, target[index] ?? path] as const);
  });

  function channelUnit(channel: Channel, now: number): Unit {
    const { slug, select = {}, limit } = channel;
    const maxAge = channel.maxAge ?? serving.maxAge;
    let selected: Selected[] = [];
    let due: number | undefined;

    function document(format: Format, articles: readonly Article[], updated: string): Candidate {
      const frame = format.frame({ site, channel, baseUrl, maxAge, place: { kind: "latest" } }, updated);
      const separator = Buffer.from(frame.separator);
      const items = articles.flatMap((article, index) => {
        const item = fragments.item(article, format, channel.content);
        return index === 0 ? [item] : [separator, item];
      });
      return {
        path: documentPath(slug, format.name),
        file: `${slug}.${format.name}`,
        type: `${serving.mediaTypes[format.name] ?? format.mediaType}; charset=utf-8`,
        link: links(slug, baseUrl, format),
        maxAge,
        due,
        compressed: true,
        body: Buffer.concat([Buffer.from(frame.head), ...items, Buffer.from(frame.tail)]),
      };
    }

    return {
      name: slug,
      paths: channelPaths(slug),
      async key() {
        selected = await collection.select(select, limit, now);
        due = await collection.nextChange(select, now);
        selections.set(slug, selected);
        return sha256(Buffer.from(JSON.stringify([selected, due])));
      },
      async make() {
        const articles = await collection.articles(selected.map(({ id }) => id));
        const updated = lastUpdate(articles);
        const page = channelPage(site, channel, articles, pages);
        return [
          ...formats.map((format) => document(format, articles, updated)),
          { ...htmlPage(`/feeds/${slug}`, `${slug}.html`, page, maxAge), due, link: links(slug, baseUrl) },
        ];
      },
    };
  }

  function articleUnit({ id, revision }: Selected): Unit {
    const path = permalinkPath(id);
    return {
      name: path,
      paths: [decodeURIComponent(path)],
      key: async () => String(revision),
      async make() {
        const [article] = await collection.articles([id]);
        if (!article) return [];
        const file = `articles/${sha256(Buffer.from(id)).slice(0, 32)}.html`;
        const page = htmlPage(path, file, articlePage(site, article, channels, pages), serving.maxAge);
        const { expires } = article._courant;
        return [{ ...page, compressed: false, due: expires === undefined ? undefined : Date.parse(expires) }];
      },
    };
  }

  const siteUnit: Unit = {
    name: "site",
    paths: ["/", "/feeds.opml", ...Object.values(errorPagePaths)],
    key: async () => "from the configuration alone",
    async make() {
      const { maxAge } = serving;
      const outline = Buffer.from(opml(site, channels, baseUrl));
      return [
        htmlPage("/", "index.html", homePage(site, channels, pages), maxAge),
        {
          path: "/feeds.opml",
          file: "feeds.opml",
          type: "text/x-opml; charset=utf-8",
          maxAge,
          compressed: true,
          body: outline,
        },
        htmlPage(errorPagePaths[404], "404.html", errorPage(nothingHere, site), maxAge),
        htmlPage(errorPagePaths[410], "410.html", errorPage(retired, site), maxAge),
      ];
    },
  };

  return async function plan(requested: Run["channels"], now: number): Promise<Plan> {
    const gone = new Set(config.retired.flatMap(channelPaths));
    const moved = new Map(movedChannels);
    for (const { id, url } of await collection.formerPermalinks()) {
      const path = decodeURIComponent(permalinkPath(id));
      if (url === undefined) gone.add(path);
      else moved.set(path, addressOf(url));
    }
    const isAll = requested === "all";
    const feeds = channels.filter(({ slug }) => isAll || requested.includes(slug));
    const first = [...feeds.map((channel) => channelUnit(channel, now)), siteUnit];
    if (!isAll) return { stages: [first], wanted: undefined, gone, moved };

    fragments.prune(new Map([...selections.values()].flat().map(({ id, revision }) => [id, revision])));
    const permalinked = await collection.selectPermalinked(now);
    const stages = [first, permalinked.map(articleUnit)];
    return { stages, wanted: new Set(stages.flat().flatMap(({ paths }) => paths)), gone, moved };
  };
}

/** The paths of a channel's documents and, last, of its page. */
export function channelPaths(slug: string): string[] {
  return [...formats.map(({ name }) => documentPath(slug, name)), `/feeds/${slug}`];
}

/** RFC 8288: the document's own address as `self`, the other formats as `alternate`. */
function links(slug: string, baseUrl: string, self?: Format): string {
  return formats
    .map((format) => {
      const relation = format === self ? "self" : "alternate";
      return `<${baseUrl}${documentPath(slug, format.name)}>; rel="${relation}"; type="${format.mediaType}"`;
    })
    .join(", ");
}

function htmlPage(path: string, file: string, page: string, maxAge: number): Candidate {
  return { path, file, type: html, maxAge, compressed: true, body: Buffer.from(page) };
}

/** When an article of the list last changed or appeared; RFC 3339. An empty list was never updated: 1970. */
function lastUpdate(articles: readonly Article[]): string {
  const moments = articles.flatMap(({ date_published, date_modified }) => [date_published, date_modified]);
  return moments.sort().at(-1) ?? new Date(0).toISOString();
}
