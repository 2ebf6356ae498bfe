import Type from "typebox";
import { noOtherKeys, secondsSchema } from "./fields.ts";

/** `schedule`: when documents are made without a change or a request. */
export const Schedule = Type.Object(
  {
    cron: Type.String({ format: "cron", default: "*/15 * * * *", description: "when all channels are regenerated" }),
    timezone: Type.String({
      format: "time-zone",
      default: "UTC",
      description: "the time zone of the cron expression, by its IANA name",
    }),
  },
  { ...noOtherKeys, default: {} },
);

const mediaTypeSchema = Type.Optional(
  Type.String({
    pattern: "^[a-z]+/[a-z0-9.+-]+$",
    description: "a media type without parameters, for example application/xml",
  }),
);

/** `serving`: how documents are delivered to readers, caches and proxies. */
export const Serving = Type.Object(
  {
    maxAge: secondsSchema("how long a document is fresh", 300),
    staleWhileRevalidate: secondsSchema("how long a cache may serve a stale document while it asks again", 600),
    staleIfError: secondsSchema("how long a cache may serve a stale document while it cannot reach Courant", 86_400),
    mediaTypes: Type.Object(
      { rss: mediaTypeSchema, atom: mediaTypeSchema, json: mediaTypeSchema },
      { ...noOtherKeys, default: {}, description: "the Content-Type of a format, in place of its usual one" },
    ),
    browserPages: Type.Boolean({
      default: true,
      description: "whether a browser that opens a document gets the channel's page instead",
    }),
    downloadsPerHour: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 60,
      description:
        "how often per hour a client may download the same version of a document in full before the answer is 429; " +
        "0 means without limit",
    }),
    openMetrics: Type.Boolean({
      default: false,
      description: "whether programs on this machine may read /metrics without a token",
    }),
    threads: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 64,
        description: "how many threads answer requests; by default one less than there are cores",
      }),
    ),
    keepReplaced: secondsSchema(
      "with serve --only=publishing: how long replaced bytes are kept for other machines that serve the same FEEDS_DIR",
      600,
    ),
    trustedProxies: Type.Array(Type.String({ format: "address-range" }), {
      default: [],
      description: "addresses or CIDR ranges of proxies whose X-Forwarded-For is trusted",
    }),
  },
  { ...noOtherKeys, default: {} },
);
