import Type from "typebox";
import type { DeltaRecipients, DeltaSetting } from "./deltas.ts";

/** The schema of the setting, for the whole service or a channel. */
export const deltaSchema = (options: { description: string; default?: DeltaRecipients }) =>
  Type.Unsafe<DeltaSetting>({ enum: ["known", "all", "none", true, false], ...options });
