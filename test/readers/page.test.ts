import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "tap";
import { readersTable } from "./table.ts";

const file = join(import.meta.dirname, "../../docs/what-readers-see.md");
const start = "<!-- test/readers/table.ts writes this: npm test -- --snapshot test/readers/page.test.ts -->\n\n";
const end = "\n\n<!-- until here -->";

test("docs/what-readers-see.md says what the readers see", (t) => {
  const page = readFileSync(file, "utf8");
  const [before = "", rest = ""] = page.split(start);
  const [table = "", after = ""] = rest.split(end);
  t.not(after, "", "the page has a place for it");
  if (process.env.TAP_SNAPSHOT === "1") writeFileSync(file, before + start + readersTable() + end + after);
  else t.equal(table, readersTable());
  t.end();
});
