import Type from "typebox";
import { Check } from "typebox/value";
import { CourantError } from "../errors.ts";
import { linkFolder, type PageOrigins } from "../ingest/folder-links.ts";
import type { PageAddresses } from "../ingest/template/pages.ts";

const FolderText = Type.Object({ name: Type.String({ minLength: 1, maxLength: 4000 }), text: Type.String() });

/** Where a folder is from. `source`: its name. */
export type FolderOrigin = PageOrigins & { source: string };

/**
 * Reads the files of Markdown in a folder, a line of JSON each.
 * @returns for each file that links to others, their addresses by their paths
 * @throws REQUEST_INVALID for a line that is something else
 */
export function readFolder(body: Buffer, origin: FolderOrigin): Record<string, PageAddresses> {
  const lines = body.toString("utf8").split("\n");
  return linkFolder(
    lines.flatMap((line, index) => (line.trim() === "" ? [] : [parseLine(line, index + 1)])),
    origin,
  );
}

function parseLine(line: string, number: number): Type.Static<typeof FolderText> {
  try {
    const file: unknown = JSON.parse(line);
    if (Check(FolderText, file)) return file;
  } catch {
    // It is no JSON.
  }
  throw new CourantError(
    "REQUEST_INVALID",
    `line ${number}: expected a JSON object with the texts name and text, for example {"name":"a.md","text":"# A"}.`,
  );
}
