import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { Compile } from "typebox/compile";
import { Selection } from "../config/channel-schema.ts";
import type { ReadConfig } from "../config/read-files.ts";
import { CourantError } from "../errors.ts";
import { countWithdrawn } from "../publish/withdrawal.ts";
import { addChannel, changeChannel, channelNotFound, retireChannel } from "../settings/channel-edits.ts";
import type { SelectionStore } from "../stores/selections.ts";
import { acceptMergePatches, entryBody, makeChange, type SettingRoutesOptions, sendPart } from "./setting-requests.ts";

const params = Type.Object({ slug: Type.String({ description: "the slug of a channel" }) });
const channelBody = entryBody("a channel as courant.yaml has it: slug, title, description, select, limit and so on");
const patchBody = entryBody("a JSON Merge Patch of a channel; another slug moves it");
const withdrawalBody = entryBody("a channel as it would be: slug, access, exclusive and select");
const ProposedChannel = Type.Object({
  slug: Type.String(),
  access: Type.Optional(Type.Enum(["public", "private"])),
  exclusive: Type.Optional(Type.Boolean()),
  select: Type.Optional(Selection),
});
const proposedChannel = Compile(ProposedChannel);
const moveBody = Type.Object(
  { slug: Type.String({ description: "the new slug" }) },
  { additionalProperties: false, description: "where the channel moves to" },
);

/** `selections`: counts articles; without it, where there is no collection, nothing does. */
export type ChannelRoutesOptions = SettingRoutesOptions & { selections?: Pick<SelectionStore, "select"> | undefined };

/** The channels of the configuration: lists, adds, changes, moves and retires them. */
export const channelRoutes: FastifyPluginAsyncTypebox<ChannelRoutesOptions> = async (app, options) => {
  const { settings, selections, clock } = options;
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

  if (selections) {
    app.post("/channels/withdrawal", { config: admin, schema: { body: withdrawalBody } }, async ({ body }) => {
      const { own } = await settings.read();
      if (!proposedChannel.Check(body)) {
        throw new CourantError(
          "REQUEST_INVALID",
          "The body is no channel: it needs a slug, and may have access, exclusive and select.",
        );
      }
      const articles = await countWithdrawn(body, own.channels, { selections, now: clock.now() });
      return articles === undefined ? {} : { articles };
    });
  }

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
