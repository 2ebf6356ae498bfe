import type { AuditAction, AuditEntry } from "./audit-schema.ts";

export type { AuditAction, AuditEntry } from "./audit-schema.ts";

/**
 * The person or program that changes something: the name of its token, and the token's id. ADMIN_TOKEN and the actors below
 * have no id.
 */
export type Actor = { name: string; token?: string | undefined };

/** A command that works on the collection itself, without a service. */
export const commandLineActor: Actor = { name: "command line" };

/** Somebody who puts files into the inbox. */
export const inboxActor: Actor = { name: "inbox" };

/** The schedule, which publishes drafts whose time has come. */
export const scheduleActor: Actor = { name: "schedule" };

/** Somebody who edits the configuration files while the service runs. */
export const fileActor: Actor = { name: "file" };

export type AuditFilter = {
  /** The largest number of entries in one page. */
  limit: number;
  /** Only entries before this one: `next` of the previous page. */
  cursor?: number | undefined;
  by?: string | undefined;
  token?: string | undefined;
  /** A whole action, or its noun: `article` stands for all actions on articles. */
  action?: string | undefined;
  subject?: string | undefined;
  /** Entries from this moment on, and before this one, milliseconds since 1970. */
  from?: number | undefined;
  until?: number | undefined;
};

/** One page of the log; `next` is undefined on the last page. */
export type AuditList = { entries: AuditEntry[]; next: number | undefined };

/**
 * The audit log: who changed what, and when. Entries are only ever added, until they are pruned by their age. No entry
 * holds a secret (audit-change.ts).
 */
export type AuditStore = {
  /**
   * Adds an entry. Call it once the change is made, and before it is acknowledged.
   * @param before the thing as it was, undefined when it is new. The entry keeps only the members that changed
   * @param after the thing as it is now, undefined when it is gone
   */
  record(actor: Actor, action: AuditAction, subject: string, before?: object, after?: object): Promise<void>;

  /** Lists entries, the last recorded first. */
  list(filter: AuditFilter): Promise<AuditList>;

  /** Removes the entries from before a moment, milliseconds since 1970. @returns how many they were */
  prune(before: number): Promise<number>;
};
