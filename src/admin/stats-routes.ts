import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { Stores } from "../stores/stores.ts";
import { summariseAudience } from "./stats.ts";

const dayMs = 86_400_000;

/** One answer sums up at most this many days. */
const maxStatsDays = 100;
const defaultStatsDays = 30;

const Day = Type.Optional(Type.String({ format: "date", description: "a day, as YYYY-MM-DD" }));

/** `GET /admin/stats`: requests and subscribers over some days (UTC), and how many media files have been probed. */
export const statsRoutes: FastifyPluginAsyncTypebox<{
  stores: Pick<Stores, "audience" | "mediaFacts">;
  /** Saves the counts that are still only in memory. */
  saveAudience: () => Promise<void>;
  clock: Clock;
}> = async (app, { stores, saveAudience, clock }) => {
  const Query = Type.Object({ from: Day, to: Day, channel: Type.Optional(Type.String()) });
  app.get("/stats", { schema: { querystring: Query } }, async ({ query }) => {
    const { to = dateOf(clock.now()), channel } = query;
    const { from = dateOf(Date.parse(to) - (defaultStatsDays - 1) * dayMs) } = query;
    const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
    if (days < 1 || days > maxStatsDays) {
      throw new CourantError(
        "REQUEST_INVALID",
        `The range from ${from} to ${to} has ${days} days. Ask for 1 to ${maxStatsDays} days, for example ?from=${dateOf(Date.parse(to) - 6 * dayMs)}&to=${to}.`,
      );
    }
    await saveAudience();
    const stats = summariseAudience(await stores.audience.report({ from, to, channel }));
    return { from, to, ...stats, media: await stores.mediaFacts.count() };
  });
};

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
