import type { Actor } from "../stores/audit.ts";
import type { AuditLog } from "./audit-log.ts";
import type { ImportCounts } from "./import-in-parts.ts";

/**
 * Records how many articles an import changed; nothing when it changed none.
 * @param subject the name of what was imported
 */
export async function recordImport(
  audit: AuditLog,
  actor: Actor,
  subject: string,
  { created, updated, unchanged, rejected, skipped }: ImportCounts,
): Promise<void> {
  if (created + updated === 0) return;
  await audit.record(actor, "articles.imported", subject, undefined, {
    created,
    updated,
    unchanged,
    rejected,
    skipped,
  });
}
