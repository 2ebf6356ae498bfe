import type { FastifyInstance } from "fastify";
import { type ChannelRoutesOptions, channelRoutes } from "./channel-routes.ts";
import { settingRoutes } from "./setting-routes.ts";
import { type SourceRoutesOptions, sourceRoutes } from "./source-routes.ts";

/** Adds the calls for the configuration: channels, settings and sources. */
export async function addSettingRoutes(
  admin: FastifyInstance,
  options: SourceRoutesOptions & ChannelRoutesOptions,
): Promise<void> {
  await admin.register(channelRoutes, options);
  await admin.register(settingRoutes, options);
  await admin.register(sourceRoutes, options);
}
