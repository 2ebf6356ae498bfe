import type { Credentials } from "../../../admin/authenticate.ts";
import type { Config } from "../../../config/schema.ts";
import type { PublishedUpdate } from "../../../published/view.ts";
import type { AddressUseReport, DaySalt } from "../../../serve/address-uses.ts";
import type { AudienceChanges } from "../../../serve/audience.ts";
import type { SharedBytes } from "../../../serve/byte-cache.ts";
import type { DownloadTable } from "../../../serve/downloads.ts";
import type { Health } from "../../../serve/health-routes.ts";
import type { PollTable } from "../../../serve/poll-memory.ts";

/** The data that a serving thread starts with. */
export type ThreadStart = {
  config: Config;
  number: number;
  /** The number of serving threads. */
  threads: number;
  downloads: DownloadTable;
  polls: PollTable;
  hashSeed: number;
  /** Whether this service hands `/admin` on to a publishing process. */
  hasPublishing: boolean;
};

/**
 * The state of the service that all threads know: its health, the address of publishing, the valid tokens, and whether
 * caches are purged of what changes.
 */
export type ServiceState = {
  health: Health;
  publishing: { url: string; tokenHint: string } | undefined;
  /** Undefined until publishing has told it. */
  credentials: Credentials | undefined;
  isPurging: boolean;
  /** The salt under which networks of subscribers are counted. */
  daySalt: DaySalt;
};

export type ToThread =
  /** Updates that belong together: no answer comes between them. */
  | { kind: "update"; updates: readonly PublishedUpdate[] }
  /** All updates so far must be applied before the thread answers. */
  | { kind: "sync"; id: number }
  | { kind: "state"; state: ServiceState }
  | { kind: "bytes"; shared: SharedBytes }
  | { kind: "report"; id: number }
  /** Another configuration is in force. The thread answers “synced” once it answers requests by it. */
  | { kind: "config"; id: number; config: Config }
  | { kind: "metrics"; id: number; type: string; text: string }
  | { kind: "stop" };

/** The counts of a thread since it told them last. */
export type Counts = { changes: AudienceChanges; uses: AddressUseReport };

export type FromThread =
  | { kind: "listening" }
  | { kind: "synced"; id: number }
  | { kind: "bytes"; shared: SharedBytes }
  | { kind: "lost"; path: string }
  | ({ kind: "report"; id: number; eventLoopDelaySeconds: number } & Counts)
  /** The last counts of a thread that ends. */
  | ({ kind: "counted" } & Counts)
  | { kind: "metrics-wanted"; id: number }
  | { kind: "log"; level: "info" | "warn" | "error"; fields: object; message: string };
