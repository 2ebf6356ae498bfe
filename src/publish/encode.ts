import type { FeedsDir } from "../published/files.ts";
import { type Document, withoutBodies } from "../published/snapshot.ts";
import type { Timings } from "../stores/runs.ts";
import { compressedRepresentations } from "./compression.ts";
import { measureTime } from "./stopwatch.ts";
import type { EncodeResult } from "./target.ts";

/**
 * Builds the compressed representations of documents and writes them. The identity representation keeps its file. The
 * documents are returned without bytes.
 * @throws when somebody else changed the file of a document
 */
export async function encodeDocuments(
  documents: readonly Document[],
  files: Pick<FeedsDir, "write" | "readIfIntact">,
): Promise<EncodeResult> {
  const timings: Pick<Timings, "compress" | "write"> = { compress: 0, write: 0 };
  const encoded: Document[] = [];
  for (const { uncoded: _, ...document } of documents) {
    const { identity } = document.variants;
    const body = await files.readIfIntact(document.file, identity.sha256);
    if (!body) throw new Error(`another program changed ${document.file} while Courant compressed it`);
    const compressed = await measureTime(timings, "compress", async () =>
      compressedRepresentations(body, identity.sha256),
    );
    encoded.push({ ...document, variants: { identity, ...compressed } });
  }
  await measureTime(timings, "write", () => files.write(encoded, new Map()));
  return { documents: encoded.map(withoutBodies), timings };
}
