import { textOf } from "../article/plain-text.ts";
import { CourantError } from "../errors.ts";
import { checkItemCount, type Item, isAbsent, isMembers } from "./json.ts";
import { Skip } from "./skip.ts";

type Row = Record<string, unknown>;

const headNoindex = /<meta\b[^>]*\bnoindex\b/i;
/** A card of an article that those who are no members do not see (https://ghost.org/help/members-only-content/). */
const gated = /<!--kg-gated-block:begin[^>]*nonMember:\s*false/i;
const emailCard = /<!--\s*kg-card-begin: email(?:-cta)?\s*-->[\s\S]*?<!--\s*kg-card-end: email(?:-cta)?\s*-->/g;

/** Whether JSON looks like an export of Ghost: `{"db": [{"meta": …, "data": …}]}`, or what stands in it alone. */
export function isGhost(text: string): boolean {
  const start = text.slice(0, 1000);
  if (/^\s*\{\s*"db"\s*:\s*\[/.test(start)) return true;
  return (
    /^\s*\{\s*"(?:meta|data)"\s*:\s*\{/.test(start) && /"(?:posts_tags|posts_authors|mobiledoc|lexical)"\s*:/.test(text)
  );
}

/**
 * The posts of an export of Ghost (https://ghost.org/docs/migration/ghost/).
 * @param blogUrl the blog's address: posts are found below it, and `__GHOST_URL__` in them stands for it
 * @throws ARTICLE_INVALID when there is no list of posts, or too many
 */
export function itemsOfGhost(document: unknown, blogUrl: string): Item[] {
  const data = dataIn(document);
  if (!data || !Array.isArray(data.posts)) {
    throw new CourantError("ARTICLE_INVALID", "This is no export of Ghost: there is no /db/0/data/posts.");
  }
  const blog = blogUrl.replace(/\/+$/, "");
  const people = related(data, "posts_authors", "users", "author_id");
  const tags = related(data, "posts_tags", "tags", "tag_id");
  const metas = Map.groupBy(rows(data.posts_meta), ({ post_id }) => String(post_id));
  return checkItemCount(data.posts).map((post: unknown, index) => ({
    place: `/posts/${index}`,
    value: () => {
      if (!isMembers(post)) return post;
      const said = {
        authors: people(post.id, post.author_id),
        tags: tags(post.id),
        meta: Object.assign({}, ...(metas.get(String(post.id)) ?? [])),
      };
      return articleOf(post, said, blog);
    },
  }));
}

function dataIn(document: unknown): Row | undefined {
  const outer = isMembers(document) && Array.isArray(document.db) ? document.db[0] : document;
  const data = isMembers(outer) && isMembers(outer.data) ? outer.data : outer;
  return isMembers(data) ? data : undefined;
}

function rows(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter(isMembers) : [];
}

/** Rows of a table that another one joins to posts, in order; an old export has the id in the post itself. */
function related(data: Row, joint: string, table: string, key: string): (post: unknown, own?: unknown) => Row[] {
  const byId = new Map(rows(data[table]).map((row) => [row.id, row]));
  const ids = new Map<unknown, unknown[]>();
  for (const row of rows(data[joint]).sort((a, b) => Number(a.sort_order ?? 0) - Number(b.sort_order ?? 0))) {
    const found = ids.get(row.post_id);
    if (found) found.push(row[key]);
    else ids.set(row.post_id, [row[key]]);
  }
  return (post, own) => (ids.get(post) ?? [own]).map((id) => byId.get(id)).filter(isMembers);
}

function articleOf(
  post: Row,
  { authors, tags, meta }: { authors: Row[]; tags: Row[]; meta: Row },
  blog: string,
): object {
  const title = String(post.title ?? "");
  const because = (reason: string) => new Skip(`“${title.slice(0, 80)}” is left out: ${reason}.`);
  if (/^page$/i.test(String(post.type)) || isYes(post.page)) throw because("it is a page");
  if (post.status !== "published") throw because(`its status is ${String(post.status).slice(0, 80)}`);
  if (!isAbsent(post.visibility) && post.visibility !== "public")
    throw because(`it is for ${String(post.visibility).slice(0, 80)} only`);
  if (isYes(post.email_only) || isYes(meta.email_only)) throw because("it was sent by email only");
  if (headNoindex.test(String(post.codeinjection_head))) throw because("search engines are told not to list it");
  if (gated.test(String(post.html))) throw because("a part of it is for members only");
  if (isAbsent(post.html) && (!isAbsent(post.mobiledoc) || !isAbsent(post.lexical))) {
    throw new CourantError(
      "ARTICLE_INVALID",
      `“${title.slice(0, 80)}” cannot be imported: the export has it in Ghost's own format only (mobiledoc or lexical), not as HTML.`,
    );
  }
  const here = (value: unknown) => (typeof value === "string" ? value.replaceAll("__GHOST_URL__", blog) : value);
  const alt = post.feature_image_alt ?? meta.feature_image_alt;
  const caption = post.feature_image_caption ?? meta.feature_image_caption;
  return {
    id: post.uuid ?? post.id,
    url: isAbsent(post.slug) ? undefined : `${blog}/${encodeURIComponent(String(post.slug))}/`,
    external_url: here(post.canonical_url),
    title,
    summary: post.custom_excerpt,
    content_html: here(withoutEmailCards(post.html)),
    image: here(post.feature_image),
    authors: authors.map(({ name, website, profile_image }) => ({ name, url: website, avatar: here(profile_image) })),
    tags: tags
      .filter((tag) => tag.visibility !== "internal")
      .flatMap(({ name }) => (/^#/.test(String(name)) ? [] : name)),
    language: post.locale,
    date_published: dated(post.published_at),
    date_modified: dated(post.updated_at),
    _courant: { image_description: typeof caption === "string" && caption !== "" ? textOf(caption) : alt },
  };
}

function isYes(value: unknown): boolean {
  return value === true || /^(?:1|true)$/.test(String(value));
}

/** The page that everybody sees has none of the cards that go out by email only. */
function withoutEmailCards(html: unknown): unknown {
  return typeof html === "string" ? html.replace(emailCard, "") : html;
}

/** Old exports have milliseconds, or a blank and no zone where there should be `T` and `Z`. */
function dated(value: unknown): unknown {
  if (typeof value === "number" && Math.abs(value) < 8e15) return new Date(value).toISOString();
  return typeof value === "string" ? value.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/, "$1T$2Z") : value;
}
