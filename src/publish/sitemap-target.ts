import { digestOf } from "../channel/archives.ts";
import { conditionsOf } from "../channel/terms.ts";
import type { Channel, Selection } from "../config/schema.ts";
import { newsLifetimeMs, sitemapPartPath, sitemapPath } from "../render/sitemap.ts";
import type { SelectionStore } from "../stores/selections.ts";
import type { SitemapPart, TrackedTarget } from "./target.ts";

/** Up to this number of pages of articles they stand in one sitemap, which is written anew when one of them changes. */
const maxPagesInOne = 1000;

/** The most entries of a sitemap (https://www.sitemaps.org/protocol.html#otherinfo). */
export const maxEntries = 50_000;

/** A part with more pages is written anew at most once in `calmMs`: no crawler comes more often, and edits come in rows. */
const maxPagesAtOnce = 100;
const calmMs = 60_000;

type SitemapDeps = {
  selections: Pick<SelectionStore, "select" | "nextChangeTime" | "pageMonths">;
  /** Names the configuration and the program. */
  definition: string;
  /** The selections of exclusive channels. */
  except: readonly Selection[];
};

/** The fingerprint with which a part was built last, by path, and when. */
type BuiltParts = Map<string, { fingerprint: string; at: number }>;

/**
 * Creates the function that returns the targets of the sitemap: one for everything, or, when there are many pages, a list and
 * a target for each month, so that an edit writes the pages of one month. `now` is in milliseconds since 1970.
 */
export function createSitemapTargets({ selections, definition, except }: SitemapDeps) {
  const built: BuiltParts = new Map();
  const hasPages = async (month: string) =>
    (await selections.select({ pages: month, except }, 1, Number.MAX_SAFE_INTEGER)).length > 0;
  return async function sitemapTargets(channels: readonly Channel[], now: number): Promise<TrackedTarget[]> {
    const head = digestOf([definition, channels]);
    const few = await selections.select({ pages: "all", except }, maxPagesInOne + 1, now);
    const pagesTarget = (path: string, part: PagesPart, digest: string) =>
      withCalm(pagesTargetOf(path, part, { head: digest, selections, except }), built);
    if (few.length <= maxPagesInOne) return [pagesTarget(sitemapPath, { kind: "all", channels }, head)];
    const months: string[] = [];
    for (const month of await selections.pageMonths()) {
      if (except.length === 0 || (await hasPages(month))) months.push(month);
    }
    return [
      fixedTarget(sitemapPath, { kind: "list", parts: ["site", ...months] }, digestOf([definition, months])),
      fixedTarget(sitemapPartPath("site"), { kind: "site", channels }, head),
      ...months.map((month) => pagesTarget(sitemapPartPath(month), { kind: "month", month }, definition)),
    ];
  };
}

/** Tells whether a path is that of a part of the sitemap that none of the targets builds. */
export function matchStaleSitemaps(targets: readonly Pick<TrackedTarget, "paths">[]): (path: string) => boolean {
  const built = new Set(targets.flatMap(({ paths }) => paths));
  return (path) => path.startsWith("/sitemap/") && !built.has(path);
}

function targetOf(path: string, part: SitemapPart): Omit<TrackedTarget, "isAffectedBy" | "fingerprint"> {
  return { id: path, name: "sitemap", scope: { kind: "sitemap", part }, paths: [path], archiveLifetimeMs: 0 };
}

function fixedTarget(path: string, part: SitemapPart, fingerprint: string): TrackedTarget {
  return {
    ...targetOf(path, part),
    isAffectedBy: () => true,
    fingerprint: async () => ({ fingerprint, due: undefined }),
  };
}

type PagesPart = Extract<SitemapPart, { kind: "all" | "month" }>;

type PagesTarget = TrackedTarget & { countPages: (now: number) => Promise<number> };

function pagesTargetOf(
  path: string,
  part: PagesPart,
  { head, selections, except }: Pick<SitemapDeps, "selections" | "except"> & { head: string },
): PagesTarget {
  const selection = { pages: part.kind === "all" ? "all" : part.month, except };
  const [terms] = conditionsOf(selection);
  return {
    ...targetOf(path, part),
    isAffectedBy: (changed) => part.kind === "all" || terms.some((term) => changed.has(term)),
    countPages: async (now) => (await selections.select(selection, maxPagesAtOnce + 1, now)).length,
    async fingerprint(now) {
      const selected = await selections.select(selection, maxEntries, now);
      const news = selected.filter(({ published }) => published > now - newsLifetimeMs);
      const nextChange = await selections.nextChangeTime(selection, now);
      const times = [nextChange, ...news.map(({ published }) => published + newsLifetimeMs)];
      const due = times.reduce(
        (first, time) => (time === undefined || (first ?? time) < time ? first : time),
        undefined,
      );
      const articles = selected.map(({ id, revision }) => [id, revision]);
      return { fingerprint: digestOf([head, articles, due]), due };
    },
  };
}

/** Lets a target with many pages stay as it is until it was built long enough ago. */
function withCalm({ countPages, ...target }: PagesTarget, built: BuiltParts): TrackedTarget {
  const [path = ""] = target.paths;
  return {
    ...target,
    async fingerprint(now) {
      const last = built.get(path);
      const isRecent = last !== undefined && now >= last.at && now < last.at + calmMs;
      if (isRecent && (await countPages(now)) > maxPagesAtOnce) {
        return { fingerprint: last.fingerprint, due: last.at + calmMs };
      }
      const next = await target.fingerprint(now);
      if (next.fingerprint !== last?.fingerprint) built.set(path, { fingerprint: next.fingerprint, at: now });
      return next;
    },
  };
}
