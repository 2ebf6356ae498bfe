import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { ReadConfig } from "../config/read-files.ts";
import { addChannel, changeChannel, channelNotFound, retireChannel } from "../settings/channel-edits.ts";
import { acceptMergePatches, entryBody, makeChange, type SettingRoutesOptions, sendPart } from "./setting-requests.ts";

const params = Type.Object({ slug: Type.String({ description: "the slug of a channel" }) });
const channelBody = entryBody("a channel as courant.yaml has it: slug, title, description, select, limit and so on");
const patchBody = entryBody("a JSON Merge Patch of a channel; another slug moves it");
const moveBody = Type.Object(
  { slug: Type.String({ description: "the new slug" }) },
  { additionalProperties: false, description: "where the channel moves to" },
);

/** The channels of the configuration: lists, adds, changes, moves and retires them. */
export const channelRoutes: FastifyPluginAsyncTypebox<SettingRoutesOptions> = async (app, options) => {
  const { settings } = options;
  const admin = { scope: "admin" } as const;
  acceptMergePatches(app);

  app.get("/channels", async (request, reply) => {
    const read = await settings.read();
    return sendPart(request, reply, read, { channels: read.own.channels });
  });

  app.post("/channels", { config: admin, schema: { body: channelBody } }, async (request, reply) => {
    const { body } = request;
    const after = await makeChange(request, reply, (content) => addChannel(content, body), {
      ...options,
      record(change) {
        const added = change.after.own.channels.at(-1);
        return { action: "channel.created", subject: added?.slug ?? "", after: added };
      },
    });
    const channel = after.own.channels.at(-1);
    return reply
      .code(201)
      .header("location", pathOf(channel?.slug ?? ""))
      .send(channel);
  });

  app.get("/channels/:slug", { schema: { params } }, async (request, reply) => {
    const read = await settings.read();
    return sendPart(request, reply, read, findChannel(read, request.params.slug));
  });

  app.patch("/channels/:slug", { config: admin, schema: { params, body: patchBody } }, async (request, reply) => {
    const { slug } = request.params;
    return change(request, reply, slug, request.body);
  });

  app.post("/channels/:slug/move", { config: admin, schema: { params, body: moveBody } }, async (request, reply) => {
    const { slug } = request.params;
    return change(request, reply, slug, { slug: request.body.slug });
  });

  app.delete("/channels/:slug", { config: admin, schema: { params } }, async (request, reply) => {
    const { slug } = request.params;
    await makeChange(request, reply, (content) => retireChannel(content, slug), {
      ...options,
      record: ({ before }) => ({ action: "channel.retired", subject: slug, before: findChannel(before, slug) }),
    });
    return reply.code(204).send();
  });

  async function change(request: FastifyRequest, reply: FastifyReply, slug: string, patch: object) {
    let index = -1;
    const after = await makeChange(
      request,
      reply,
      (content, { own }) => {
        index = own.channels.findIndex((channel) => channel.slug === slug);
        changeChannel(content, slug, patch);
      },
      {
        ...options,
        record({ before, after }) {
          const changed = after.own.channels[index];
          const action = changed?.slug === slug ? "channel.updated" : "channel.moved";
          return { action, subject: slug, before: before.own.channels[index], after: changed };
        },
      },
    );
    const channel = after.own.channels[index];
    if (channel && channel.slug !== slug) reply.header("location", pathOf(channel.slug));
    return channel;
  }
};

/** @throws CHANNEL_NOT_FOUND */
function findChannel({ own }: ReadConfig, slug: string) {
  const channel = own.channels.find((each) => each.slug === slug);
  if (!channel) throw channelNotFound(slug);
  return channel;
}

function pathOf(slug: string): string {
  return `/admin/channels/${encodeURIComponent(slug)}`;
}
