import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { Clock } from "../clock.ts";
import { CourantError, excerpt } from "../errors.ts";
import type { Poller, SourceReport } from "../sources/poller.ts";
import { prefers } from "./prefer.ts";

export type SourceRoutesOptions = { poller: () => Poller | undefined; clock: Clock };

/** How long an answer waits for a poll; a sitemap may have very many pages. */
const maxPollWaitMs = 20_000;

const PollBody = Type.Object({ url: Type.Optional(Type.String()) }, { additionalProperties: false });

/** Lists the sources with their state, and polls them at once. */
export const sourceRoutes: FastifyPluginAsyncTypebox<SourceRoutesOptions> = async (app, { poller, clock }) => {
  const list = () => ({ sources: poller()?.sources().map(toJson) ?? [] });

  app.get("/sources", async () => list());

  app.post(
    "/sources/poll",
    { schema: { body: PollBody }, config: { scope: "regenerate" } },
    async ({ body: { url }, headers }, reply) => {
      const sources = poller()?.sources() ?? [];
      if (url !== undefined && !sources.some((source) => source.url === url)) {
        throw new CourantError(
          "NOT_FOUND",
          `“${excerpt(url)}” is not a source in the configuration. GET /admin/sources lists them.`,
        );
      }
      const polled = poller()
        ?.poll(url)
        .then(() => 200);
      const isAsync = prefers(headers.prefer, "respond-async");
      if (isAsync) reply.header("preference-applied", "respond-async");
      const timeout = new Promise<number>((resolve) => clock.after(isAsync ? 0 : maxPollWaitMs, () => resolve(202)));
      return reply.code((await Promise.race([polled, timeout])) ?? 200).send(list());
    },
  );
};

/** A source as the API shows it, with RFC 3339 times. `next` is missing if the source is not polled again. */
function toJson({ url, every, asking, address, kind, polled, next, failures, error, ...state }: SourceReport) {
  const { waiting, kept, filtered, surplus } = state;
  return {
    url,
    every,
    asking,
    address,
    kind,
    waiting,
    kept,
    filtered,
    surplus,
    polled: polled === undefined ? undefined : new Date(polled).toISOString(),
    next: next === undefined ? undefined : new Date(next).toISOString(),
    failures,
    error,
  };
}
