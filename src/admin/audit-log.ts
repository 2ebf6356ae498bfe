import type { FastifyBaseLogger } from "fastify";
import type { AuditStore } from "../stores/audit.ts";

export type AuditLog = Pick<AuditStore, "record">;

/**
 * Creates the audit log for routes. A change is made before it is recorded, so an entry that cannot be saved is no reason
 * to say that the change failed: the entry goes to the log of the service instead, without its values.
 */
export function createAuditLog(audit: AuditLog, log: Pick<FastifyBaseLogger, "error">): AuditLog {
  return {
    async record(actor, action, subject, before, after) {
      await audit.record(actor, action, subject, before, after).catch((error: unknown) => {
        log.error({ err: error, actor, action, subject }, "an entry of the audit log could not be saved");
      });
    },
  };
}
