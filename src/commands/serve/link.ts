import type { Credentials } from "../../admin/authenticate.ts";
import type { LoadedConfig } from "../../config/read-files.ts";
import type { PublishedChanges } from "../../published/followed-state.ts";
import type { NetworkNumber } from "../../serve/address-uses.ts";
import type { Health } from "../../serve/health-routes.ts";
import type { Audience } from "../../stores/audience.ts";

/*
 * The messages between the serving and the publishing process. The published state itself goes through FEEDS_DIR; what is
 * here only makes it faster, and brings back what serving has seen.
 */

/** Counts of requests that are saved once, however often they are sent. */
export type AudienceBatch = {
  /** The serving process that counted; another one begins again with the number 1. */
  serving: string;
  number: number;
  /** The hour that they count for, YYYY-MM-DDTHH in UTC. */
  hour: string;
  audience: Audience;
};

/** A part of the health that only publishing knows. */
export type PublishingHealth = Pick<Health, "openFailures" | "failingSources" | "failedImports">;

export type ToPublishing =
  | { kind: "audience"; batch: AudienceBatch }
  /** From how many networks private addresses were used on a day so far. */
  | { kind: "uses"; uses: readonly NetworkNumber[] }
  /** Everything that was counted when publishing asked for it is sent. */
  | { kind: "audience-sent" }
  /** The first lines are printed, and the log may begin. */
  | { kind: "printed" }
  /** All serving threads answer from the state of a commit. */
  | { kind: "applied"; commit: number }
  /** Nobody reads what a commit replaced any more. */
  | { kind: "followed"; commit: number }
  /** The bytes of documents, by percent-decoded path, are missing or damaged. */
  | { kind: "lost"; paths: readonly string[] }
  /** The files of the configuration may have changed. */
  | { kind: "reload" }
  /** The service is being stopped: runs end, so that those who wait for them are answered while serving still answers. */
  | { kind: "stopping" }
  | { kind: "stop" };

export type ToServing =
  /** The admin API listens at `url`, and feeds are published. `lines` are for people. */
  | { kind: "ready"; url: string; tokenHint: string; lines: readonly string[] }
  /** The tokens that are valid from now on. */
  | { kind: "credentials"; credentials: Credentials }
  /** The process cannot start, and starting it again would not help. */
  | { kind: "refused"; code: string; message: string }
  /** Something was published: a commit, or documents before their run is over. */
  | { kind: "published"; commit?: number | undefined }
  /**
   * Documents whose files are written, but which could not be recorded in the manifest: serving on this machine has
   * them.
   */
  | { kind: "unrecorded"; changes: PublishedChanges }
  | { kind: "health"; health: PublishingHealth }
  /** Whether caches are purged of what changes, so that they may keep documents for longer. */
  | { kind: "purging"; works: boolean }
  /** Another configuration is in force. */
  | { kind: "config"; loaded: LoadedConfig }
  | { kind: "audience-saved"; number: number }
  /** Somebody asks for statistics: serving sends what it has counted. */
  | { kind: "audience-wanted" };

/** One end of a connection between two processes or threads. */
export type Link<In, Out> = {
  send(message: Out): void;
  onMessage(listener: (message: In) => void): void;
};
