import { promisify } from "node:util";
import { gzip } from "node:zlib";
import formBody from "@fastify/formbody";
import helmet from "@fastify/helmet";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/schema.ts";
import { articlePages } from "./articles/pages.ts";
import { addAssetRoutes } from "./asset-routes.ts";
import { auditPage } from "./audit/page.ts";
import { callsPage } from "./calls/page.ts";
import { channelPages } from "./channels/pages.ts";
import { addDoor } from "./door.ts";
import { editorPages } from "./editor/pages.ts";
import { purgePages } from "./editor/purge.ts";
import { revisionPages } from "./editor/revisions.ts";
import { addErrorPages } from "./errors.ts";
import { importPage } from "./import/page.ts";
import { mediaPages } from "./media/pages.ts";
import { overviewPage } from "./overview/page.ts";
import { readerPages } from "./readers/pages.ts";
import { runPages } from "./runs/pages.ts";
import { securityHeaders } from "./security.ts";
import { settingsPage } from "./settings/page.ts";
import { signInPages } from "./sign-in.ts";
import { sourcePages } from "./sources/pages.ts";
import { subscriberPages } from "./subscribers/pages.ts";
import { tokenPages } from "./tokens/pages.ts";
import { webhookPages } from "./webhooks/pages.ts";

export type DashboardOptions = {
  /** Returns the configuration in force. */
  config: () => Config;
  clock: Pick<Clock, "now">;
  /** Calls the application, and with it the admin API, without a socket. */
  inject: FastifyInstance["inject"];
  log: FastifyBaseLogger;
};

const compress = promisify(gzip);

/** The smallest page that is compressed, in bytes. */
const minCompressedBytes = 1000;

/** The pages of the dashboard: a client of the admin API that writes HTML. */
export async function dashboard(app: FastifyInstance, options: DashboardOptions): Promise<void> {
  await app.register(helmet, securityHeaders);
  await app.register(formBody, { bodyLimit: 8 * 1024 * 1024 });
  await addAssetRoutes(app);
  app.addHook("onRequest", async (_request, reply) => {
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
  app.addHook("onSend", async ({ headers }, reply, payload) => {
    if (typeof payload !== "string" || payload.length < minCompressedBytes) return payload;
    if (!/\bgzip\b/.test(headers["accept-encoding"] ?? "")) return payload;
    reply.headers({ "content-encoding": "gzip", vary: "accept-encoding" }).removeHeader("content-length");
    return compress(payload, { level: 5 });
  });
  addErrorPages(app, options);
  addDoor(app, options);
  await app.register(signInPages, { config: options.config });
  await app.register(overviewPage);
  await app.register(articlePages, { clock: options.clock });
  await app.register(runPages);
  await app.register(readerPages);
  await app.register(editorPages);
  await app.register(revisionPages);
  await app.register(purgePages);
  await app.register(tokenPages);
  await app.register(importPage);
  await app.register(mediaPages);
  await app.register(channelPages);
  await app.register(sourcePages);
  await app.register(settingsPage);
  await app.register(subscriberPages);
  await app.register(webhookPages);
  await app.register(auditPage);
  await app.register(callsPage);
}
