import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { zstdDecompressSync } from "node:zlib";
import { filesIn } from "../canary.ts";

/** The files in DATA_DIR and FEEDS_DIR whose name or bytes hold a word, in any case, and the tables with it. */
export async function tracesOf(folder: string, word: string): Promise<string[]> {
  const wanted = word.toLowerCase();
  const found: string[] = [];
  for (const each of ["data", "feeds"]) {
    for (const { name, text } of await filesIn(join(folder, each))) {
      if (`${name}\n${text}`.toLowerCase().includes(wanted)) found.push(`${each}/${name}`);
    }
  }
  return [...found, ...tablesWith(folder, wanted), ...indexedWords(folder, wanted)];
}

/** The tables with a word. Former states are compressed. */
function tablesWith(folder: string, wanted: string): string[] {
  const database = new DatabaseSync(join(folder, "data", "courant.sqlite"), { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return tables.flatMap(({ name }) => {
      const all = database.prepare(`SELECT * FROM ${name}`);
      all.setReadBigInts(true);
      return all.all().some((row) => Object.values(row).some((value) => textOf(value).includes(wanted)))
        ? [String(name)]
        : [];
    });
  } finally {
    database.close();
  }
}

const zstdMagic = 0xfd2fb528;

function textOf(value: unknown): string {
  if (!(value instanceof Uint8Array)) return String(value).toLowerCase();
  const bytes = Buffer.from(value);
  const isCompressed = bytes.length > 4 && bytes.readUInt32LE(0) === zstdMagic;
  return (isCompressed ? zstdDecompressSync(bytes) : bytes).toString("utf8").toLowerCase();
}

/** The index of words keeps only the rest of a word that begins as the one before it. */
function indexedWords(folder: string, wanted: string): string[] {
  const file = join(folder, "data", "courant.sqlite.search");
  if (!existsSync(file)) return [];
  const index = new DatabaseSync(file);
  try {
    index.exec("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row)");
    const found = index.prepare("SELECT 1 FROM temp.vocabulary WHERE instr(term, ?) > 0 LIMIT 1").get(wanted);
    return found ? ["words"] : [];
  } finally {
    index.close();
  }
}
