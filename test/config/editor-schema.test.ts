import { readFile } from "node:fs/promises";
import { test } from "tap";
import { schemaFiles } from "../../src/config/editor-schema.ts";

test("the schemas in config/ are those Courant checks with; `npm run schema` writes them", async (t) => {
  for (const [name, text] of Object.entries(schemaFiles)) t.equal(await readFile(`config/${name}`, "utf8"), text, name);
});

test("editors do not ask for keys that have a default", (t) => {
  const schema: { required: string[]; properties: { serving: { required: string[] } } } = JSON.parse(
    schemaFiles["courant.schema.json"],
  );
  t.same(schema.required, ["site", "channels"]);
  t.same(schema.properties.serving.required, []);
  t.end();
});
