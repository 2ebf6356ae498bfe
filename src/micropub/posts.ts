import { linkOf, permalinkPath } from "../article/address.ts";
import type { Article, Draft } from "../article/article.ts";
import { type DraftArticle, isDraft } from "../article/draft-article.ts";
import type { RevisionList } from "../stores/revision-schema.ts";
import { type ArticleInput, toArticle, toPatch, toProperties } from "./properties.ts";
import { changeProperties, invalid, type MicropubRequest, type Properties } from "./request.ts";
import { checkVisibility, type VisibilityReader } from "./visibility.ts";
import type { Writer } from "./writer.ts";

type Shown = Article | DraftArticle;

/** The service of the posts: its public address, and what tells who may read a post. */
export type Site = { baseUrl: string; visibility: VisibilityReader };

type Requested<Action> = Extract<MicropubRequest, { action: Action }>;

/**
 * Creates a post; a draft if the token may not publish.
 * @returns its address; readers find nothing there as long as it is a draft
 * @throws as the API
 */
export async function createPost(
  { api, mayPublish }: Writer,
  { type, properties }: Omit<Requested<"create">, "action">,
  { baseUrl, visibility }: Site,
): Promise<string> {
  if (type !== "h-entry") throw invalid(`Posts of the type ${type} are not known here. Send h-entry.`);
  const article: ArticleInput = toArticle(properties);
  await checkVisibility(properties, article, visibility);
  const body = mayPublish ? article : { ...article, _courant: { ...article._courant, draft: true } };
  return linkOf(await api.call<Shown>("/admin/articles", { method: "POST", body }), baseUrl);
}

/** Changes the properties of a post. What the post does not say stays as it is. @throws as the API */
export async function updatePost(
  { api }: Writer,
  { url, ...changes }: Omit<Requested<"update">, "action">,
  { baseUrl, visibility }: Site,
): Promise<void> {
  const path = pathOf(url, baseUrl);
  const { value: shown, headers } = await api.send<Shown>(path);
  const changed = [changes.replace, changes.add, changes.remove].flatMap((each) => Object.keys(each));
  const former = toProperties(shown, { address: url, visibility: await visibility.of(shown) });
  const properties = changeProperties(former, changes);
  const [status] = properties["post-status"] ?? [];
  if (!isDraft(shown) && status === "draft") {
    throw invalid("A published post does not become a draft. Delete it, or change it.");
  }
  const patch = toPatch(properties, changed);
  if (changed.includes("visibility")) await checkVisibility(properties, changedArticle(shown, patch), visibility);
  if (Object.keys(patch).length > 0) {
    await api.call(path, { method: "PATCH", body: patch, headers: { "if-match": String(headers.etag) } });
  }
  if (isDraft(shown) && status === "published") await api.call(`${path}/draft/publish`, { method: "POST", body: {} });
}

/** Returns what decides the visibility of an article, after a change of it (RFC 7396). */
function changedArticle({ title, summary, content_html, content_text, ...rest }: Shown, patch: object): Draft {
  const { tags, authors, language } = rest;
  const texts = { title, summary, content_html, content_text };
  const members = Object.entries({ ...texts, tags, authors, language, ...patch });
  return Object.fromEntries(members.filter(([, value]) => value !== null && value !== undefined));
}

/** Deletes a post. @throws as the API */
export async function deletePost({ api }: Writer, url: string, baseUrl: string): Promise<void> {
  await api.call(pathOf(url, baseUrl), { method: "DELETE" });
}

/** Brings a deleted post back as it was. @throws as the API */
export async function undeletePost({ api }: Writer, url: string, baseUrl: string): Promise<void> {
  const path = pathOf(url, baseUrl);
  const { revisions } = await api.call<RevisionList>(`${path}/revisions`);
  const [last] = revisions;
  if (!last) throw invalid(`There is nothing left of the post ${url}.`);
  await api.call(`${path}/revisions/${last.revision}/restore`, { method: "POST", body: {} });
}

/** Returns a post as microformats. @param names the properties that are asked for; all if there are none */
export async function readPost(
  { api }: Writer,
  { url, names }: { url: string; names: readonly string[] },
  { baseUrl, visibility }: Site,
): Promise<{ type?: string[]; properties: Properties }> {
  const shown = await api.call<Shown>(pathOf(url, baseUrl));
  const properties = toProperties(shown, { address: linkOf(shown, baseUrl), visibility: await visibility.of(shown) });
  if (names.length === 0) return { type: ["h-entry"], properties };
  return { properties: Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name))) };
}

/** Lists the newest posts as microformats. @param cursor where the list before ended */
export async function listPosts(
  { api }: Writer,
  { limit, cursor }: { limit: number; cursor: string | undefined },
  { baseUrl, visibility }: Site,
) {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor !== undefined && { cursor }) });
  const { articles, next } = await api.call<{ articles: Article[]; next?: string }>(`/admin/articles?${query}`);
  const items = await Promise.all(
    articles.map(async (article) => {
      const shown = { address: linkOf(article, baseUrl), visibility: await visibility.of(article) };
      return { type: ["h-entry"], properties: toProperties(article, shown) };
    }),
  );
  return { items, ...(next !== undefined && { paging: { after: next } }) };
}

/** Returns the path of the admin API for the post at an address: its page here, or an address that is its id. */
function pathOf(url: string, baseUrl: string): string {
  const prefix = baseUrl + permalinkPath("");
  const id = url.startsWith(prefix) ? decodeOr(url.slice(prefix.length)) : url;
  return `/admin/articles/${encodeURIComponent(id)}`;
}

function decodeOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid("The address of the post is not percent-encoded UTF-8.");
  }
}
