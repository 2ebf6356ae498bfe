import Type, { type TSchema } from "typebox";
import { Article, Attachment, Author } from "../../article/article.ts";
import { FieldDifference } from "../../article/difference-schema.ts";
import { DraftArticle } from "../../article/draft-schema.ts";
import { Podcast as EpisodeDetails } from "../../article/podcast.ts";
import { Channel } from "../../config/channel-schema.ts";
import { Podcast } from "../../config/podcast.ts";
import { Problem } from "../../problem-schema.ts";
import { SourcePreview } from "../../sources/preview-schema.ts";
import { AuditEntry } from "../../stores/audit-schema.ts";
import { ListedRevision } from "../../stores/revision-schema.ts";
import { ListedRun, Run, TargetResult } from "../../stores/run-schema.ts";
import { idempotencyKeyHeader } from "../idempotency-key.ts";
import { TokenRequest } from "../tokens.ts";
import { NewWebhook, WebhookChange } from "../webhook-requests.ts";
import { ArticleInput, ArticlePatch } from "./schemas/article.ts";
import { DiskUse } from "./schemas/disk-use.ts";
import { ArticleOutcome, ImportLine, ImportReport } from "./schemas/import-report.ts";
import { Media } from "./schemas/media.ts";
import { AttentionFinding, ChannelOverview, Overview } from "./schemas/overview.ts";
import { Reader } from "./schemas/reader.ts";
import * as settings from "./schemas/settings.ts";
import { StartersReport } from "./schemas/starters.ts";
import { RequestSums, StatsReport, SubscriberSums } from "./schemas/stats.ts";
import { NewSubscriber, SubscriberView, SubscriberWithPassword } from "./schemas/subscriber.ts";
import { CreatedToken, TokenView } from "./schemas/token.ts";
import { Delivery, WebhookView, WebhookWithSecret } from "./schemas/webhook.ts";

/** The groups of operations. */
export const tags = {
  Articles: "The collection: reading, searching and changing articles.",
  Drafts: "Articles that are not published, and new versions beside published ones.",
  Revisions: "Former states of articles: what they were, how they differ, and how one of them comes back.",
  Import: "Many articles at once, into the collection and out of it.",
  Media: "Uploaded pictures, sound and film.",
  Channels: "The feeds of the configuration.",
  Sources: "Feeds, pages and sitemaps elsewhere from which articles are fetched.",
  Settings: "The rest of the configuration.",
  Runs: "Regenerations: starting one, and what the last ones did.",
  Statistics: "Requests, subscribers and readers, and what needs attention.",
  Sessions: "Browser sessions of the dashboard.",
  Subscribers: "The readers of private feeds, each with an address of their own.",
  Tokens: "The tokens of programs and other people.",
  Audit: "Who changed what, and when.",
  Webhooks: "Other programs that are told what changes.",
  Description: "This description.",
} as const;

/** The schemas that have names. Where one of these objects stands inside another schema, the description refers to it. */
export const schemas: Readonly<Record<string, TSchema>> = {
  Article,
  ArticleInput,
  ArticlePatch,
  Attachment,
  AuditEntry,
  Author,
  Channel,
  ChannelOverview,
  ChannelInput: settings.ChannelInput,
  ChannelPatch: settings.ChannelPatch,
  CreatedToken,
  Delivery,
  Difference: FieldDifference,
  DiskUse,
  Draft: DraftArticle,
  Finding: AttentionFinding,
  Episode: EpisodeDetails,
  ImportLine,
  ImportReport,
  ListedRun,
  Media,
  NewToken: TokenRequest,
  NewSubscriber,
  NewWebhook,
  Outcome: ArticleOutcome,
  Overview,
  Podcast,
  Problem,
  Reader,
  RequestSums,
  Revision: ListedRevision,
  Run,
  Settings: settings.Settings,
  SettingsPatch: settings.SettingsPatch,
  Source: settings.SourceView,
  SourceInput: settings.SourceInput,
  SourcePatch: settings.SourcePatch,
  SourcePreview,
  StartersReport,
  StatsReport,
  Subscriber: SubscriberView,
  SubscriberSums,
  SubscriberWithPassword,
  TargetResult,
  Token: TokenView,
  Webhook: WebhookView,
  WebhookChange,
  WebhookWithSecret,
};

const text = Type.String();

/** The headers of answers. */
export const headers = {
  "Courant-Outcome": {
    description: "what became of the article",
    schema: Type.Enum(["created", "updated", "unchanged"]),
  },
  ETag: { description: "names this state, for If-Match and If-None-Match", schema: text },
  "Idempotent-Replayed": {
    description: "true: an earlier request with the same Idempotency-Key was given this answer",
    schema: Type.Literal("true"),
  },
  Link: { description: 'the address of the next page, with rel="next"; missing on the last page', schema: text },
  Location: { description: "the path of the thing in this API", schema: text },
  "Preference-Applied": { description: "the preference that was respected (RFC 7240)", schema: text },
  RateLimit: {
    description:
      "how many requests the token has left, and in how many seconds it has all of them again; missing for a token without a limit",
    schema: text,
  },
  "Retry-After": { description: "seconds to wait", schema: Type.Integer({ minimum: 0 }) },
  "WWW-Authenticate": { description: "RFC 6750", schema: text },
} as const;

/** The headers of requests. */
export const parameters = {
  "If-Match": {
    description:
      "ETags (RFC 9110 section 13.1.1): the change is made only if one of them names the present state, else 412",
    example: "*",
  },
  "If-None-Match": {
    description:
      "ETags (RFC 9110 section 13.1.2): GET answers 304 if one of them names the present state; other methods 412",
    example: '"0"',
  },
  "Idempotency-Key": {
    description: `${idempotencyKeyHeader.description}; at most ${idempotencyKeyHeader.maxLength} characters`,
    example: "8e03978e-40d5-43dd-bc93-6894a57f9324",
  },
  Prefer: {
    description: "respond-async: the answer does not wait until everything is done (RFC 7240)",
    example: "respond-async",
  },
} as const;
