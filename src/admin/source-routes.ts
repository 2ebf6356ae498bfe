import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { CourantError, excerpt } from "../errors.ts";
import type { Poller, SourceReport } from "../sources/poller.ts";

export type SourceRoutesOptions = { poller: () => Poller | undefined };

const PollBody = Type.Object({ url: Type.Optional(Type.String()) }, { additionalProperties: false });

/** The sources that are watched: what is known of them, and asking them at once. */
export const sourceRoutes: FastifyPluginAsyncTypebox<SourceRoutesOptions> = async (app, { poller }) => {
  const list = () => ({ sources: poller()?.sources().map(toJson) ?? [] });

  app.get("/sources", async () => list());

  app.post("/sources/poll", { schema: { body: PollBody } }, async ({ body: { url } }) => {
    const known = poller()?.sources() ?? [];
    if (url !== undefined && !known.some((source) => source.url === url)) {
      throw new CourantError(
        "NOT_FOUND",
        `“${excerpt(url)}” is none of the sources in the configuration. GET /admin/sources lists them.`,
      );
    }
    await poller()?.poll(url);
    return list();
  });
};

/** Times as they are written elsewhere; `next` is left out where it is not asked again. */
function toJson({ url, every, address, kind, waiting, polled, next, failures, error }: SourceReport) {
  return {
    url,
    every,
    address,
    kind,
    waiting,
    polled: polled === undefined ? undefined : new Date(polled).toISOString(),
    next: next === undefined ? undefined : new Date(next).toISOString(),
    failures,
    error,
  };
}
