import type { Article } from "../article/article.ts";
import { completeArticle, type MediaFacts, undescribedUrls, uploadedFiles } from "../article/media.ts";
import { linkedMedia } from "../article/media-links.ts";
import type { PictureVersions } from "../article/smaller-pictures.ts";
import { isPrivate } from "../channel/access.ts";
import { deltaRecipients } from "../config/deltas.ts";
import { hubsOf } from "../config/hubs.ts";
import type { Channel, Config } from "../config/schema.ts";
import { type DocumentContext, documentPath, type Place, pagePath } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { channelPage, type PageContext, relativeAddresses } from "../render/page.ts";
import type { MediaFileStore } from "../stores/media-files.ts";
import type { Truncation } from "../stores/runs.ts";
import type { ArticlePosition, ShownSelection } from "../stores/selections.ts";
import type { BuilderStores } from "../stores/stores.ts";
import { areStillVerified, buildArchives } from "./archives.ts";
import { accessHead, type ChannelContext, documentHead, linkHeader } from "./channel-documents.ts";
import {
  type ArticleFitter,
  createArticleFitter,
  type FittedArticles,
  joinLatest,
  summarisedIds,
} from "./fit-articles.ts";
import { type FragmentCache, styleOf } from "./fragments.ts";
import { htmlPage } from "./pages.ts";
import { shownSelection } from "./shown-selection.ts";
import type { BuildOutput, PublishedDocuments, VerifiedAtCheckpoint } from "./target.ts";

type ChannelSources = { config: Config; stores: BuilderStores; fragments: FragmentCache; pages: PageContext };

/**
 * Builds the documents of a channel: one in every format, its archives, and its page.
 * @param at the moment that decides what is shown, and when it changes next as far as the run knew before
 */
export async function* buildChannel(
  channel: Channel,
  at: { now: number; due: number | undefined },
  sources: ChannelSources,
  published: PublishedDocuments,
): AsyncGenerator<BuildOutput> {
  const { stores, fragments, config, pages } = sources;
  const { site, serving, environment } = config;
  const shared: ChannelContext = {
    site,
    channel,
    baseUrl: environment.baseUrl,
    maxAge: channel.maxAge ?? serving.maxAge,
    formerSlug: Object.keys(config.moved).find((from) => !from.startsWith("/") && config.moved[from] === channel.slug),
    mediaTypes: serving.mediaTypes,
    downloadsPerHour: channel.downloadsPerHour ?? serving.downloadsPerHour,
    hubs: hubsOf(config, channel),
  };
  const fitter = createArticleFitter(shared, (articles, content) =>
    fragments.items(articles, styleOf(channel, site, content)),
  );
  const shown = shownSelection(channel, config.channels);
  const { now } = at;
  const isPast = at.due !== undefined && at.due <= now;
  const due = isPast ? await stores.selections.nextChangeTime(shown, now) : at.due;
  const { selected, available, fitted, verified } = await selectArticles(channel, now, {
    stores,
    shown,
    fitter,
    verified: published.verified,
  });
  if (config.fetching.media) await requestMedia(available.slice(0, fitted.length), stores, now);
  const fittedIds = new Set(fitted.map(({ article }) => article.id));
  const older = selected.filter(({ id }) => !fittedIds.has(id));
  const newestArchive = yield* buildArchives(shared, channel.archive ? older.reverse() : [], {
    now,
    stores,
    fitter,
    published,
    verified,
  });
  const place: Place =
    newestArchive === undefined
      ? { kind: older.length === 0 ? "complete" : "latest" }
      : { kind: "subscription", previous: newestArchive };
  const versions = await stores.smallerPictures.find(fitted.flatMap(({ article }) => linkedMedia(article.image ?? "")));
  yield* renderDocuments({ ...shared, place }, shared, { config, pages, fitted, versions, due, published });
  const truncation = truncationOf(channel, fitted, available.length);
  if (truncation) yield { truncation };
}

/**
 * Selects the articles of a channel, newest first, and fits as many as possible into its documents. It leaves out the
 * articles of verified archives, unless the documents have room for them.
 */
async function selectArticles(
  { archive, limit }: Channel,
  now: number,
  deps: {
    stores: BuilderStores;
    shown: ShownSelection;
    fitter: ArticleFitter;
    verified: VerifiedAtCheckpoint | undefined;
  },
) {
  const { stores, shown, fitter } = deps;
  // Archives need all articles. Without archives, one article more than the limit tells that there are more.
  const maxSelected = archive ? Number.MAX_SAFE_INTEGER : limit + 1;
  const selectAfter = async (after?: ArticlePosition) => {
    const selected = await stores.selections.select(shown, maxSelected, now, after);
    const available = await stores.articles.findMany(
      selected.slice(0, limit).map(({ id }) => id),
      now,
    );
    const uploaded = await findUploadedFacts(available, stores.mediaFiles);
    const media = new Map([...(await stores.mediaFacts.find(available.flatMap(undescribedUrls))), ...uploaded]);
    return { selected, available, fitted: fitter.fitAll(available.map((article) => completeArticle(article, media))) };
  };
  const isVerified = deps.verified !== undefined && (await areStillVerified(deps.verified, stores.selections, now));
  const verified = isVerified ? deps.verified : undefined;
  const newest = await selectAfter(verified?.newest);
  const hasRoom = newest.fitted.length === newest.selected.length && newest.fitted.length < limit;
  if (verified && hasRoom) return { ...(await selectAfter()), verified: undefined };
  return { ...newest, verified };
}

/** Renders the documents of a channel in every format, and its page. */
function* renderDocuments(
  context: DocumentContext,
  shared: ChannelContext,
  {
    config,
    pages,
    fitted,
    versions,
    due,
    published,
  }: {
    config: Config;
    pages: PageContext;
    fitted: FittedArticles;
    versions: PictureVersions;
    due: number | undefined;
    published: PublishedDocuments;
  },
): Generator<BuildOutput> {
  const { site, channel, maxAge } = shared;
  const { slug } = channel;
  const newestArchive = "previous" in context.place ? context.place.previous : undefined;
  const recipients = deltaRecipients(channel.deltas ?? config.deltas);
  for (const format of formats) {
    const head = documentHead(format, shared);
    const { layout, ...joined } = joinLatest(format, context, fitted, published.sha256(head.path));
    const page = config.serving.browserPages ? { page: pagePath(slug) } : {};
    const deltas = recipients === "none" ? {} : { layout, deltasForAll: recipients === "all" || undefined };
    const formerArchives = published.former && {
      ...published.former,
      newest: documentPath(slug, format.name, newestArchive),
    };
    yield { document: { ...head, maxAge, due, ...page, formerArchives, ...deltas, ...joined } };
  }
  const articles = fitted.map(({ article }) => article);
  const absolute = channelPage(site, channel, articles, pages, versions);
  const page = isPrivate(channel) ? relativeAddresses(absolute, pages.baseUrl) : absolute;
  const link = linkHeader(shared);
  const access = accessHead(`${slug}.html`, isPrivate(channel) ? [slug] : undefined);
  yield { document: { ...htmlPage(pagePath(slug), "", page, maxAge), ...access, channel: slug, due, link } };
}

/** Returns the facts of the uploaded files that articles name, by URL. */
async function findUploadedFacts(
  articles: readonly Article[],
  mediaFiles: Pick<MediaFileStore, "findFacts">,
): Promise<Map<string, MediaFacts>> {
  const hashes = uploadedFiles(articles);
  const facts = await mediaFiles.findFacts([...hashes.values()]);
  return new Map([...hashes].flatMap(([url, hash]) => (facts.has(hash) ? [[url, facts.get(hash) ?? {}]] : [])));
}

/**
 * Asks the collection to find out about the media files of articles, except for uploaded ones, which are known. Articles in
 * archives are left out because archives do not change. A failure is ignored so that the documents are built anyway.
 */
async function requestMedia(
  articles: readonly Article[],
  { mediaFacts, mediaFiles }: Pick<BuilderStores, "mediaFacts" | "mediaFiles">,
  now: number,
): Promise<void> {
  const uploaded = await findUploadedFacts(articles, mediaFiles);
  const files = articles.flatMap((article) => {
    const urls = undescribedUrls(article).filter((url) => !uploaded.has(url));
    return urls.map((url) => ({ url, article: article.id }));
  });
  await mediaFacts.want(files, now).catch(() => undefined);
}

/** Returns how a channel had to be shortened for want of room; undefined when all available articles fit whole. */
function truncationOf({ slug, maxBytes }: Channel, fitted: FittedArticles, available: number): Truncation | undefined {
  const summarised = summarisedIds(fitted);
  if (fitted.length === available && summarised.length === 0) return undefined;
  return { channel: slug, maxBytes, articles: fitted.length, of: available, summarised };
}
