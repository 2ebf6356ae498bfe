import Type, { type Static } from "typebox";
import { deltaSchema } from "./deltas.ts";
import { emailSchema, lineSchema, noOtherKeys, urlSchema } from "./fields.ts";
import { Podcast } from "./podcast.ts";

/** What config/courant.yaml may say. The only description of it: types, checks and the editors' schema come from here. */

const secondsSchema = (description: string, fallback: number) =>
  Type.Integer({ minimum: 0, maximum: 31_536_000, default: fallback, description: `${description}, in seconds` });
const slugSchema = Type.String({
  pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
  maxLength: 64,
  description: "a name for addresses: small letters, digits and single dashes, at most 64 characters",
});

const Site = Type.Object(
  {
    title: lineSchema("the site's name"),
    url: urlSchema("the site's home page"),
    description: Type.Optional(lineSchema("one sentence about the site")),
    language: Type.String({ format: "language", description: "what the site is written in" }),
    author: Type.Optional(
      Type.Object(
        {
          name: lineSchema("who speaks where an article names nobody"),
          url: Type.Optional(urlSchema("the author's page")),
          email: Type.Optional(emailSchema("the author's email address")),
        },
        noOtherKeys,
      ),
    ),
    copyright: Type.Optional(lineSchema("for example © 2026 The Example")),
    image: Type.Optional(urlSchema("the site's picture, for readers; at most 144 by 400 pixels")),
    tagScheme: Type.Optional(urlSchema("names the vocabulary that the tags are from, for readers that know it")),
  },
  noOtherKeys,
);

const Schedule = Type.Object(
  {
    cron: Type.String({ format: "cron", default: "*/15 * * * *", description: "when everything is regenerated" }),
    timezone: Type.String({
      format: "time-zone",
      default: "UTC",
      description: "IANA name the cron expression is read in",
    }),
  },
  { ...noOtherKeys, default: {} },
);

const mediaType = Type.Optional(
  Type.String({
    pattern: "^[a-z]+/[a-z0-9.+-]+$",
    description: "a media type without parameters, for example application/xml",
  }),
);

const Serving = Type.Object(
  {
    maxAge: secondsSchema("how long a document is fresh", 300),
    staleWhileRevalidate: secondsSchema("how long a cache may serve it stale while it asks again", 600),
    staleIfError: secondsSchema("how long a cache may serve it stale while Courant cannot be reached", 86_400),
    mediaTypes: Type.Object(
      { rss: mediaType, atom: mediaType, json: mediaType },
      {
        ...noOtherKeys,
        default: {},
        description: "the Content-Type of a format, where another than its own is wanted",
      },
    ),
    browserPages: Type.Boolean({
      default: true,
      description: "whether a browser that opens a document is shown the channel's page instead",
    }),
    downloadsPerHour: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 60,
      description:
        "how often an hour a client may download the same state of a document in full, before it is answered 429; " +
        "0: as often as it likes",
    }),
    openMetrics: Type.Boolean({
      default: false,
      description: "whether programs on this machine may read /metrics without the admin token",
    }),
    trustedProxies: Type.Array(Type.String({ format: "address-range" }), {
      default: [],
      description: "addresses or CIDR ranges whose X-Forwarded-For is believed",
    }),
  },
  { ...noOtherKeys, default: {} },
);

const Fetching = Type.Object(
  {
    contact: Type.Optional(
      urlSchema("where whoever is asked finds out who asks, if not on the site; part of the User-Agent"),
    ),
    allow: Type.Array(Type.String({ format: "fetch-target" }), {
      default: [],
      description: "hosts, addresses and ranges outside the public internet that may be asked all the same",
    }),
    media: Type.Boolean({
      default: true,
      description: "whether pictures and attachments are asked what an article leaves unsaid: type, length and size",
    }),
  },
  { ...noOtherKeys, default: {} },
);

const pollingSettings = {
  every: Type.Integer({
    minimum: 60,
    maximum: 86_400,
    default: 1800,
    description: "how often it is asked, in seconds; seldomer where it says that it stays fresh",
  }),
  tags: Type.Array(lineSchema("a tag"), { default: [], description: "added to each article's own tags" }),
};

const Source = Type.Object(
  {
    url: urlSchema("the address of a feed, a page or a sitemap"),
    path: Type.Optional(
      Type.String({
        pattern: "^/",
        maxLength: 1000,
        description: "of a sitemap, only pages whose path begins with this, for example /blog/",
      }),
    ),
    ...pollingSettings,
  },
  noOtherKeys,
);

const Subscriptions = Type.Object(
  { file: lineSchema("the name of an OPML file; a relative one is looked for beside this file"), ...pollingSettings },
  noOtherKeys,
);

const Selection = Type.Object(
  {
    tags: Type.Optional(
      Type.Array(lineSchema("a tag"), { minItems: 1, description: "articles with any of these tags" }),
    ),
    authors: Type.Optional(
      Type.Array(lineSchema("a name"), { minItems: 1, description: "articles by any of these authors" }),
    ),
    language: Type.Optional(
      Type.String({ format: "language", description: "articles that say they are in this language" }),
    ),
  },
  noOtherKeys,
);

/** How a channel's documents are made, whatever they select. */
const documentSettings = {
  content: Type.Enum(["full", "summary"], {
    default: "full",
    description: "whole articles, or only their summaries",
  }),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50, description: "how many articles, newest first" }),
  maxBytes: Type.Integer({
    minimum: 10_000,
    maximum: 100_000_000,
    default: 250_000,
    description: "how large a document may become: fewer articles where so many do not fit",
  }),
  archive: Type.Boolean({
    default: true,
    description: "whether articles that the documents have no room for stand in archive documents (RFC 5005)",
  }),
  maxAge: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 31_536_000, description: "serving.maxAge of this channel" }),
  ),
  downloadsPerHour: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1_000_000, description: "serving.downloadsPerHour of this channel" }),
  ),
  deltas: Type.Optional(deltaSchema({ description: "the setting `deltas` of the whole service for this channel" })),
};

const Channel = Type.Object(
  {
    slug: slugSchema,
    title: lineSchema("the feed's title"),
    description: lineSchema("what the feed is about"),
    group: Type.Optional(lineSchema("the heading under which the list of feeds shows it")),
    language: Type.Optional(Type.String({ format: "language", description: "the feed's language, if not the site's" })),
    select: Type.Optional(Selection),
    podcast: Type.Optional(Podcast),
    ...documentSettings,
  },
  noOtherKeys,
);

const Automatic = (what: string, group: string) =>
  Type.Optional(
    Type.Object(
      {
        title: Type.String({
          format: "line",
          default: "{site} – {value}",
          description: `the feeds' titles; {site} is the site's title, {value} the ${what}`,
        }),
        description: Type.String({
          format: "line",
          default: "{value}",
          description: "the feeds' descriptions, made in the same way",
        }),
        group: Type.String({ format: "line", default: group, description: "their heading in the list of feeds" }),
        ...documentSettings,
      },
      { ...noOtherKeys, description: `a channel for each ${what} in use; \`true\` takes the defaults` },
    ),
  );

/** Keys for which `true` is enough; it stands for a mapping with all the defaults. */
export const switches = {
  perTag: Automatic("tag", "By tag"),
  perAuthor: Automatic("author", "By author"),
  perLanguage: Automatic("language", "By language"),
};

export const ConfigFile = Type.Object(
  {
    site: Site,
    schedule: Schedule,
    serving: Serving,
    fetching: Fetching,
    sources: Type.Array(Source, { default: [], description: "what is somewhere else, and brought in from there" }),
    subscriptions: Type.Array(Subscriptions, {
      default: [],
      description: "lists of feeds, in OPML, that are sources too; the folders they are in are tags",
    }),
    deltas: deltaSchema({
      default: "known",
      description:
        "which clients, when they ask for what is new since their last time, are sent only that (RFC 3229): " +
        "programs that are known to cope, all, or none; true means known, false none",
    }),
    channels: Type.Array(Channel, { minItems: 1 }),
    ...switches,
    retired: Type.Array(slugSchema, {
      default: [],
      description: "slugs of channels that are gone for good: answered 410",
    }),
    moved: Type.Record(Type.String(), slugSchema, {
      propertyNames: slugSchema,
      default: {},
      description: "old slug: new slug, answered 301",
    }),
  },
  { ...noOtherKeys, title: "Courant configuration" },
);

export type ConfigFile = Static<typeof ConfigFile>;
export type Site = Static<typeof Site>;
export type Channel = Static<typeof Channel>;
export type Selection = Static<typeof Selection>;
export type Automatic = NonNullable<ConfigFile["perTag"]>;

/** What the environment says, every name with its default. */
export type Environment = {
  configFile: string;
  host: string;
  port: number;
  /** The absolute path of a Unix socket to listen on, instead of host and port. */
  socket: string | undefined;
  /** Public origin for self links, without a trailing slash. */
  baseUrl: string;
  /** Whether `baseUrl` was not given, but made from host and port, or of no use behind a socket. */
  baseUrlIsDefault: boolean;
  dataDir: string;
  feedsDir: string;
  adminToken: string | undefined;
  logLevel: string;
};

export type Config = ConfigFile & { environment: Environment };
