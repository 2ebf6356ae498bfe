import Type, { type Static } from "typebox";
import { Channel as ChannelSchema, switchableSettings } from "./channel-schema.ts";
import { Dashboard } from "./dashboard-schema.ts";
import { deltaSchema } from "./delta-schema.ts";
import type { Environment } from "./environment.ts";
import { noOtherKeys, slugSchema } from "./fields.ts";
import { Media } from "./media-schema.ts";
import { Micropub } from "./micropub-schema.ts";
import { Purge } from "./purge-schema.ts";
import { Retention } from "./retention-schema.ts";
import { Robots } from "./robots-schema.ts";
import { Service } from "./service-schema.ts";
import { Schedule, Serving } from "./serving-schema.ts";
import { Site as SiteSchema } from "./site-schema.ts";
import { Fetching, Source, Subscriptions } from "./source-schema.ts";
import { WebSub } from "./websub-schema.ts";

/**
 * The schema of config/courant.yaml. It is the only description of the file: the types, the checks and the schema for
 * editors come from it.
 */
export const ConfigFile = Type.Object(
  {
    site: SiteSchema,
    schedule: Schedule,
    serving: Serving,
    fetching: Fetching,
    media: Media,
    retention: Retention,
    sources: Type.Array(Source, {
      default: [],
      description: "feeds, pages and sitemaps elsewhere from which articles are fetched",
    }),
    subscriptions: Type.Array(Subscriptions, {
      default: [],
      description: "lists of feeds, in OPML, that are sources too; their folders become tags",
    }),
    deltas: deltaSchema({
      default: "known",
      description:
        "the clients that get a delta, with only new and changed items, if they ask for one (RFC 3229): " +
        "programs that are known to handle deltas, all, or none; true means known, false none",
    }),
    frames: Type.Array(
      Type.String({
        pattern: "^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9-]+$",
        description: "a host, such as www.youtube-nocookie.com",
      }),
      {
        default: [],
        maxItems: 100,
        description:
          "hosts whose frames stay in articles that are imported from now on: only over https, in a sandbox; " +
          "every other frame becomes a link",
      },
    ),
    websub: WebSub,
    purge: Purge,
    channels: Type.Array(ChannelSchema, { minItems: 1 }),
    ...switchableSettings,
    retired: Type.Array(slugSchema, {
      default: [],
      description: "slugs of channels that are gone for good; the answer is 410",
    }),
    moved: Type.Record(Type.String(), slugSchema, {
      propertyNames: Type.String({ format: "moved-from", maxLength: 1000 }),
      default: {},
      description:
        "an old slug, or the path of a feed of another program such as /feed/ or /?feed=rss2, and the slug to which it redirects (301)",
    }),
    robots: Robots,
    micropub: Micropub,
    dashboard: Dashboard,
    service: Service,
  },
  { ...noOtherKeys, title: "Courant configuration" },
);

export type ConfigFile = Static<typeof ConfigFile>;
export type Site = ConfigFile["site"];
export type Channel = ConfigFile["channels"][number];
export type Selection = NonNullable<Channel["select"]>;
export type { PurgeTarget } from "./purge-schema.ts";
export type { ArticlePatterns } from "./source-schema.ts";
export type AutomaticSetting = keyof typeof switchableSettings;
export type AutomaticChannel = NonNullable<ConfigFile[AutomaticSetting]>;

/** The whole configuration: the file, and the settings of the environment. */
export type Config = ConfigFile & { environment: Environment };
