import type { AttentionFinding } from "./openapi/schemas/overview.ts";

/** The subject of a finding, which is where one goes to mend it. */
export const findingKinds = [
  "node",
  "document",
  "configuration",
  "source",
  "import",
  "webhook",
  "hub",
  "cache",
  "disk",
  "channel",
  "cover",
  "subscriber",
] as const;
export type FindingKind = (typeof findingKinds)[number];

export type { AttentionFinding } from "./openapi/schemas/overview.ts";

/** The room on the disk of a folder, in bytes. */
export type DiskRoom = { folder: "DATA_DIR" | "FEEDS_DIR"; path: string; free: number; size: number };

/** A disk is nearly full below one of these. */
const minFreeShare = 0.05;
const minFreeBytes = 500_000_000;

/** Returns a finding for each disk that is nearly full. Pure. */
export function findFullDisks(rooms: readonly DiskRoom[]): AttentionFinding[] {
  return rooms.flatMap(({ folder, path, free, size }) => {
    if (size === 0 || (free >= minFreeBytes && free / size >= minFreeShare)) return [];
    const percent = Math.floor((free / size) * 100);
    return {
      kind: "disk",
      level: "failure",
      subject: folder,
      text:
        `The disk of ${folder} (${path}) has ${Math.floor(free / 1e6).toLocaleString("en")} MB free, ${percent} % of it. When it ` +
        "is full, nothing more can be published. Make room, or move the folder to a larger disk.",
    };
  });
}
