/** The clients that get deltas when they ask for them: those that are known to cope, all, or none. */
export type DeltaRecipients = "known" | "all" | "none";

/** The setting as a configuration writes it. Older configurations say `true` for known and `false` for none. */
export type DeltaSetting = DeltaRecipients | boolean;

/** @returns the clients that a setting means */
export function deltaRecipients(setting: DeltaSetting): DeltaRecipients {
  if (typeof setting === "string") return setting;
  return setting ? "known" : "none";
}
