import { noExclusiveRules } from "../../channel/exclusive-rules.ts";
import { facets } from "../../channel/terms.ts";
import type { Erasure, ErasureStore } from "../erasures.ts";
import { openArticleWriter } from "./article-writer.ts";
import { createStore, type Engine, query, type Row, type Work } from "./engine.ts";
import { openErasedChannels } from "./erased-channels.ts";
import { openErasedContent } from "./erased-content.ts";
import { hashOf, hashOfName, openErasedNames } from "./erased-names.ts";
import { openErasureTraces } from "./erasure-traces.ts";
import { openIdentity } from "./identity.ts";
import { openNames } from "./names.ts";
import { markScrub, scrubMark } from "./scrub-mark.ts";

/** The work that only the database itself can do: to take an article out of the index of words, and to overwrite what was deleted. */
export type Scrubbing = { eraseFromSearch(article: string): Promise<void>; scrub(): Promise<void> };

/** Opens the store of erasures: a row for each that goes on, and one for each name of an article that was erased. */
export function openErasures(engine: Engine, { eraseFromSearch, scrub }: Scrubbing): ErasureStore {
  const identity = openIdentity(engine);
  const names = openNames(engine);
  const erasedNames = openErasedNames();
  const writer = openArticleWriter(engine, () => noExclusiveRules);
  const content = openErasedContent();
  const channels = openErasedChannels(engine);
  const traces = openErasureTraces(engine);
  const find = query("SELECT article, asked, body FROM erasures WHERE article = ?");
  const list = query("SELECT article, asked, body FROM erasures WHERE article <> ? ORDER BY asked, article");
  const save = query(
    `INSERT INTO erasures (article, asked, body) VALUES (:article, :asked, :body)
     ON CONFLICT (article) DO UPDATE SET body = :body`,
  );
  const drop = query("DELETE FROM erasures WHERE article = ?");
  const remember = query("INSERT INTO erased (hash, page) VALUES (:hash, :page) ON CONFLICT DO NOTHING");
  const record = query(
    "INSERT INTO audit (at, by, token, action, subject) VALUES (:now, :by, :token, 'article.purged', :subject)",
  );
  const pages = query("SELECT hash FROM erased WHERE page = 1 ORDER BY hash");
  const removeRow = query("DELETE FROM articles WHERE id = ? AND body IS NULL");

  const toErasure = (row: Row): Erasure => ({
    article: String(row.article),
    subject: auditSubject(String(row.article)),
    asked: Number(row.asked),
    ...JSON.parse(String(row.body)),
  });

  function* found(id: string): Work<Erasure | undefined> {
    const row = yield* find.get(id);
    return row && toErasure(row);
  }

  /** Remembers the names of an article. Headlines and contents only tell articles apart that have no id and address. */
  function* rememberNames(id: string, owned: readonly string[], hadPage: boolean): Work<void> {
    const isAddressed = owned.some((name) => /^(?:id|url):/.test(name));
    const isFile = owned.some((name) => name.startsWith("file:"));
    for (const name of [`id:${id}`, ...owned]) {
      const isKept =
        /^(?:id|url|file|starter):/.test(name) ||
        (name.startsWith("content:") && !isAddressed) ||
        (name.startsWith("headline:") && !isAddressed && !isFile);
      if (isKept) yield* remember.run({ hash: hashOfName(name), page: 0 });
    }
    if (hadPage) yield* remember.run({ hash: hashOf(`/articles/${id.toWellFormed()}`), page: 1 });
  }

  /** Removes everything that says something about an article. @returns what is left to do; undefined when it is unknown */
  function* erase(given: string, { now, by, keptMedia }: BeginOptions): Work<Erasure | undefined> {
    const id = (yield* identity.byId(given))?.id ?? given;
    const known = yield* found(id);
    const row = yield* identity.byOwnId(id);
    if (!known && !row && !(yield* content.exists(id))) return undefined;
    const owned = yield* names.of(id);
    const terms = (yield* content.termsOf(id)).filter((term) => facets.some((facet) => term.startsWith(`${facet}:`)));
    const media = union(known?.media, yield* content.mediaOf(id));
    const urls = yield* content.addressesOf(id);
    yield* rememberNames(id, owned, yield* content.hadPage(id));
    if (row?.body != null) yield* writer.bury(id, { now, by: "purge" });
    yield* content.remove(id);
    yield* traces.removeArticle(id, urls);
    for (const each of new Set([id, given, ...namesAs("id:", owned)])) {
      yield* traces.removeMentions(each, auditSubject(id));
    }
    const fileNames = namesAs("file:", owned).map((name) => name.slice(name.lastIndexOf("/") + 1));
    yield* traces.removeImports([...fileNames, ...urls], auditSubject(id));
    const slugs = union(known?.slugs, yield* channels.slugsOf(terms));
    yield* channels.remove(slugs);
    for (const hash of keptMedia ? media : []) {
      if (yield* content.dropMedia(hash, keptMedia ?? [], now)) yield* traces.forgetFile(hash);
    }
    if (by) yield* record.run({ now, by: by.name, token: by.token ?? null, subject: auditSubject(id) });
    const { asked = now } = known ?? {};
    const files = union(known?.files, namesAs("file:", owned));
    const kept = { media, files, urls: union(known?.urls, urls), terms: union(known?.terms, terms), slugs };
    yield* save.run({ article: id, asked, body: JSON.stringify(kept) });
    return { article: id, subject: auditSubject(id), asked, ...kept };
  }

  const store = createStore<Omit<ErasureStore, "begin" | "finish" | "scrub">>(engine, {
    *pending() {
      return (yield* list.all(scrubMark)).map(toErasure);
    },
    *isScrubDue() {
      return (yield* find.get(scrubMark)) !== undefined;
    },
    isErased: (id) => erasedNames.has(`id:${id}`),
    *pages() {
      return (yield* pages.all()).map(({ hash }) => String(hash));
    },
  });

  return {
    ...store,

    async begin(given, options) {
      const erasure = await engine.do(writer.atomically(() => erase(given, options)));
      if (erasure) await eraseFromSearch(erasure.article);
      return erasure;
    },

    async finish({ article, terms, slugs }) {
      await eraseFromSearch(article);
      const rest = writer.atomically(function* () {
        yield* traces.removeArticle(article, []);
        yield* traces.removeMentions(article, auditSubject(article));
        yield* traces.removeChannels(slugs);
        yield* channels.remove(slugs);
        yield* channels.forgetTerms(terms);
        yield* removeRow.run(article);
        yield* drop.run(article);
        yield* markScrub.run();
      });
      await engine.do(rest);
    },

    async scrub() {
      await scrub();
      await engine.do(drop.run(scrubMark));
    },
  };
}

type BeginOptions = Parameters<ErasureStore["begin"]>[1];

/** The names of a kind, without what tells the kind. */
function namesAs(prefix: string, names: readonly string[]): string[] {
  return names.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
}

/** Stands for an erased article in the audit log: those who know the id can look for it, and others cannot read it. */
function auditSubject(id: string): string {
  return `purged:${hashOfName(`id:${id}`).slice(0, 16)}`;
}

function union(one: readonly string[] = [], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])];
}
