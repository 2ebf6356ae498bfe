import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { Clock } from "../clock.ts";
import type { PurgeReport } from "../push/purge/purge.ts";
import type { WebSubReport } from "../push/websub/report.ts";
import type { Stores } from "../stores/stores.ts";
import { Day, readDayRange } from "./day-range.ts";
import type { DiskUse } from "./openapi/schemas/disk-use.ts";
import { gradeReader } from "./reader-grade.ts";
import { summariseAudience } from "./stats.ts";

const Channel = Type.Optional(Type.String({ description: "the slug of the only channel to report on" }));

/**
 * `GET /admin/stats`: requests and subscribers over some days (UTC), how many media files have been probed, what each
 * kind of record takes on disk, and how the hubs and the purged caches work.
 * `GET /admin/readers`: how each product polled in those days, with a grade.
 */
export const statsRoutes: FastifyPluginAsyncTypebox<{
  stores: Pick<Stores, "audience" | "mediaFacts">;
  /** Saves the counts that are still only in memory. */
  saveAudience: () => Promise<void>;
  readDiskUse: () => Promise<DiskUse>;
  readWebSub: () => Promise<WebSubReport>;
  readPurge: () => Promise<PurgeReport>;
  clock: Clock;
}> = async (app, { stores, saveAudience, readDiskUse, readWebSub, readPurge, clock }) => {
  const Query = Type.Object({ from: Day, to: Day, channel: Channel });
  app.get("/stats", { schema: { querystring: Query } }, async ({ query }) => {
    const { channel } = query;
    const { from, to } = readDayRange(query, clock.now());
    await saveAudience();
    const stats = summariseAudience(await stores.audience.report({ from, to, channel }));
    const [media, disk, websub] = [await stores.mediaFacts.count(), await readDiskUse(), await readWebSub()];
    return { from, to, ...stats, media, disk, websub, purge: await readPurge() };
  });

  app.get("/readers", { schema: { querystring: Type.Object({ from: Day, to: Day }) } }, async ({ query }) => {
    const range = readDayRange(query, clock.now());
    await saveAudience();
    const readers = await stores.audience.readers(range);
    return { ...range, readers: readers.map((numbers) => ({ ...numbers, ...gradeReader(numbers) })) };
  });
};
