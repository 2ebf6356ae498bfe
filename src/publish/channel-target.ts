import type { Article } from "../article/article.ts";
import { completeArticle, undescribedUrls } from "../article/media.ts";
import { digestOf } from "../channel/archives.ts";
import { conditionsOf } from "../channel/terms.ts";
import type { Collection, Position } from "../collection/collection.ts";
import type { Truncation } from "../collection/run.ts";
import { deltaRecipients } from "../config/deltas.ts";
import type { Channel, Config } from "../config/schema.ts";
import { type Context, type Place, pagePath } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { channelPage } from "../render/page.ts";
import { areStillVerified, buildArchives } from "./archives.ts";
import { type ChannelContext, channelPaths, documentHead, linkHeader } from "./channel-documents.ts";
import { createArticleFitter, type FittedArticles, joinDocument, summarisedIds } from "./fit-articles.ts";
import { type FragmentCache, styleOf } from "./fragments.ts";
import { htmlPage } from "./pages.ts";
import type { BuildOutput, PublishedArchives, TrackedTarget } from "./target.ts";

/** Seconds that somebody may take to walk from a document to the oldest archive. */
const archiveWalkSeconds = 3600;

/** How long archives stay that others have replaced: as long as caches may hand out what names them, and the walk takes. */
export function archiveLifetimeMs({ staleWhileRevalidate, staleIfError }: Config["serving"], maxAge: number): number {
  return (maxAge + staleWhileRevalidate + staleIfError + archiveWalkSeconds) * 1000;
}

/** A channel as a unit. @param definition of all else that its documents are made from, the program included */
export function channelTarget(
  channel: Channel,
  { serving, collection, definition }: { serving: Config["serving"]; collection: Collection; definition: string },
): TrackedTarget {
  const { slug, select = {} } = channel;
  const [terms] = conditionsOf(select);
  return {
    id: slug,
    name: slug,
    scope: { kind: "channel", channel },
    paths: channelPaths(slug),
    archiveLifetimeMs: archiveLifetimeMs(serving, channel.maxAge ?? serving.maxAge),
    isAffectedBy: (changedTerms) => terms.some((term) => changedTerms.has(term)),

    async fingerprint(now) {
      const due = await collection.nextChange(select, now);
      return { fingerprint: digestOf([definition, channel, await collection.changeOf(select), due]), due };
    },
  };
}

/** The documents of a channel: one in every format, its page, and its archives. */
export async function* buildChannel(
  channel: Channel,
  now: number,
  { collection, fragments, config }: { config: Config; collection: Collection; fragments: FragmentCache },
  published: PublishedArchives,
): AsyncGenerator<BuildOutput> {
  const { slug, select = {}, limit } = channel;
  const { site, serving, schedule, environment } = config;
  const { baseUrl } = environment;
  const maxAge = channel.maxAge ?? serving.maxAge;
  const downloadsPerHour = channel.downloadsPerHour ?? serving.downloadsPerHour;
  const shared: ChannelContext = { site, channel, baseUrl, maxAge, mediaTypes: serving.mediaTypes, downloadsPerHour };

  // Archives need all there is; without them, one more than there is room for tells that there is more.
  const most = channel.archive ? Number.MAX_SAFE_INTEGER : limit + 1;
  const fitting = createArticleFitter(shared, (article, content) =>
    fragments.items(article, styleOf(channel, site, content)),
  );
  const newest = async (after?: Position) => {
    const selected = await collection.select(select, most, now, after);
    const available = await collection.articles(selected.slice(0, limit).map(({ id }) => id));
    const found = await collection.media(available.flatMap(undescribedUrls));
    return { selected, available, fitted: fitting.fitAll(available.map((article) => completeArticle(article, found))) };
  };
  const due = await collection.nextChange(select, now);
  let verified =
    published.verified && (await areStillVerified(published.verified, collection, now))
      ? published.verified
      : undefined;
  let shown = await newest(verified?.newest);
  // There is room for what stands in those archives.
  if (verified && shown.fitted.length === shown.selected.length && shown.fitted.length < limit) {
    verified = undefined;
    shown = await newest();
  }
  const { selected, available, fitted } = shown;
  if (config.fetching.media) await wantMedia(available.slice(0, fitted.length), collection, now);
  const here = new Set(fitted.map(({ article }) => article.id));

  const older = selected.filter(({ id }) => !here.has(id));
  const archive = yield* buildArchives(shared, channel.archive ? older.reverse() : [], {
    collection,
    fitting,
    published,
    verified,
  });
  const place: Place =
    archive === undefined
      ? { kind: older.length === 0 ? "complete" : "latest" }
      : { kind: "subscription", previous: archive };
  const context: Context = { ...shared, place };
  const recipients = deltaRecipients(channel.deltas ?? config.deltas);
  for (const format of formats) {
    const { body, layout } = joinDocument(format, context, fitted);
    const page = serving.browserPages ? { page: pagePath(slug) } : {};
    const deltas = recipients === "none" ? {} : { layout, deltasForAll: recipients === "all" || undefined };
    yield { document: { ...documentHead(format, shared), maxAge, due, ...page, ...deltas, body } };
  }
  const page = channelPage(
    site,
    channel,
    fitted.map(({ article }) => article),
    { baseUrl, timezone: schedule.timezone },
  );
  const link = linkHeader(slug, baseUrl);
  yield { document: { ...htmlPage(pagePath(slug), `${slug}.html`, page, maxAge), channel: slug, due, link } };

  const cut = truncationOf(channel, fitted, available.length);
  if (cut) yield { cut };
}

/**
 * Archives do not change, so that what files are is found out only for what stands in the documents themselves. Nothing of
 * that keeps documents from being made.
 */
async function wantMedia(articles: readonly Article[], collection: Collection, now: number): Promise<void> {
  const shown = articles.flatMap((article) => undescribedUrls(article).map((url) => ({ url, article: article.id })));
  await collection.wantMedia(shown, now).catch(() => undefined);
}

/** What a channel had to leave out, for want of room, of articles that there were. */
function truncationOf({ slug, maxBytes }: Channel, fitted: FittedArticles, available: number): Truncation | undefined {
  const summarised = summarisedIds(fitted);
  if (fitted.length === available && summarised.length === 0) return undefined;
  return { channel: slug, maxBytes, articles: fitted.length, of: available, summarised };
}
