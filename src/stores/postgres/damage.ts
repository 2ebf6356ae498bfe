import { type Engine, query } from "../sql/engine.ts";

/** So many bodies are read at once. */
const bodiesPerPage = 200;

/** The most problems of a kind that are told one by one. */
const maxTold = 20;

/** Queries of rows that must not be in a collection, with the name of a row in the column `name`. The rules of the tables see to the rest. */
const contradictions: readonly { sql: string; problem: string }[] = [
  {
    sql: "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid",
    problem: "the index is not complete: REINDEX it",
  },
  {
    sql: "SELECT id AS name FROM articles WHERE body IS NOT NULL AND id NOT IN (SELECT article FROM terms)",
    problem: "no channel finds the article: save it again",
  },
  {
    sql: "SELECT id AS name FROM articles WHERE body IS NOT NULL AND id NOT IN (SELECT article FROM listed)",
    problem: "no list has the article: save it again",
  },
  {
    sql: "SELECT hash AS name FROM document_bytes WHERE encode(sha256(bytes), 'hex') <> hash",
    problem:
      "the bytes of a document are damaged: delete this row of document_bytes, and run “courant regenerate --force”",
  },
];

/**
 * Reads a collection and looks for damage: rows that contradict each other, and bodies that are no JSON. The server itself
 * looks after its pages and keys.
 */
export async function findDamage(engine: Engine): Promise<string[]> {
  const found: string[] = [];
  for (const { sql, problem } of contradictions) {
    const rows = await engine.do(query(`${sql} LIMIT ${maxTold}`).all());
    found.push(...rows.map(({ name }) => `${name}: ${problem}`));
  }
  for (const table of ["articles", "drafts"]) found.push(...(await findBrokenBodies(engine, table)));
  return found;
}

async function findBrokenBodies(engine: Engine, table: string): Promise<string[]> {
  const page = query(
    `SELECT id, body FROM ${table} WHERE id > ? AND body IS NOT NULL ORDER BY id LIMIT ${bodiesPerPage}`,
  );
  const broken: string[] = [];
  for (let last = ""; broken.length < maxTold; ) {
    const rows = await engine.do(page.all(last));
    for (const { id, body } of rows) {
      if (!isJsonObject(String(body))) broken.push(`${id}: its row in ${table} is damaged: no JSON`);
    }
    if (rows.length < bodiesPerPage) break;
    last = String(rows.at(-1)?.id);
  }
  return broken;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
