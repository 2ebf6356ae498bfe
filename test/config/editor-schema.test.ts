import { readFile } from "node:fs/promises";
import { test } from "tap";
import { editorSchema } from "../../src/config/editor-schema.ts";

test("the schema for editors is the one Courant checks with; `npm run schema` writes it", async (t) => {
  t.equal(await readFile("config/courant.schema.json", "utf8"), editorSchema());
});

test("editors do not ask for keys that have a default", (t) => {
  const schema: { required: string[]; properties: { serving: { required: string[] } } } = JSON.parse(editorSchema());
  t.same(schema.required, ["site", "channels"]);
  t.same(schema.properties.serving.required, []);
  t.end();
});
