/*
 * The tables of an installation with several nodes. They are not copied with a collection: documents come from FEEDS_DIR.
 */

/** The lease of the node that publishes, and what that node published. */
export const nodes = `
  -- The node that publishes, until "expires" by the clock of the server. Each takeover has a higher generation.
  CREATE TABLE lease ("only" BIGINT PRIMARY KEY CHECK ("only" = 1), generation BIGINT NOT NULL, holder TEXT, expires TIMESTAMPTZ NOT NULL);
  INSERT INTO lease VALUES (1, 0, NULL, '-infinity');
  -- Refuses a write of a node that published before, and has slept since.
  CREATE FUNCTION check_generation(mine BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM lease WHERE generation = mine) THEN
      RAISE EXCEPTION 'Another node publishes now.' USING ERRCODE = 'CRT01';
    END IF; END $$;

  -- Counters that grow when something changes, so that nodes see with one query what they have to read again.
  CREATE TABLE signals (topic TEXT PRIMARY KEY, number BIGINT NOT NULL);
  CREATE FUNCTION signal_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO signals VALUES (TG_ARGV[0], 1) ON CONFLICT (topic) DO UPDATE SET number = signals.number + 1;
    RETURN NULL; END $$;
  CREATE TRIGGER signal_articles AFTER INSERT OR UPDATE ON changes
    FOR EACH STATEMENT EXECUTE FUNCTION signal_change('articles');
  CREATE TRIGGER signal_drafts AFTER INSERT OR UPDATE OR DELETE ON drafts
    FOR EACH STATEMENT EXECUTE FUNCTION signal_change('articles');
  CREATE TRIGGER signal_tokens AFTER INSERT OR DELETE OR UPDATE OF revoked ON tokens
    FOR EACH STATEMENT EXECUTE FUNCTION signal_change('tokens');

  CREATE TRIGGER signal_readers AFTER INSERT OR UPDATE OR DELETE ON private_credentials
    FOR EACH STATEMENT EXECUTE FUNCTION signal_change('readers');

  -- The bytes of documents, by SHA-256. "unused": since when no document has them.
  CREATE TABLE document_bytes (hash TEXT PRIMARY KEY, bytes BYTEA NOT NULL, unused TIMESTAMPTZ);
  ALTER TABLE document_bytes ALTER COLUMN bytes SET STORAGE EXTERNAL;
  CREATE INDEX document_bytes_unused ON document_bytes (unused) WHERE unused IS NOT NULL;
  -- The entry of each document in manifests (published/manifest.ts); NULL for one that was removed, with the time.
  CREATE TABLE documents (path TEXT PRIMARY KEY, number BIGINT NOT NULL, entry TEXT, removed TIMESTAMPTZ);
  CREATE INDEX documents_number ON documents (number);
  CREATE INDEX documents_removed ON documents (removed) WHERE removed IS NOT NULL;
  -- The fingerprint of each target, as JSON.
  CREATE TABLE document_keys (name TEXT PRIMARY KEY, key TEXT NOT NULL);
  -- The number of the last commit; base URL, paths without a document, and the state, as JSON; the report of the node.
  CREATE TABLE published (
    "only" BIGINT PRIMARY KEY CHECK ("only" = 1), number BIGINT NOT NULL, committed TIMESTAMPTZ, body TEXT NOT NULL, report TEXT
  );
  INSERT INTO published VALUES (1, 0, NULL, '{}', NULL);
  CREATE TRIGGER signal_published AFTER UPDATE OF number ON published
    FOR EACH STATEMENT EXECUTE FUNCTION signal_change('published');
  CREATE TRIGGER signal_report AFTER UPDATE OF report ON published
    FOR EACH STATEMENT EXECUTE FUNCTION signal_change('report');

  -- The bytes of uploaded files in parts, and who may read private ones. Part -1 says that all parts are here.
  CREATE TABLE media_bytes (name TEXT, part BIGINT, bytes BYTEA NOT NULL, PRIMARY KEY (name, part));
  ALTER TABLE media_bytes ALTER COLUMN bytes SET STORAGE EXTERNAL;
  CREATE TABLE media_readers (hash TEXT PRIMARY KEY, readers TEXT NOT NULL);
  CREATE TRIGGER signal_media AFTER INSERT OR DELETE OR UPDATE OF names, deleted, smaller ON media_files
    FOR EACH STATEMENT EXECUTE FUNCTION signal_change('media');
  CREATE TRIGGER signal_media_readers AFTER INSERT OR UPDATE OR DELETE ON media_readers
    FOR EACH STATEMENT EXECUTE FUNCTION signal_change('media');

  -- The text of the configuration file, for all nodes.
  CREATE TABLE configuration ("only" BIGINT PRIMARY KEY CHECK ("only" = 1), number BIGINT NOT NULL, text TEXT NOT NULL);
  CREATE TRIGGER signal_configuration AFTER INSERT OR UPDATE ON configuration
    FOR EACH STATEMENT EXECUTE FUNCTION signal_change('config');

  -- Regenerations that other nodes ask for. "run": the id of the run that answers them.
  CREATE TABLE run_requests (
    id TEXT PRIMARY KEY, cause TEXT NOT NULL, channels TEXT, force BIGINT NOT NULL, requested BIGINT NOT NULL, run TEXT
  );
  CREATE TRIGGER signal_run_requests AFTER INSERT ON run_requests
    FOR EACH STATEMENT EXECUTE FUNCTION signal_change('runs');`;
