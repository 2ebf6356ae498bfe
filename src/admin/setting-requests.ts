import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { Clock } from "../clock.ts";
import type { ReadConfig } from "../config/read-files.ts";
import { CourantError } from "../errors.ts";
import { parseJsonBody } from "../ingest/json-body.ts";
import { etagOf, type Settings, type SettingsEdit } from "../settings/settings.ts";
import type { AuditAction } from "../stores/audit.ts";
import type { Run } from "../stores/runs.ts";
import type { AuditLog } from "./audit-log.ts";
import { prefers } from "./prefer.ts";

/* The parts that the calls for channels, sources and settings share. */

export type SettingRoutesOptions = {
  settings: Pick<Settings, "read" | "change" | "tryOut"> & {
    /** Resolves when everything is published that the last change made necessary. */
    published(): Promise<Run | undefined>;
  };
  audit: AuditLog;
  clock: Clock;
};

/** How long an answer waits until feeds are published with a change. The change itself is in force before. */
const maxPublishWaitMs = 20_000;

/** The body is checked as the file is, with the same messages; its schema only says what it may have. */
export const entryBody = (description: string) => Type.Object({}, { additionalProperties: true, description });

/** Lets a scope take JSON Merge Patches by their own media type (RFC 7396). */
export function acceptMergePatches(app: FastifyInstance): void {
  app.addContentTypeParser(
    "application/merge-patch+json",
    { parseAs: "buffer" },
    async (_request: unknown, body: Buffer) => parseJsonBody(body) ?? null,
  );
}

/** Sends a part of the configuration with the ETag of its file, or 304 if the client has it. */
export function sendPart(request: FastifyRequest, reply: FastifyReply, read: ReadConfig, part: object) {
  const etag = etagOf(read);
  reply.header("etag", etag);
  const known = request.headers["if-none-match"];
  if (known !== undefined && names(known.replaceAll("W/", ""), etag)) return reply.code(304).send();
  return reply.send(part);
}

/** A change, for the audit log: `before` and `after` are the changed thing. */
export type RecordedChange = {
  action: AuditAction;
  subject: string;
  before?: object | undefined;
  after?: object | undefined;
};

/**
 * Changes the configuration, records the change, and waits until feeds are published with it, unless the client does not
 * want to wait (RFC 7240).
 * @throws PRECONDITION_FAILED, SETTINGS_INVALID, CONFIG_READ_ONLY
 */
export async function makeChange(
  request: FastifyRequest,
  reply: FastifyReply,
  edit: SettingsEdit,
  {
    settings,
    audit,
    clock,
    record,
  }: SettingRoutesOptions & {
    record: (change: { before: ReadConfig; after: ReadConfig }) => RecordedChange;
  },
): Promise<ReadConfig> {
  const change = await settings.change(edit, (present) => checkIfMatch(request, etagOf(present)));
  const { action, subject, before, after } = record(change);
  if (change.before.text !== change.after.text) {
    await audit.record(request.caller, action, subject, before, after);
  }
  if (prefers(request.headers.prefer, "respond-async")) reply.header("preference-applied", "respond-async");
  else await Promise.race([settings.published(), new Promise<void>((end) => clock.after(maxPublishWaitMs, end))]);
  reply.header("etag", etagOf(change.after));
  return change.after;
}

/** @throws PRECONDITION_FAILED when If-Match does not name the state of the file (RFC 9110 section 13.1.1) */
function checkIfMatch({ headers }: FastifyRequest, etag: string): void {
  const condition = headers["if-match"];
  if (condition === undefined || names(condition, etag)) return;
  throw new CourantError(
    "PRECONDITION_FAILED",
    `“If-Match: ${condition}” does not hold, because the configuration file is at ${etag}. GET it again and repeat the change.`,
  );
}

function names(header: string, etag: string): boolean {
  const tags = header.split(",").map((tag) => tag.trim());
  return tags.includes("*") || tags.includes(etag);
}
