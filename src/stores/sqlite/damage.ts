import type { DatabaseSync } from "node:sqlite";
import { messageOf } from "../../errors.ts";
import { resultCode, resultCodes } from "./result-codes.ts";

/** Tells whether SQLite found that a file is damaged, or no database at all. */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  return code === resultCodes.corrupt || code === resultCodes.notADatabase;
}

/** Damage in the pages that SQLite must read first makes the check itself fail: that, too, is a finding. */
export function findDamage(database: DatabaseSync): string[] {
  try {
    const findings = database.prepare("PRAGMA integrity_check(20)").all();
    return findings.map((finding) => String(finding.integrity_check)).filter((finding) => finding !== "ok");
  } catch (error) {
    if (isDamage(error)) return [messageOf(error)];
    throw error;
  }
}
