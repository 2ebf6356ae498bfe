import Type, { type Static, type TSchema } from "typebox";
import { Errors } from "typebox/value";
import type { Archive, ArchiveChain } from "../channel/archives.ts";
import { type Facet, facets } from "../channel/terms.ts";
import { CourantError } from "../errors.ts";
import type { Article } from "./article.ts";
import { utcDate } from "./date.ts";
import { asId } from "./fields.ts";
import { limits } from "./limits.ts";
import { oneLine } from "./plain-text.ts";

/*
 * The lines of an export. An article is the JSON Feed item that it is everywhere; what a collection knows beside that
 * stands under `_courant_export`, on the article's line or on lines of their own, so that an import into an empty collection
 * makes the same one. Whoever looks for articles only leaves out lines that have nothing but `_courant_export` and an id.
 */

const closed = { additionalProperties: false } as const;
const revision = Type.Integer({ minimum: 1, maximum: limits.amount });
const ofArticle = {
  /** Whatever the article is recognised by: `id:`, `url:`, `file:`, `headline:`, `content:` and what follows. */
  names: Type.Array(Type.String({ pattern: "^(?:id|url|file|headline|content|starter):" })),
  /** It had a permalink page once, and has none now. */
  former_page: Type.Optional(Type.Boolean()),
};
const slug = Type.String({ maxLength: 64, pattern: "^[a-z0-9]+(?:-[a-z0-9]+)*$" });
const archiveNumber = Type.Integer({ minimum: 1, maximum: limits.ordinal });

const Start = Type.Object({ version: Type.Literal(1) }, closed);
const Counted = Type.Object({ revision });
const Known = Type.Object(ofArticle, closed);
const Deleted = Type.Object({ deleted: Type.String(), revision, ...ofArticle }, closed);
const Value = Type.Object({ facet: Type.Enum([...facets]), value: Type.String(), slug }, closed);
const Archives = Type.Object(
  {
    channel: slug,
    definition: Type.String(),
    archives: Type.Array(
      Type.Object(
        { number: archiveNumber, articles: archiveNumber, digest: Type.String(), bytes: Type.String() },
        closed,
      ),
    ),
    last: Type.Integer({ minimum: 0, maximum: limits.ordinal }),
  },
  closed,
);

/** What a collection knows of an article beside the article itself. */
export type ArticleMemory = { names: readonly string[]; revision: number; formerPage: boolean };

/** What a collection knows beside articles: which were deleted (RFC 3339), what channels of values are called, archives. */
export type Memory =
  | ({ kind: "deleted"; id: string; deleted: string } & ArticleMemory)
  | { kind: "value"; facet: Facet; value: string; slug: string }
  | { kind: "archives"; channel: string; chain: ArchiveChain };

export type Entry = { kind: "article"; article: Article; names: readonly string[]; formerPage: boolean } | Memory;

/** How every export begins. */
export const exportStart = `{"_courant_export":{"version":1}}\n`;

/** An entry as a line of an export, with its line end. */
export function lineOf(entry: Entry): string {
  return `${JSON.stringify(itemOf(entry))}\n`;
}

function itemOf(entry: Entry): object {
  if (entry.kind === "article") {
    return { ...entry.article, _courant_export: knownOf(entry) };
  }
  if (entry.kind === "deleted") {
    const { id, deleted, revision } = entry;
    return { id, _courant_export: { deleted, revision, ...knownOf(entry) } };
  }
  if (entry.kind === "value") {
    const { facet, value, slug } = entry;
    return { _courant_export: { facet, value, slug } };
  }
  return { _courant_export: { channel: entry.channel, ...entry.chain } };
}

function knownOf({ names, formerPage }: Pick<ArticleMemory, "names" | "formerPage">): Static<typeof Known> {
  return { names: [...names], ...(formerPage && { former_page: true }) };
}

/**
 * What a line says beside its article.
 * @param item a line of NDJSON, parsed
 * @returns undefined for a line that no export wrote; `start` for the first of one
 * @throws ARTICLE_INVALID when it is not what an export writes
 */
export function exportRecordOf(
  item: object,
): Memory | ({ kind: "article" } & ArticleMemory) | { kind: "start" } | undefined {
  if (!("_courant_export" in item)) return undefined;
  const { _courant_export: said } = item;
  const has = (name: string) => typeof said === "object" && said !== null && name in said;
  if (has("version")) {
    check(Start, said);
    return { kind: "start" };
  }
  if (has("facet")) return { kind: "value", ...valueIn(check(Value, said)) };
  if (has("channel")) {
    const { channel, ...chain } = check(Archives, said);
    checkChain(chain);
    return { kind: "archives", channel, chain };
  }
  if (has("deleted")) {
    const { deleted, revision, names, former_page = false } = check(Deleted, said);
    const id = "id" in item && typeof item.id === "string" ? asId.read(item.id) : undefined;
    const date = utcDate(deleted);
    if (id === undefined || date === undefined) throw invalid("a deleted article needs its id and when it was deleted");
    return { kind: "deleted", id, deleted: date, revision, names, formerPage: former_page };
  }
  const { names, former_page = false } = check(Known, said);
  const counted = "_courant" in item ? item._courant : undefined;
  return { kind: "article", names, formerPage: former_page, revision: check(Counted, counted, "/_courant").revision };
}

function valueIn({ facet, value, slug }: Static<typeof Value>): { facet: Facet; value: string; slug: string } {
  if (value !== "" && value === oneLine(value) && slug.startsWith(`${facet}-`)) return { facet, value, slug };
  throw invalid(`the value must be text on one line, and its slug begin with ${facet}-`);
}

/** Numbers grow, and none is above the last that was given. */
function checkChain({ archives, last }: { archives: readonly Archive[]; last: number }): void {
  const numbers = [0, ...archives.map(({ number }) => number), last];
  const grow = archives.every(({ number }, index) => number > (numbers[index] ?? 0));
  if (!grow || (numbers.at(-2) ?? 0) > last) throw invalid("the numbers of archives must grow, up to the last");
}

function check<Schema extends TSchema>(schema: Schema, said: unknown, place = "/_courant_export"): Static<Schema> {
  const [first] = Errors(schema, said);
  if (first === undefined) return said as Static<Schema>;
  throw invalid(first.message, `${place}${first.instancePath}`);
}

function invalid(problem: string, place = "/_courant_export"): CourantError {
  return new CourantError(
    "ARTICLE_INVALID",
    `${place}: ${problem}. This is not as this Courant exports it; without _courant_export an article is imported as any other.`,
  );
}
