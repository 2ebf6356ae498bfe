/** The facts of pictures and attachments elsewhere. */
export const mediaFacts = `-- Pictures and attachments that documents show without saying all of them (media.ts), and the articles that name them.
   -- next: when it is to be asked, if it is; failures: in a row; facts: MediaFacts (src/article/media.ts) as JSON, if any.
   CREATE TABLE media (
     url TEXT PRIMARY KEY, asked INTEGER, next INTEGER, failures INTEGER NOT NULL, error TEXT, facts TEXT
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX media_next ON media (next) WHERE next IS NOT NULL;
   CREATE TABLE media_articles (url TEXT, article TEXT, PRIMARY KEY (url, article)) STRICT, WITHOUT ROWID;`;

/** Uploaded files and their uses. */
export const mediaFiles = `-- Uploaded files (media-files.ts), by the SHA-256 of their bytes. names: those in addresses, as JSON; facts: UploadFacts as
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
   END;`;

/** Smaller versions of uploaded pictures. */
export const smallerPictures = `-- smaller: SmallerPicture[] (src/article/smaller-pictures.ts) as JSON, NULL until they are made; smaller_bytes: their
   -- length; smaller_tries: how often somebody began to make them; change: when they changed last, as articles count it.
   ALTER TABLE media_files ADD COLUMN smaller TEXT;
   ALTER TABLE media_files ADD COLUMN smaller_bytes INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE media_files ADD COLUMN smaller_tries INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE media_files ADD COLUMN change INTEGER NOT NULL DEFAULT 0;
   UPDATE media_files SET smaller = '[]'
   WHERE facts ->> 'type' NOT LIKE 'image/%' OR coalesce(facts ->> 'width', 0) <= 320;
   CREATE INDEX media_files_unmade ON media_files (uploaded, hash) WHERE smaller IS NULL AND deleted IS NULL;
   CREATE INDEX media_files_change ON media_files (change) WHERE change > 0;`;
