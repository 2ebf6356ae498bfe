import { readFile, writeFile } from "node:fs/promises";
import { schemaFiles } from "./editor-schema.ts";
import { formatDigestModule, shippedConfigFile } from "./untouched.ts";

for (const [name, text] of Object.entries(schemaFiles)) {
  await writeFile(new URL(`../../config/${name}`, import.meta.url), text);
}
await writeFile(
  new URL("./untouched-digest.ts", import.meta.url),
  formatDigestModule(await readFile(shippedConfigFile, "utf8")),
);
