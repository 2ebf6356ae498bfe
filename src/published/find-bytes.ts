import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replacedFile } from "./replaced.ts";
import { sha256 } from "./sha256.ts";
import { type Coding, codingExtensions, type Document } from "./snapshot.ts";

/**
 * Reads the bytes of a representation: from its file, or, if another state has taken the file, from those that were
 * replaced. It verifies them.
 * @returns undefined when they are nowhere
 */
export async function findBytes(
  folder: string,
  { file, variants }: Pick<Document, "file" | "variants">,
  coding: Coding,
): Promise<Buffer | undefined> {
  const hash = variants[coding]?.sha256 ?? "";
  const body = await readIfIntact(join(folder, file + codingExtensions[coding]), hash);
  return body ?? readIfIntact(replacedFile(folder, hash), hash);
}

/** Reads a file. @returns undefined when the file is missing, or its bytes do not have this SHA-256 */
export async function readIfIntact(file: string, hash: string): Promise<Buffer | undefined> {
  const body = await readFile(file).catch(() => undefined);
  return body && sha256(body) === hash ? body : undefined;
}

/** Tells whether the bytes of a representation are there. */
export async function isPresent(
  folder: string,
  document: Pick<Document, "file" | "variants">,
  coding: Coding,
): Promise<boolean> {
  return (await findBytes(folder, document, coding)) !== undefined;
}
