import { writeFile } from "node:fs/promises";
import { schemaFiles } from "./editor-schema.ts";

for (const [name, text] of Object.entries(schemaFiles)) {
  await writeFile(new URL(`../../config/${name}`, import.meta.url), text);
}
