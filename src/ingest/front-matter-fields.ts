import { dateReader } from "../article/fields.ts";
import { isMembers, isPresent, type Members } from "../article/members.ts";
import { describeMismatch } from "../article/mistakes.ts";
import { CourantError } from "../errors.ts";
import { fromYamlDate, parseFeedDate } from "./dates.ts";
import type { FrontMatter } from "./front-matter.ts";

/** Tables in which Zola and Hugo keep members that their front matter has no name for. */
const nestedTables = ["taxonomies", "extra", "params"];

/** The names of each date, the likeliest first. Names are compared without capitals, dashes and underscores. */
const dateNames = {
  published: ["datepublished", "date", "publisheddate", "publishedat", "publishedon", "created", "createdat", "posted"],
  held: ["publishdate", "pubdate", "pubdatetime"],
  modified: [
    ...["datemodified", "updated", "updateddate", "updatedat", "lastmod", "lastmodified", "lastmodifiedat"],
    ...["lastupdated", "moddatetime", "modified", "modifiedat", "lastupdate"],
  ],
  expires: ["expires", "expirydate"],
};

const imageNames = [
  ...["image", "cover", "coverimage", "featuredimage", "featureimage", "heroimage", "thumbnail", "teaser", "ogimage"],
  ...["banner"],
];

/**
 * Converts front matter with the names of Hugo, Jekyll, Zola, Astro, Docusaurus and others to members of an article. Other
 * names are ignored.
 * @throws ARTICLE_INVALID with the line of a date that cannot be read
 */
export function articleFields(frontMatter: FrontMatter): Members {
  const own = withPlainNames(frontMatter.fields);
  const within = nestedTables
    .map((name) => own[name])
    .filter(isMembers)
    .map(withPlainNames);
  const firstOf = (...names: string[]) => names.map((name) => own[name]).find(isPresent);
  const firstIn = (...names: string[]) =>
    [own, ...within].flatMap((fields) => names.map((name) => fields[name])).find(isPresent);
  const dateOf = (field: string, names: readonly string[]) => readDate(frontMatter, field, names, firstIn(...names));
  const isState = typeof own.published === "boolean";
  const image = [...imageNames.map((name) => firstIn(name)), own.images]
    .flatMap((value) => [value].flat()[0] ?? [])
    .find((value) => (typeof value === "string" && value !== "") || isMembers(value));
  const imageMembers = isMembers(image) ? withPlainNames(image) : undefined;
  return {
    id: toText(own.id),
    url: firstOf("url", "canonical", "canonicalurl", "link") ?? permalinkUrl(own.permalink) ?? zolaPath(frontMatter),
    title: toText(own.title),
    summary: toText(firstIn("summary", "description", "excerpt")),
    authors: toAuthors(firstIn("authors", "author"), own),
    tags: [own, ...within].flatMap(({ tags, tag, categories, category }) => [
      ...toTags(tags),
      ...toTag(tag),
      ...toTags(categories),
      ...toTag(category),
    ]),
    language: firstOf("language", "lang"),
    date_published: laterDate(
      dateOf("date_published", isState ? dateNames.published : [...dateNames.published, "published"]),
      dateOf("date_published", dateNames.held),
    ),
    date_modified: dateOf("date_modified", dateNames.modified),
    image: imageMembers
      ? [imageMembers.url, imageMembers.src, imageMembers.path, imageMembers.image, imageMembers.feature].find(
          isPresent,
        )
      : image,
    _courant: {
      expires: dateOf("_courant/expires", dateNames.expires),
      ...(imageMembers && {
        image_credit: toText(imageMembers.credit),
        image_description: toText(imageMembers.caption ?? imageMembers.description ?? imageMembers.alt),
      }),
    },
  };
}

/** Copies members under names without capitals, dashes and underscores. Of several that become one, the first counts. */
function withPlainNames(fields: Members): Members {
  const plain: Members = {};
  for (const [name, value] of Object.entries(fields)) {
    const plainName = name.toLowerCase().replace(/[\s_-]+/g, "");
    if (plainName !== "proto" && !isPresent(plain[plainName])) plain[plainName] = value;
  }
  return plain;
}

/** Returns the address of the page. A pattern such as `/:year/:title/` is no address of a single page. */
function permalinkUrl(value: unknown): unknown {
  return typeof value === "string" && /^(?:https?:\/\/[^/]|\/)[^{}]*$/i.test(value) && !value.includes("/:")
    ? value
    : undefined;
}

/**
 * Returns the path that front matter in TOML gives a page of Zola
 * (https://www.getzola.org/documentation/content/page/).
 */
function zolaPath({ fields, source }: FrontMatter): string | undefined {
  const { path } = fields;
  if (typeof path !== "string" || !/^path\s*=/m.test(source) || /^\w+:/.test(path)) return undefined;
  return `/${path.replace(/^\/+|\/+$/g, "")}/`;
}

/** Returns a scalar as text: in YAML a title such as 1984 is a number. */
function toText(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

/** Reads a list. In text, its items stand between commas, else between blanks, as in Jekyll. */
function toTags(value: unknown): unknown[] {
  if (typeof value === "string") return value.split(value.includes(",") ? "," : /\s+/);
  return toTag(value);
}

/** Reads a member that names one tag, or lists some all the same. */
function toTag(value: unknown): unknown[] {
  if (!isPresent(value)) return [];
  if (typeof value === "string") return value.split(",");
  return [value].flat().map((tag) => toText(isMembers(tag) ? (tag.label ?? tag.name ?? tag.title) : tag));
}

/** @param own the members beside it, in which older versions of Docusaurus keep the author's address and picture */
function toAuthors(value: unknown, own: Members): unknown {
  // Jekyll: author: false
  if (value === undefined || typeof value === "boolean") return undefined;
  const people = [value].flat();
  const beside = people.length === 1 ? { url: own.authorurl, avatar: own.authorimageurl } : {};
  return people.map((person) => {
    if (!isMembers(person)) return { name: person, ...beside };
    const { name, url, email, avatar, image_url, key } = person;
    const contact = typeof email === "string" && email !== "" ? `mailto:${email}` : undefined;
    return { name: name ?? key, url: url ?? contact, avatar: avatar ?? image_url };
  });
}

/** Returns the later date. As in Hugo, a later publication date holds an article back. */
function laterDate(date: string | undefined, publishDate: string | undefined): string | undefined {
  if (date === undefined || publishDate === undefined) return date ?? publishDate;
  return Date.parse(publishDate) > Date.parse(date) ? publishDate : date;
}

/**
 * Reads a date as YAML, site generators or people write it.
 * @throws ARTICLE_INVALID for any other value
 */
function readDate(
  frontMatter: FrontMatter,
  field: string,
  names: readonly string[],
  value: unknown,
): string | undefined {
  // Docusaurus: last_update: { date: 2024-05-01, author: Ana }
  const date = isMembers(value) && "date" in value ? value.date : value;
  if (!isPresent(date) || typeof date === "boolean") return undefined;
  const text = typeof date === "string" || typeof date === "number" ? String(date).trim() : undefined;
  const read = text === undefined ? undefined : (dateReader.read(fromYamlDate(text) ?? text) ?? looseDate(text));
  if (read !== undefined) return read;
  throw new CourantError(
    "ARTICLE_INVALID",
    `/${field}: ${describeMismatch(date, dateReader.expected)}${describeLine(frontMatter, names)}`,
  );
}

function looseDate(text: string): string | undefined {
  const seconds = /^(1\d{9})(?:\d{3})?$/.exec(text)?.[1];
  return seconds === undefined ? parseFeedDate(text) : new Date(Number(seconds) * 1000).toISOString();
}

/** Says on which line of the file a member stands, if its name begins the line. */
function describeLine({ source, firstLine }: FrontMatter, names: readonly string[]): string {
  const index = source.split("\n").findIndex((line) => {
    const name = /^\s*["']?([\w-]{1,40})["']?\s*[:=]/.exec(line)?.[1] ?? "";
    return names.includes(name.toLowerCase().replace(/[_-]+/g, ""));
  });
  return index === -1 ? "" : ` (line ${firstLine + index})`;
}
