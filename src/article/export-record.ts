import Type, { type Static, type TSchema } from "typebox";
import { Errors } from "typebox/value";
import type { Archive, ArchiveChain } from "../channel/archives.ts";
import { type Facet, facets } from "../channel/terms.ts";
import { CourantError } from "../errors.ts";
import type { Article } from "./article.ts";
import { utcDate } from "./date.ts";
import { idReader } from "./fields.ts";
import { limits } from "./limits.ts";
import { oneLine } from "./plain-text.ts";

/*
 * The lines of an export. An article is the same JSON Feed item as everywhere else. The collection's other knowledge
 * stands under `_courant_export`, on the article's line or on lines of its own, so that an import into an empty
 * collection restores it. A program that reads articles only can ignore lines that hold nothing but `_courant_export`
 * and an id.
 */

const closed = { additionalProperties: false } as const;
const revision = Type.Integer({ minimum: 1, maximum: limits.amount });
const articleProperties = {
  /**
   * All names that identify the article: `id:`, `url:`, `file:`, `headline:`, `content:` or `starter:`, and a value; and
   * `input:` with each input that gave it an id.
   */
  names: Type.Array(Type.String({ pattern: "^(?:id|url|file|headline|content|starter|input):" })),
  /** The article had a permalink page once, and has none now. */
  former_page: Type.Optional(Type.Boolean()),
  /**
   * The last write of an article whose `date_modified` was ahead of it: documents show this moment until that one
   * comes.
   */
  written: Type.Optional(Type.String()),
};
const slug = Type.String({ maxLength: 64, pattern: "^[a-z0-9]+(?:-[a-z0-9]+)*$" });
const archiveNumber = Type.Integer({ minimum: 1, maximum: limits.ordinal });

const StartMark = Type.Object({ version: Type.Literal(1) }, closed);
const RevisedArticle = Type.Object({ revision });
const ArticleMark = Type.Object(articleProperties, closed);
const DeletedMark = Type.Object({ deleted: Type.String(), revision, ...articleProperties }, closed);
const ValueMark = Type.Object({ facet: Type.Enum([...facets]), value: Type.String(), slug }, closed);
const ArchivesMark = Type.Object(
  {
    channel: slug,
    definition: Type.String(),
    archives: Type.Array(
      Type.Object(
        {
          number: archiveNumber,
          articles: archiveNumber,
          digest: Type.String(),
          ids: Type.Optional(Type.String()),
          bytes: Type.String(),
        },
        closed,
      ),
    ),
    last: Type.Integer({ minimum: 0, maximum: limits.ordinal }),
    edited: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  },
  closed,
);

/** The collection's knowledge of an article beside the article itself. */
export type ArticleRecord = {
  names: readonly string[];
  revision: number;
  formerPage: boolean;
  /** The last write of an article whose `date_modified` was ahead of it, RFC 3339. */
  written?: string | undefined;
};

/** The collection's knowledge beside its articles: deleted articles (RFC 3339), slugs of values' channels, archives. */
export type ExportRecord =
  | ({ kind: "deleted"; id: string; deleted: string } & ArticleRecord)
  | { kind: "value"; facet: Facet; value: string; slug: string }
  | { kind: "archives"; channel: string; chain: ArchiveChain };

/** One line of an export. */
export type Entry = ({ kind: "article"; article: Article } & Omit<ArticleRecord, "revision">) | ExportRecord;

/** The first line of every export. */
export const exportStart = `{"_courant_export":{"version":1}}\n`;

/** Formats an entry as a line of an export, with its line end. */
export function formatExportLine(entry: Entry): string {
  return `${JSON.stringify(toItem(entry))}\n`;
}

function toItem(entry: Entry): object {
  if (entry.kind === "article") {
    return { ...entry.article, _courant_export: articleMark(entry) };
  }
  if (entry.kind === "deleted") {
    const { id, deleted, revision } = entry;
    return { id, _courant_export: { deleted, revision, ...articleMark(entry) } };
  }
  if (entry.kind === "value") {
    const { facet, value, slug } = entry;
    return { _courant_export: { facet, value, slug } };
  }
  return { _courant_export: { channel: entry.channel, ...entry.chain } };
}

function articleMark({ names, formerPage, written }: Omit<ArticleRecord, "revision">): Static<typeof ArticleMark> {
  return { names: [...names], ...(formerPage && { former_page: true }), ...(written !== undefined && { written }) };
}

/**
 * Reads the collection's knowledge from a line of an export.
 * @param item a parsed line of NDJSON
 * @returns undefined for a line that no export wrote; `start` for the first line of an export
 * @throws ARTICLE_INVALID for a line that no export writes
 */
export function parseExportRecord(
  item: object,
): ExportRecord | ({ kind: "article" } & ArticleRecord) | { kind: "start" } | undefined {
  if (!("_courant_export" in item)) return undefined;
  const { _courant_export: record } = item;
  const hasMember = (name: string) => typeof record === "object" && record !== null && name in record;
  if (hasMember("version")) {
    checkSchema(StartMark, record);
    return { kind: "start" };
  }
  if (hasMember("facet")) return { kind: "value", ...checkedValue(checkSchema(ValueMark, record)) };
  if (hasMember("channel")) {
    const { channel, ...chain } = checkSchema(ArchivesMark, record);
    checkChain(chain);
    return { kind: "archives", channel, chain };
  }
  if (hasMember("deleted")) {
    const { deleted, revision, names, former_page = false } = checkSchema(DeletedMark, record);
    const id = "id" in item && typeof item.id === "string" ? idReader.read(item.id) : undefined;
    const date = utcDate(deleted);
    if (id === undefined || date === undefined)
      throw invalid("a deleted article needs its id and the time of its deletion");
    return { kind: "deleted", id, deleted: date, revision, names, formerPage: former_page };
  }
  const { names, former_page = false, written } = checkSchema(ArticleMark, record);
  if (written !== undefined && utcDate(written) === undefined) throw invalid("written must be an RFC 3339 date");
  const extension = "_courant" in item ? item._courant : undefined;
  return {
    kind: "article",
    names,
    formerPage: former_page,
    ...(written !== undefined && { written: utcDate(written) }),
    revision: checkSchema(RevisedArticle, extension, "/_courant").revision,
  };
}

function checkedValue({ facet, value, slug }: Static<typeof ValueMark>): { facet: Facet; value: string; slug: string } {
  if (value !== "" && value === oneLine(value) && slug.startsWith(`${facet}-`)) return { facet, value, slug };
  throw invalid(`the value must be text on one line, and its slug begin with ${facet}-`);
}

/** Checks that the numbers grow, and that none exceeds the last number given. */
function checkChain({ archives, last }: { archives: readonly Archive[]; last: number }): void {
  const numbers = [0, ...archives.map(({ number }) => number), last];
  const areGrowing = archives.every(({ number }, index) => number > (numbers[index] ?? 0));
  if (!areGrowing || (numbers.at(-2) ?? 0) > last) throw invalid("the numbers of archives must grow, up to the last");
}

function checkSchema<Schema extends TSchema>(
  schema: Schema,
  record: unknown,
  pointer = "/_courant_export",
): Static<Schema> {
  const [first] = Errors(schema, record);
  if (first === undefined) return record as Static<Schema>;
  throw invalid(first.message, `${pointer}${first.instancePath}`);
}

function invalid(problem: string, pointer = "/_courant_export"): CourantError {
  return new CourantError(
    "ARTICLE_INVALID",
    `${pointer}: ${problem}. Courant does not export such lines. Remove _courant_export to import the line like any other article.`,
  );
}
