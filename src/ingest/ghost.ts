import { textOf } from "../article/html/text-of.ts";
import { isAbsent, isMembers } from "../article/members.ts";
import { CourantError } from "../errors.ts";
import { ghostAddress, ghostDate, ghostHtml } from "./ghost-values.ts";
import { checkItemCount, type ImportItem } from "./json.ts";
import { Skip } from "./skip.ts";

type Row = Record<string, unknown>;

const noindexMeta = /<meta\b[^>]*\bnoindex\b/i;
/** A card that only members see (https://ghost.org/help/members-only-content/). */
const membersOnlyCard = /<!--kg-gated-block:begin[^>]*nonMember:\s*false/i;
const emailCard = /<!--\s*kg-card-begin: email(?:-cta)?\s*-->[\s\S]*?<!--\s*kg-card-end: email(?:-cta)?\s*-->/g;

/** Tells whether JSON looks like an export of Ghost: `{"db": [{"meta": …, "data": …}]}`, or the inner object alone. */
export function isGhost(text: string): boolean {
  const start = text.slice(0, 1000);
  if (/^\s*\{\s*"db"\s*:\s*\[/.test(start)) return true;
  return (
    /^\s*\{\s*"(?:meta|data)"\s*:\s*\{/.test(start) && /"(?:posts_tags|posts_authors|mobiledoc|lexical)"\s*:/.test(text)
  );
}

/**
 * Returns the posts in an export of Ghost (https://ghost.org/docs/migration/ghost/).
 * @param blogUrl the blog's address, which posts stand below, and which replaces `__GHOST_URL__` in them
 * @throws ARTICLE_INVALID for a document without a list of posts, or with too many
 */
export function itemsOfGhost(document: unknown, blogUrl: string): ImportItem[] {
  const data = dataIn(document);
  if (!data || !Array.isArray(data.posts)) {
    throw new CourantError("ARTICLE_INVALID", "This is no export of Ghost: there is no /db/0/data/posts.");
  }
  const blogAddress = blogUrl.replace(/\/+$/, "");
  const people = joinedRows(data, "posts_authors", "users", "author_id");
  const tags = joinedRows(data, "posts_tags", "tags", "tag_id");
  const metaByPost = Map.groupBy(rowsIn(data.posts_meta), ({ post_id }) => String(post_id));
  return checkItemCount(data.posts).map((post: unknown, index) => ({
    place: `/posts/${index}`,
    value: () => {
      if (!isMembers(post)) return post;
      const relations = {
        authors: people(post.id, post.author_id),
        tags: tags(post.id),
        meta: Object.fromEntries((metaByPost.get(String(post.id)) ?? []).flatMap(Object.entries)),
      };
      return articleOf(post, relations, blogAddress);
    },
  }));
}

function dataIn(document: unknown): Row | undefined {
  const outer = isMembers(document) && Array.isArray(document.db) ? document.db[0] : document;
  const data = isMembers(outer) && isMembers(outer.data) ? outer.data : outer;
  return isMembers(data) ? data : undefined;
}

function rowsIn(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter(isMembers) : [];
}

/** Joins the rows of a table to posts, in order. An old export has the id in the post itself. */
function joinedRows(data: Row, joinTable: string, table: string, key: string): (post: unknown, own?: unknown) => Row[] {
  const byId = new Map(rowsIn(data[table]).map((row) => [row.id, row]));
  const ids = new Map<unknown, unknown[]>();
  for (const row of rowsIn(data[joinTable]).sort((a, b) => Number(a.sort_order ?? 0) - Number(b.sort_order ?? 0))) {
    const existing = ids.get(row.post_id);
    if (existing) existing.push(row[key]);
    else ids.set(row.post_id, [row[key]]);
  }
  return (post, own) => (ids.get(post) ?? [own]).map((id) => byId.get(id)).filter(isMembers);
}

function articleOf(
  post: Row,
  { authors, tags, meta }: { authors: Row[]; tags: Row[]; meta: Row },
  blogAddress: string,
): object {
  const title = String(post.title ?? "");
  const leftOut = (reason: string) => new Skip(`“${title.slice(0, 80)}” is left out: ${reason}.`);
  if (/^page$/i.test(String(post.type)) || isTrue(post.page)) throw leftOut("it is a page");
  if (post.status !== "published") throw leftOut(`its status is ${String(post.status).slice(0, 80)}`);
  if (!isAbsent(post.visibility) && post.visibility !== "public")
    throw leftOut(`it is for ${String(post.visibility).slice(0, 80)} only`);
  if (isTrue(post.email_only) || isTrue(meta.email_only)) throw leftOut("it was sent by email only");
  if (noindexMeta.test(String(post.codeinjection_head))) throw leftOut("search engines are told not to list it");
  if (membersOnlyCard.test(String(post.html))) throw leftOut("a part of it is for members only");
  if (isAbsent(post.html) && isAbsent(post.markdown) && (!isAbsent(post.mobiledoc) || !isAbsent(post.lexical))) {
    throw new CourantError(
      "ARTICLE_INVALID",
      `“${title.slice(0, 80)}” cannot be imported: the export has it in Ghost's own format only (mobiledoc or lexical), not as HTML.`,
    );
  }
  const toAddress = (...values: unknown[]) => ghostAddress(values, blogAddress);
  const alt = post.feature_image_alt ?? meta.feature_image_alt;
  const caption = post.feature_image_caption ?? meta.feature_image_caption;
  return {
    id: post.uuid ?? post.id,
    url: isAbsent(post.slug) ? undefined : `${blogAddress}/${encodeURIComponent(String(post.slug))}/`,
    external_url: toAddress(post.canonical_url),
    title,
    summary: post.custom_excerpt,
    content_html: ghostHtml({ ...post, html: withoutEmailCards(post.html) }, blogAddress),
    image: toAddress(post.feature_image, post.image),
    authors: authors.map(({ name, website, profile_image, image }) => ({
      name,
      url: website,
      avatar: toAddress(profile_image, image),
    })),
    tags: tags
      .filter((tag) => tag.visibility !== "internal")
      .flatMap(({ name }) => (/^#/.test(String(name)) ? [] : name)),
    language: post.locale,
    date_published: ghostDate(isAbsent(post.published_at) ? post.created_at : post.published_at),
    date_modified: ghostDate(post.updated_at),
    _courant: { image_description: typeof caption === "string" && caption !== "" ? textOf(caption) : alt },
  };
}

function isTrue(value: unknown): boolean {
  return value === true || /^(?:1|true)$/.test(String(value));
}

/** Removes cards that go out by email only. The public page does not show them either. */
function withoutEmailCards(html: unknown): unknown {
  return typeof html === "string" ? html.replace(emailCard, "") : html;
}
