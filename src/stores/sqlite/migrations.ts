import type { DatabaseSync } from "node:sqlite";
import { CourantError } from "../../errors.ts";
import { titleKey } from "./listed.ts";
import { nameKey } from "./names.ts";
import { transaction } from "./transaction.ts";

/** Steps to today's schema. Append only: a step that was released never changes. `PRAGMA user_version` counts them. */
export const migrations: readonly string[] = [
  `CREATE TABLE articles (
     id TEXT PRIMARY KEY,
     revision INTEGER NOT NULL,
     published INTEGER NOT NULL, -- milliseconds since 1970, like every time here
     expires INTEGER,
     permalink INTEGER NOT NULL, -- 0: it never had a permalink page, 1: it has one now, 2: it had one once
     deleted INTEGER, -- when; the body is gone then, and the row keeps the article from coming back
     body TEXT, -- the article as JSON; last, so that reading the columns before it does not read it
     CHECK ((body IS NULL) = (deleted IS NOT NULL))
   ) STRICT;
   CREATE INDEX articles_expires ON articles (expires) WHERE expires IS NOT NULL;
   CREATE INDEX articles_former ON articles (id) WHERE permalink = 2;
   CREATE INDEX articles_deleted ON articles (deleted) WHERE deleted IS NOT NULL;

   -- What articles are selected by (src/channel/terms.ts). The order of the key is the order of feeds.
   CREATE TABLE terms (
     term TEXT NOT NULL,
     published INTEGER NOT NULL,
     article TEXT NOT NULL REFERENCES articles (id),
     PRIMARY KEY (term, published DESC, article)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX terms_article ON terms (article);

   -- What articles are recognised by (identity.ts): given ids, URLs now or before, files, headlines, hashes.
   CREATE TABLE names (
     name TEXT PRIMARY KEY,
     article TEXT NOT NULL REFERENCES articles (id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX names_article ON names (article);`,

  `CREATE TABLE runs (
     sequence INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     requested TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX runs_requested ON runs (requested, sequence);`,

  `-- Which articles changed last: a number for each term, higher than all before when an article with it is written or
   -- removed. The term of every article has the highest.
   CREATE TABLE changes (term TEXT PRIMARY KEY, change INTEGER NOT NULL) STRICT, WITHOUT ROWID;

   -- Values of tags, authors and languages that have, or had, a channel of their own (channels.ts).
   CREATE TABLE channel_values (term TEXT PRIMARY KEY, value TEXT NOT NULL, slug TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;

   -- The archive documents of each channel, as JSON (src/channel/archives.ts).
   CREATE TABLE archives (channel TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;`,

  `-- Who asked for what (audience.ts), by day, as YYYY-MM-DD in UTC.
   CREATE TABLE requests (
     day TEXT NOT NULL,
     channel TEXT NOT NULL,
     format TEXT NOT NULL,
     status INTEGER NOT NULL,
     coding TEXT NOT NULL,
     client TEXT NOT NULL,
     requests INTEGER NOT NULL,
     PRIMARY KEY (day, channel, format, status, coding, client)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE subscribers (
     day TEXT NOT NULL,
     channel TEXT NOT NULL,
     format TEXT NOT NULL,
     aggregator TEXT NOT NULL,
     subscribers INTEGER NOT NULL,
     PRIMARY KEY (day, channel, format, aggregator)
   ) STRICT, WITHOUT ROWID;`,

  `-- The number of the change that wrote an article last, for those who ask what changed since.
   ALTER TABLE articles ADD COLUMN change INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX articles_pages ON articles (change) WHERE permalink > 0;
   CREATE INDEX changes_change ON changes (change);`,

  `-- The earliest that an article was ever published at: where it may have stood in archives.
   ALTER TABLE articles ADD COLUMN earliest INTEGER NOT NULL DEFAULT 0;
   UPDATE articles SET earliest = published;
   CREATE INDEX articles_change ON articles (change);`,

  `-- What is known of each source between two polls (src/sources/state.ts), as JSON.
   CREATE TABLE sources (url TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;`,

  `-- The pages that the sitemaps of a source list. Times are milliseconds since 1970; "failures" are in a row.
   CREATE TABLE source_pages (
     source TEXT, url TEXT, kind TEXT NOT NULL, modified INTEGER, due INTEGER NOT NULL, asked INTEGER NOT NULL DEFAULT 0,
     failures INTEGER NOT NULL DEFAULT 0, etag TEXT, last_modified TEXT, PRIMARY KEY (source, url)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX source_pages_due ON source_pages (source, kind DESC, modified DESC) WHERE due = 1;`,

  `-- Pictures and attachments that documents show without saying all of them (media.ts), and the articles that name them.
   -- next: when it is to be asked, if it is; failures: in a row; facts: MediaFacts (src/article/media.ts) as JSON, if any.
   CREATE TABLE media (
     url TEXT PRIMARY KEY, asked INTEGER, next INTEGER, failures INTEGER NOT NULL, error TEXT, facts TEXT
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX media_next ON media (next) WHERE next IS NOT NULL;
   CREATE TABLE media_articles (url TEXT, article TEXT, PRIMARY KEY (url, article)) STRICT, WITHOUT ROWID;`,

  `-- Whether a value has its channel now. One without keeps its slug, for when it has a channel again.
   ALTER TABLE channel_values ADD COLUMN shown INTEGER NOT NULL DEFAULT 1;`,

  `-- The articles of sources (source-articles.ts), each with the revision that its source wrote or agreed with last.
   CREATE TABLE source_articles (
     article TEXT PRIMARY KEY REFERENCES articles (id), source TEXT NOT NULL, published INTEGER NOT NULL,
     revision INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX source_articles_newest ON source_articles (source, published DESC, article);`,
  `-- The last batch of counts that each serving process sent, so that none is added twice.
   CREATE TABLE audience_batches (
     serving TEXT PRIMARY KEY, number INTEGER NOT NULL, day TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;`,

  `-- Several articles can have one link, and all spellings of an address are one name (names.ts). "input:" and an input:
   -- it gave the article an id.
   CREATE TABLE spelled_names (
     name TEXT, article TEXT REFERENCES articles (id), PRIMARY KEY (name, article)
   ) STRICT, WITHOUT ROWID;
   INSERT OR IGNORE INTO spelled_names SELECT name_key(name), article FROM names;
   INSERT OR IGNORE INTO spelled_names SELECT name_key('id:' || id), id FROM articles WHERE id LIKE 'http%://%';
   DROP TABLE names;
   ALTER TABLE spelled_names RENAME TO names;
   CREATE INDEX names_article ON names (article);`,

  `-- When date_modified comes, if it was ahead of the article's last write, and what documents say until then.
   ALTER TABLE articles ADD COLUMN modified_due INTEGER;
   ALTER TABLE articles ADD COLUMN modified_shown INTEGER;
   UPDATE articles SET modified_due = milliseconds(body ->> 'date_modified'), modified_shown = published
     WHERE body IS NOT NULL AND milliseconds(body ->> 'date_modified') > published;
   CREATE INDEX articles_modified ON articles (modified_due) WHERE modified_due IS NOT NULL;`,

  `-- Who changed what (audit.ts). "token" is the id of a token, "before" and "after" are JSON. Entries never change.
   CREATE TABLE audit (
     entry INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, by TEXT NOT NULL, token TEXT, action TEXT NOT NULL,
     subject TEXT NOT NULL, before TEXT, after TEXT
   ) STRICT;
   CREATE INDEX audit_at ON audit (at);
   CREATE INDEX audit_subject ON audit (subject, entry);
   CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'entries of the audit log never change'); END;`,

  `-- Drafts (drafts.ts) by the id of their article, which may have a published version beside it. They are never in
   -- "articles", so nothing that builds documents finds them. body: as an input states the article, as JSON.
   CREATE TABLE drafts (
     id TEXT PRIMARY KEY, revision INTEGER NOT NULL, saved INTEGER NOT NULL, saved_by TEXT NOT NULL,
     url TEXT, -- spelled as in "names"
     publish_at INTEGER, publish_error TEXT, body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX drafts_saved ON drafts (saved DESC, id);
   CREATE INDEX drafts_url ON drafts (url) WHERE url IS NOT NULL;
   CREATE INDEX drafts_publish_at ON drafts (publish_at) WHERE publish_error IS NULL;

   -- Former states of articles and drafts (revisions.ts). ended: when something else took their place; body: JSON in zstd.
   CREATE TABLE revisions (
     article TEXT NOT NULL, revision INTEGER NOT NULL, kind TEXT NOT NULL, written INTEGER NOT NULL, written_by TEXT,
     ended INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (article, revision)
   ) STRICT;

   -- When the present state of an article was written or deleted, and by whom; unknown for older ones.
   ALTER TABLE articles ADD COLUMN written INTEGER;
   ALTER TABLE articles ADD COLUMN written_by TEXT;`,

  `-- Tokens of the admin API (tokens.ts). "hash" is the SHA-256 of the text, "scopes" is JSON. A revoked token keeps its row.
   CREATE TABLE tokens (
     id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scopes TEXT NOT NULL,
     per_minute INTEGER NOT NULL, created INTEGER NOT NULL, expires INTEGER, used INTEGER, revoked INTEGER
   ) STRICT, WITHOUT ROWID;`,
  `-- The queue of what goes out (jobs.ts): jobs, what they send, and lanes that are paused or had no room.
   CREATE TABLE messages (
     id TEXT PRIMARY KEY, type TEXT NOT NULL, created INTEGER NOT NULL, body TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE jobs (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL,
     lane TEXT NOT NULL,
     host TEXT NOT NULL,
     message TEXT NOT NULL REFERENCES messages (id),
     created INTEGER NOT NULL,
     state TEXT NOT NULL DEFAULT 'waiting', -- or done, dead
     taken INTEGER NOT NULL DEFAULT 0, -- 1: a process works on it, and "due" is when its lease ends
     due INTEGER,
     attempts INTEGER NOT NULL DEFAULT 0,
     failures INTEGER NOT NULL DEFAULT 0, -- since it was replayed last
     finished INTEGER,
     -- The last attempt.
     attempted INTEGER, duration INTEGER, status INTEGER, error TEXT, answer TEXT,
     CHECK ((due IS NULL) = (state <> 'waiting'))
   ) STRICT;
   CREATE INDEX jobs_waiting ON jobs (lane, due, number) WHERE state = 'waiting';
   CREATE INDEX jobs_created ON jobs (created) WHERE state = 'waiting';
   CREATE INDEX jobs_taken ON jobs (number) WHERE taken = 1;
   CREATE INDEX jobs_lane ON jobs (lane, number);
   CREATE INDEX jobs_finished ON jobs (finished) WHERE finished IS NOT NULL;
   CREATE INDEX jobs_message ON jobs (message);
   CREATE TABLE job_lanes (
     lane TEXT PRIMARY KEY, resumes INTEGER, dropped INTEGER NOT NULL DEFAULT 0
   ) STRICT, WITHOUT ROWID;

   -- Webhooks as JSON (src/stores/webhooks.ts).
   CREATE TABLE webhooks (
     sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, disabled INTEGER NOT NULL, body TEXT NOT NULL
   ) STRICT;

   -- What others were told (announcements.ts): up to which checkpoint, of which articles, documents and failing sources.
   CREATE TABLE announced (only INTEGER PRIMARY KEY CHECK (only = 1), change INTEGER NOT NULL, now INTEGER NOT NULL) STRICT;
   CREATE TABLE announced_articles (
     article TEXT PRIMARY KEY, revision INTEGER NOT NULL, url TEXT, terms TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE announced_documents (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE announced_sources (url TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;`,

  `-- What lists of articles are sorted and filtered by (listed.ts). Numbers are in the order of publication, and name the
   -- articles in the index of words, which is a file of its own (search-index.ts) and belongs to the collection with this id.
   CREATE TABLE listed (
     number INTEGER PRIMARY KEY, article TEXT NOT NULL UNIQUE REFERENCES articles (id), published INTEGER NOT NULL,
     modified INTEGER NOT NULL, title TEXT NOT NULL, source TEXT, expires INTEGER
   ) STRICT;
   INSERT INTO listed
     SELECT max(min(published, 4398046511103), -4398046511103) * 1048576
         + row_number() OVER (PARTITION BY max(min(published, 4398046511103), -4398046511103) ORDER BY id DESC) - 1,
       id, published, milliseconds(body ->> 'date_modified'), title_key(body ->> 'title'), body ->> '$._courant.source', expires
     FROM articles WHERE body IS NOT NULL;
   CREATE INDEX listed_modified ON listed (modified);
   CREATE INDEX listed_title ON listed (title);
   CREATE INDEX listed_source ON listed (source) WHERE source IS NOT NULL;
   CREATE INDEX listed_expires ON listed (expires) WHERE expires IS NOT NULL;
   CREATE TABLE collection (id TEXT NOT NULL) STRICT;
   INSERT INTO collection VALUES (lower(hex(randomblob(16))));`,

  `-- Uploaded files (media-files.ts), by the SHA-256 of their bytes. names: those in addresses, as JSON; facts: UploadFacts as
   -- JSON; deleted: when, after which the address is answered 410.
   CREATE TABLE media_files (
     hash TEXT PRIMARY KEY, bytes INTEGER NOT NULL, facts TEXT NOT NULL, names TEXT NOT NULL, uploaded INTEGER NOT NULL,
     by TEXT NOT NULL, deleted INTEGER
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX media_files_uploaded ON media_files (uploaded, hash) WHERE deleted IS NULL;
   -- The uploaded files that articles, drafts and revisions link to, also those that are not here. revision: 0 for none.
   CREATE TABLE media_uses (
     hash TEXT, owner TEXT, article TEXT, revision INTEGER, PRIMARY KEY (hash, owner, article, revision)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX media_uses_article ON media_uses (article, owner, revision);
   CREATE TRIGGER drafts_media AFTER DELETE ON drafts BEGIN
     DELETE FROM media_uses WHERE article = OLD.id AND owner = 'draft';
   END;
   CREATE TRIGGER revisions_media AFTER DELETE ON revisions BEGIN
     DELETE FROM media_uses WHERE article = OLD.article AND owner = 'revision' AND revision = OLD.revision;
   END;`,
];

/**
 * Brings a database to today's schema, each step in a transaction of its own. A new database, which has nothing to lose,
 * takes them all in one and waits for the disk once.
 * @throws COLLECTION_UNREADABLE when a newer Courant wrote it
 */
export function migrate(database: DatabaseSync, file: string, steps = migrations): void {
  const version = versionOf(database);
  database.function("name_key", (name) => nameKey(String(name)));
  database.function("milliseconds", (date) => Date.parse(String(date)));
  database.function("title_key", (title) => titleKey(String(title ?? "")));
  if (version > steps.length) {
    throw new CourantError(
      "COLLECTION_UNREADABLE",
      `The collection ${file} was written by a newer Courant: its schema is version ${version}, and this Courant knows ` +
        `versions up to ${steps.length}. Install the newer Courant, or restore a backup from before (“courant restore FILE”).`,
    );
  }
  const toTake = steps.map((step, index) => ({ step, number: index + 1 })).slice(version);
  for (const together of version === 0 ? [toTake] : toTake.map((each) => [each])) {
    transaction(database, () => {
      for (const { step, number } of together) {
        // Another process may have taken it meanwhile.
        if (versionOf(database) >= number) continue;
        database.exec(step);
        database.exec(`PRAGMA user_version = ${number}`);
      }
    });
  }
}

/** Returns the number of steps that were taken on a database; 0 when it is empty or not a collection. */
export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.user_version);
}
