import { type Deltas, type Layout, nextDeltas } from "../published/deltas.ts";
import type { FeedsDir } from "../published/files.ts";
import { sha256 } from "../published/sha256.ts";
import { type Document, type DocumentState, withoutBodies } from "../published/snapshot.ts";
import { compressedRepresentations, identityRepresentation } from "./compression.ts";
import { measureTime } from "./stopwatch.ts";
import type { BuildRequest, BuildResult, RenderedDocument } from "./target.ts";

/** The number of documents read from disk by every request that may wait in memory before they are written. */
const maxPendingDocuments = 24;

export type BuilderFiles = Pick<FeedsDir, "write" | "discard" | "readIfIntact">;

export type DocumentWriter = ReturnType<typeof createDocumentWriter>;

/** Sorts rendered documents into changed and unchanged ones, and writes those that changed. */
export function createDocumentWriter(
  { states, now, encodesAtOnce }: BuildRequest,
  result: BuildResult,
  files: BuilderFiles,
) {
  const attempted: Document[] = [];
  const polled: Document[] = [];
  let onDisk: Document[] = [];

  async function write(documents: readonly Document[]) {
    attempted.push(...documents);
    await measureTime(result.timings, "write", () => files.write(documents, states));
    result.changed.push(...documents.map(withoutBodies));
  }

  return {
    async add({ layout, body, hash = sha256(body), ...head }: RenderedDocument) {
      const before = states.get(decodeURIComponent(head.path));
      const isSame = before?.sha256 === hash && before.file === head.file;
      const deltas = layout && (await deltasOf(before, { layout, hash, body, isSame }, files));
      if (isSame) {
        result.unchanged.push(deltas ? { ...head, deltas } : head);
        return;
      }
      // Archives are read by hardly anybody.
      const isEncoded = head.onDisk ? !head.archive : encodesAtOnce;
      const compressed = isEncoded
        ? await measureTime(result.timings, "compress", async () => compressedRepresentations(body, hash))
        : {};
      const variants = { identity: identityRepresentation(body, hash), ...compressed };
      const document = { ...head, lastModified: nextLastModified(before, hash, now), variants };
      if (head.onDisk) onDisk.push(document);
      else polled.push({ ...document, ...(!isEncoded && { uncoded: true }), ...(deltas && { deltas }) });
      if (onDisk.length < maxPendingDocuments) return;
      await write(onDisk);
      onDisk = [];
    },

    async finish() {
      await write([...onDisk, ...polled]);
    },

    /** Removes archives that no document will ever name, so that they do not keep a full disk full. */
    async discardNewArchives() {
      const orphans = attempted.filter(({ path, archive }) => archive && !states.has(path));
      await files.discard(orphans).catch(() => undefined);
    },
  };
}

/** Computes a document's deltas. It reads the former bytes only when a delta from them to the next state is possible. */
async function deltasOf(
  before: DocumentState | undefined,
  next: { layout: Layout; hash: string; body: Buffer; isSame: boolean },
  files: Pick<FeedsDir, "readIfIntact">,
): Promise<Deltas> {
  const { layout, hash, body, isSame } = next;
  if (isSame || before?.file === undefined || !before.deltas) return nextDeltas(before, layout, hash, body);
  const formerBody = await files.readIfIntact(before.file, before.sha256);
  return nextDeltas({ ...before, body: formerBody }, layout, hash, body);
}

/**
 * Returns the Last-Modified of a document's next state. It never goes back, and it stays when lost bytes are built again.
 * It moves by at least a second, so that it tells any two states apart; the caller waits until it is not in the future.
 */
function nextLastModified(before: DocumentState | undefined, hash: string, now: number): number {
  if (before?.sha256 === hash) return before.lastModified;
  const second = Math.floor(now / 1000) * 1000;
  return before === undefined ? second : Math.max(second, before.lastModified + 1000);
}
