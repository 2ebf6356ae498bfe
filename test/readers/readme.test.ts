import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "tap";
import { readersTable } from "./table.ts";

const file = join(import.meta.dirname, "../../README.md");
const start = "<!-- test/readers/table.ts writes this: npm test -- --snapshot test/readers/readme.test.ts -->\n\n";
const end = "\n\n<!-- until here -->";

test("README says what the readers see", (t) => {
  const readme = readFileSync(file, "utf8");
  const [before = "", rest = ""] = readme.split(start);
  const [table = "", after = ""] = rest.split(end);
  t.not(after, "", "the README has a place for it");
  if (process.env.TAP_SNAPSHOT === "1") writeFileSync(file, before + start + readersTable() + end + after);
  else t.equal(table, readersTable());
  t.end();
});
