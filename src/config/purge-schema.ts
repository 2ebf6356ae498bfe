import Type, { type Static } from "typebox";
import { noOtherKeys, urlSchema } from "./fields.ts";

const PurgeTarget = Type.Object(
  {
    kind: Type.Enum(["varnish", "nginx", "request"], {
      description:
        "varnish: keys by its module xkey; nginx: addresses by its module cache_purge; request: any other service",
    }),
    url: urlSchema(
      "the address that requests to purge go to; for nginx, the paths of documents are added to it; for a request, it may have placeholders as the body",
    ),
    method: Type.Enum(["POST", "PUT", "DELETE", "PURGE"], {
      default: "POST",
      description: "the method of a request (kind: request)",
    }),
    headers: Type.Record(Type.String(), Type.String({ maxLength: 2000, pattern: "^[\\x20-\\x7e]*$" }), {
      propertyNames: Type.String({ pattern: "^[A-Za-z0-9-]{1,100}$" }),
      default: {},
      description: `headers of a request; \${NAME} is the variable NAME of the environment, for secrets`,
    }),
    body: Type.Optional(
      Type.String({
        maxLength: 10_000,
        description: "the body of a request (kind: request), with {keys}, {keyList}, {keysJson}, {urlsJson} or {url}",
      }),
    ),
    batch: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 30,
      description: "how many keys or addresses a request names at most",
    }),
  },
  noOtherKeys,
);

/** `purge`: the caches that are told what changed, before anybody else is. */
export const Purge = Type.Array(PurgeTarget, {
  default: [],
  maxItems: 10,
  description: "caches in front of the service that are told what changed",
});

export type PurgeTarget = Static<typeof PurgeTarget>;
