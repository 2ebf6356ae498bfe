import { settingsTable } from "./settings.ts";

const start = "<!-- `npm run docs` writes this table from src/config/schema.ts -->\n";
const end = "<!-- until here -->";

/**
 * The page of the configuration with the table of its settings as it must be. Pure.
 * @throws when the page has no place for the table
 */
export function withTable(page: string): string {
  const [before = "", rest = ""] = page.split(start);
  const [, after] = rest.split(end);
  if (after === undefined)
    throw new Error("docs/configuration.md has no place for the table: its comments are missing");
  return `${before}${start}\n${settingsTable()}\n\n${end}${after}`;
}
