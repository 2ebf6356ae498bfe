import { linkOf } from "../article/address.ts";
import type { ArticleChange, PublishedChanges } from "../stores/announcements.ts";
import type { NewJob } from "../stores/jobs.ts";
import type { Webhook, WebhookEvent } from "../stores/webhooks.ts";
import { type AnnouncedChannels, changeFor, maxChannels } from "./audience-of-change.ts";
import { documentEvents } from "./document-events.ts";

/** The kind of the jobs that deliver events to webhooks. */
export const webhookJob = "webhook";

/** An event says at most so many channels of an article, and so much of its summary. */
const maxSummaryLength = 1000;

/** The types of events that Courant sends: those that a webhook asks for, and two more. */
export type EventType = WebhookEvent | "articles.changed" | "webhook.test";

/** An event before it is addressed. `dataFor` returns what a webhook is told, and undefined when it is told nothing. */
export type PushedEvent = { type: EventType; dataFor: (webhook: Webhook) => object | undefined };

export type EventContext = {
  /** The webhooks that are enabled. */
  webhooks: readonly Webhook[];
  /** All channels, with what they select. */
  channels: AnnouncedChannels;
  /** The public address, without a trailing slash. */
  baseUrl: string;
  now: number;
  newId: () => string;
};

/** Returns the jobs that tell webhooks what changed for readers. Pure. */
export function jobsForChanges(changes: PublishedChanges, context: EventContext): NewJob[] {
  return jobsFor(
    [
      ...changes.articles.flatMap((change) => articleEvents(change, context)),
      ...summaryEvents(changes),
      ...documentEvents(changes, context),
    ],
    context,
  );
}

export type SourceFailure = { url: string; failures: number; error: string };

/** Returns the jobs that tell webhooks which sources have begun to fail. Pure. */
export function jobsForFailures(failures: readonly SourceFailure[], context: EventContext): NewJob[] {
  const type = "source.failing";
  const events = failures.map((failure) => ({
    type,
    dataFor: ({ events }: Webhook) => (events.includes(type) ? failure : undefined),
  })) satisfies PushedEvent[];
  return jobsFor(events, context);
}

/** Returns the job that tries a webhook, whatever events it asks for. Pure. */
export function jobForTest(webhook: Webhook, context: Pick<EventContext, "now" | "newId">): NewJob {
  const event: PushedEvent = { type: "webhook.test", dataFor: ({ id }) => ({ webhook: id }) };
  const [job] = jobsFor([event], { ...context, webhooks: [webhook] });
  if (!job) throw new Error("a test event has a job");
  return job;
}

/** Addresses events to webhooks. Webhooks that are told the same get the same message. */
function jobsFor(
  events: readonly PushedEvent[],
  { webhooks, now, newId }: Pick<EventContext, "webhooks" | "now" | "newId">,
): NewJob[] {
  const timestamp = new Date(now).toISOString();
  return events.flatMap(({ type, dataFor }) => {
    const told = webhooks.flatMap((webhook) => {
      const data = dataFor(webhook);
      return data === undefined ? [] : [{ webhook, body: JSON.stringify({ type, timestamp, data }) }];
    });
    return [...Map.groupBy(told, ({ body }) => body)].flatMap(([body, receivers]) => {
      const message = { id: newId(), type, body, created: now };
      return receivers.map(({ webhook: { id, url } }): NewJob => {
        return { kind: webhookJob, lane: id, host: new URL(url).host, message, due: now };
      });
    });
  });
}

/** Returns the events of a change: webhooks may see it differently, since not all hear of private channels. */
function articleEvents(change: ArticleChange, context: EventContext): PushedEvent[] {
  return (["published", "updated", "deleted"] as const).map((kind): PushedEvent => {
    const type = `article.${kind}` as const;
    return {
      type,
      dataFor(webhook) {
        const seen = webhook.events.includes(type) ? changeFor(webhook, change, context.channels) : undefined;
        if (seen?.change.kind !== kind) return undefined;
        return { ...articleData(seen.change, context.baseUrl), channels: seen.slugs.slice(0, maxChannels) };
      },
    };
  });
}

/** The article as an event shows it: with the names of JSON Feed, and without its content. */
function articleData(change: ArticleChange, baseUrl: string): object {
  if (change.kind === "deleted") {
    const { id, reason } = change;
    return { id, url: linkOf({ id, ...(change.url !== undefined && { url: change.url }) }, baseUrl), reason };
  }
  const { article } = change;
  const { id, title, summary, image, authors, tags, language, date_published, date_modified, _courant } = article;
  return {
    id,
    url: linkOf(article, baseUrl),
    title,
    summary: summary?.slice(0, maxSummaryLength).toWellFormed(),
    image,
    authors,
    tags,
    language,
    date_published,
    date_modified,
    revision: _courant.revision,
  };
}

/** One event for all articles that have none of their own. It goes to every webhook that asks for one of these kinds. */
function summaryEvents({ others }: PublishedChanges): PushedEvent[] {
  const kinds = (["published", "updated", "deleted"] as const).filter((kind) => others[kind] > 0);
  if (kinds.length === 0) return [];
  const isAsked = ({ events }: Webhook) => kinds.some((kind) => events.includes(`article.${kind}`));
  return [{ type: "articles.changed", dataFor: (webhook) => (isAsked(webhook) ? others : undefined) }];
}
