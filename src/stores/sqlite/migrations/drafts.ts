/** Drafts and revisions. */
export const drafts = `-- Drafts (drafts.ts) by the id of their article, which may have a published version beside it. They are never in
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
   ALTER TABLE articles ADD COLUMN written_by TEXT;`;
