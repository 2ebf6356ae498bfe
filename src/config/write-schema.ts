import { writeFile } from "node:fs/promises";
import { editorSchema } from "./editor-schema.ts";

await writeFile(new URL("../../config/courant.schema.json", import.meta.url), editorSchema());
