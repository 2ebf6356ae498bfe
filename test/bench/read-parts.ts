import { createReadStream } from "node:fs";
import { splitInput } from "../../src/ingest-queue/split-input.ts";

/** Reads the file that is named into parts, and does nothing with them. */
const [, , file = ""] = process.argv;
let parts = 0;
for await (const part of splitInput(createReadStream(file), { name: file })) {
  if ("error" in part) throw new Error(part.error.detail);
  parts++;
}
console.log(`${parts} parts`);
