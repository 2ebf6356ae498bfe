import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { changeSettings, settingsOf } from "../settings/setting-edits.ts";
import { acceptMergePatches, entryBody, makeChange, type SettingRoutesOptions, sendPart } from "./setting-requests.ts";

const patchBody = entryBody(
  "a JSON Merge Patch of settings as courant.yaml has them: site, schedule, serving and so on",
);

/** The settings of the configuration that are no list of their own. */
export const settingRoutes: FastifyPluginAsyncTypebox<SettingRoutesOptions> = async (app, options) => {
  acceptMergePatches(app);

  app.get("/settings", async (request, reply) => {
    const read = await options.settings.read();
    return sendPart(request, reply, read, settingsOf(read.own));
  });

  app.patch(
    "/settings",
    { config: { scope: "admin", needsToken: true }, schema: { body: patchBody } },
    async (request, reply) => {
      const { body } = request;
      const after = await makeChange(request, reply, (content) => changeSettings(content, body), {
        ...options,
        record: (change) => ({
          action: "settings.updated",
          subject: "settings",
          before: settingsOf(change.before.own),
          after: settingsOf(change.after.own),
        }),
      });
      return settingsOf(after.own);
    },
  );
};
