import pg from "pg";
import type { History } from "./history.ts";

/* A log that the database of a test keeps of every document that is published, and by whose lease. */

const logTables = `
  CREATE TABLE commit_log (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY, number BIGINT, path TEXT, entry TEXT, lease BIGINT, writer BIGINT
  );
  INSERT INTO commit_log (number, path, entry, lease, writer)
    SELECT number, path, entry, generation, generation FROM documents, lease;
  CREATE OR REPLACE FUNCTION check_generation(mine BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    PERFORM set_config('courant.generation', mine::text, true);
    IF NOT EXISTS (SELECT 1 FROM lease WHERE generation = mine) THEN
      RAISE EXCEPTION 'Another node publishes now.' USING ERRCODE = 'CRT01';
    END IF; END $$;
  CREATE FUNCTION log_document() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO commit_log (number, path, entry, lease, writer) VALUES (NEW.number, NEW.path, NEW.entry,
      (SELECT generation FROM lease), nullif(current_setting('courant.generation', true), '')::bigint);
    RETURN NULL; END $$;
  CREATE TRIGGER log_document AFTER INSERT OR UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION log_document();`;

/** Asks the database of a test. */
export async function queryDatabase(url: string, text: string): Promise<pg.QueryResult["rows"]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows ?? [];
  } finally {
    await client.end();
  }
}

/** Starts the log. The schema must be there. */
export async function startCommitLog(url: string): Promise<void> {
  await queryDatabase(url, logTables);
}

/** Compares what was published and what was served. @returns what does not come from one sequence of commits */
export async function checkCommits(url: string, { bodies }: History): Promise<{ commits: number; wrong: string[] }> {
  const rows = await queryDatabase(url, "SELECT * FROM commit_log ORDER BY sequence");
  const wrong: string[] = [];
  let last = { number: 0, lease: 0 };
  for (const row of rows) {
    const [number, lease, writer] = [row.number, row.lease, row.writer].map(Number) as [number, number, number];
    if (writer !== lease)
      wrong.push(`commit ${number} of ${row.path}: written by ${row.writer}, the lease was ${lease}`);
    if (number < last.number || lease < last.lease) wrong.push(`commit ${number} (${lease}) came after ${last.number}`);
    last = { number, lease };
  }
  const present = await queryDatabase(url, "SELECT path, entry FROM documents");
  const entries = new Map<string, string>();
  for (const { path, entry } of [...rows, ...present]) entries.set(path, `${entries.get(path) ?? ""}${entry ?? ""}`);
  for (const [path, hashes] of bodies) {
    const known = entries.get(path) ?? "";
    for (const hash of hashes)
      if (!known.includes(hash)) wrong.push(`${path} was served with bytes of no commit: ${hash}`);
  }
  return { commits: new Set(rows.map(({ number }) => number)).size, wrong };
}
