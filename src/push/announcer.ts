import type { Clock } from "../clock.ts";
import type { AnnouncementStore, DocumentHashes } from "../stores/announcements.ts";
import type { NewJob } from "../stores/jobs.ts";
import type { Checkpoint } from "../stores/selections.ts";
import type { WebhookStore } from "../stores/webhooks.ts";
import type { AnnouncedChannels } from "./audience-of-change.ts";
import { type EventContext, jobsForChanges, jobsForFailures, type SourceFailure } from "./events.ts";

/** So many articles are announced one by one; one event counts the others. */
const maxArticles = 100;

/** After more articles than that, the next announcement waits, so that a large import makes few events. */
const pauseAfterManyMs = 10_000;

/** The published state, as readers see it now. */
export type PublishedNow = {
  /** Up to where the collection is published; undefined while that is not known. */
  checkpoint: Checkpoint | undefined;
  /** The documents of channels. */
  documents: DocumentHashes;
  channels: AnnouncedChannels;
  baseUrl: string;
};

export type AnnouncerDeps = {
  announcements: AnnouncementStore;
  webhooks: Pick<WebhookStore, "list">;
  readPublished: () => PublishedNow;
  findFailures: () => readonly SourceFailure[];
  clock: Clock;
  newId: () => string;
  /** Called after jobs may have been added. */
  onAnnounced: () => void;
  onError: (error: unknown) => void;
};

export type Announcer = {
  /** Tells webhooks what changed for readers, or which sources began to fail, since they were told last. */
  check(): void;
  /** Begins to announce what changes from now on. Call it when a webhook is added or enabled. */
  begin(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Announces what changed, one check after another. It compares the published state with what was announced, so it misses
 * nothing that happened before a process was killed.
 */
export function createAnnouncer(deps: AnnouncerDeps): Announcer {
  const { announcements, webhooks, readPublished, findFailures, clock, onAnnounced, onError } = deps;
  let isPending = false;
  let isStopped = false;
  let isPausing = false;
  let checking: Promise<void> | undefined;
  let cancelPause = () => {};

  const begin = () => announcements.begin(clock.now(), readPublished().documents);

  const listEnabled = async () => (await webhooks.list()).filter(({ disabled }) => !disabled);

  async function announce(): Promise<void> {
    if ((await listEnabled()).length === 0) return announcements.end();
    // The published state is read before the webhooks: one that is added later hears of everything that changes later.
    const published = readPublished();
    const enabled = await listEnabled();
    if (!(await announcements.isBegun())) return begin();
    const failures = findFailures();
    const context = { ...published, webhooks: enabled, now: clock.now(), newId: deps.newId };
    await announcements.announceFailing(
      failures.map(({ url }) => url),
      (urls) =>
        jobsForFailures(
          failures.filter(({ url }) => urls.includes(url)),
          context,
        ),
    );
    if (published.checkpoint && !isPausing) await announceChanges(published.checkpoint, context);
    onAnnounced();
  }

  async function announceChanges(checkpoint: Checkpoint, context: EventContext & PublishedNow): Promise<void> {
    const toJobs = (changes: Parameters<typeof jobsForChanges>[0]): NewJob[] => jobsForChanges(changes, context);
    const { documents } = context;
    const changes = await announcements.announce({ checkpoint, documents, maxArticles }, toJobs);
    if (!changes || Math.max(...Object.values(changes.others)) === 0) return;
    isPausing = true;
    cancelPause = clock.after(pauseAfterManyMs, () => {
      isPausing = false;
      check();
    });
  }

  function check(): void {
    isPending = true;
    if (checking || isStopped) return;
    isPending = false;
    checking = announce()
      .catch(onError)
      .finally(() => {
        checking = undefined;
        if (isPending) check();
      });
  }

  return {
    check,
    begin,
    async stop() {
      isStopped = true;
      cancelPause();
      await checking;
    },
  };
}
