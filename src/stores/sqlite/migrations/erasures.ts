/** Articles that were erased for good, and those that are being erased. */
export const erasures = `-- Articles that are being erased (erasures.ts): body is JSON, without the id. The row with the empty id says that the
   -- database has to be scrubbed. "erased" holds hashes of the names of erased articles, and of the paths of their pages.
   CREATE TABLE erasures (article TEXT PRIMARY KEY, asked INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE erased (hash TEXT PRIMARY KEY, page INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   -- Entries of the audit log never change, but for what they say about an article that is erased.
   DROP TRIGGER audit_unchanged;
   CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
   WHEN NEW.before IS NOT NULL OR NEW.after IS NOT NULL OR NEW.entry <> OLD.entry OR NEW.at <> OLD.at OR NEW.by <> OLD.by
     OR NEW.token IS NOT OLD.token OR NEW.action <> OLD.action
     OR (NEW.subject <> OLD.subject AND NEW.subject NOT LIKE 'purged:%')
   BEGIN SELECT RAISE(ABORT, 'entries of the audit log never change'); END;`;
