import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { Eraser } from "../erasure/eraser.ts";
import { ArticleParams, readId } from "./article-requests.ts";

export type PurgeRoutesOptions = { erase: Eraser["erase"] };

/** A call that says everything with its address. */
const NoBody = Type.Union([Type.Null(), Type.Object({}, { additionalProperties: false })]);

/** The answer to a purge. It names no article: it may be kept for an Idempotency-Key. */
export const PurgeAnswer = Type.Object(
  {
    subject: Type.String({ description: "stands for the article in the audit log" }),
    media: Type.Integer({ minimum: 0, description: "how many uploaded files went with it" }),
    inboxFiles: Type.Integer({ minimum: 0, description: "how many files in inbox/done and inbox/failed went with it" }),
    copies: Type.Array(Type.String(), {
      description: "the older copies of the collection in DATA_DIR that were removed",
    }),
    unfinished: Type.Optional(
      Type.String({ description: "why something is left; Courant tries it again every minute, and at its next start" }),
    ),
  },
  { additionalProperties: false },
);

/** Erases articles for good, which needs the scope `admin`. */
export const purgeRoutes: FastifyPluginAsyncTypebox<PurgeRoutesOptions> = async (app, { erase }) => {
  app.post(
    "/articles/:id/purge",
    { schema: { params: ArticleParams, body: NoBody }, config: { scope: "admin" } },
    async (request) => erase(readId(request), request.caller),
  );
};
