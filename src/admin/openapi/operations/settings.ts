import Type from "typebox";
import { Default } from "typebox/value";
import { Channel } from "../../../config/channel-schema.ts";
import { ConfigFile } from "../../../config/schema.ts";
import { json, jsonOfRoute, mergePatch, type Operations } from "../operation.ts";
import { ChannelInput, ChannelPatch, Settings, SettingsPatch } from "../schemas/settings.ts";
import { noOtherMembers } from "../schemas/values.ts";
import { notModified } from "./articles.ts";

const sentChannel = {
  slug: "films",
  title: "Films",
  description: "Everything about films",
  select: { tags: ["film"] },
};
const site = { title: "The Example", url: "https://example.org/", language: "en" };
const {
  channels: [channelExample],
  sources: _,
  ...settingsExample
} = Default(ConfigFile, { site, channels: [sentChannel] }) as ConfigFile;

/** The errors and headers that all changes of the configuration have. */
export const changeErrors = ["SETTINGS_INVALID", "CONFIG_READ_ONLY", "CONFIG_INVALID"] as const;
export const changeHeaders = ["If-Match", "Prefer"] as const;
export const answerHeaders = ["ETag", "Preference-Applied"] as const;

export const channelOperations: Operations = {
  "GET /admin/channels": {
    id: "listChannels",
    tag: "Channels",
    summary: "List the channels of the configuration",
    headers: ["If-None-Match"],
    answers: {
      200: {
        description: "the channels, with the defaults of what the file leaves out",
        headers: ["ETag"],
        content: json(Type.Object({ channels: Type.Array(Channel) }, noOtherMembers), { channels: [channelExample] }),
      },
      304: notModified,
    },
    errors: ["CONFIG_INVALID"],
  },
  "POST /admin/channels": {
    id: "createChannel",
    tag: "Channels",
    summary: "Add a channel",
    headers: changeHeaders,
    body: json(ChannelInput, sentChannel),
    answers: {
      201: {
        description: "the channel is added",
        headers: ["Location", ...answerHeaders],
        content: json(Channel, channelExample),
      },
    },
    errors: changeErrors,
  },
  "POST /admin/channels/withdrawal": {
    id: "countWithdrawal",
    tag: "Channels",
    summary: "Count the articles that a channel would withdraw from the public",
    body: jsonOfRoute({ slug: "films", access: "private", select: { tags: ["film"] } }),
    answers: {
      200: {
        description:
          "how many articles an exclusive channel withdraws; nothing when it selects by a search that no channel has yet",
        content: json(Type.Object({ articles: Type.Optional(Type.Integer({ minimum: 0 })) }, noOtherMembers), {
          articles: 12,
        }),
      },
    },
    errors: ["CONFIG_INVALID", "REQUEST_INVALID"],
  },
  "GET /admin/channels/{slug}": {
    id: "getChannel",
    tag: "Channels",
    summary: "Read a channel",
    headers: ["If-None-Match"],
    examples: { slug: "films" },
    answers: {
      200: { description: "the channel", headers: ["ETag"], content: json(Channel, channelExample) },
      304: notModified,
    },
    errors: ["CHANNEL_NOT_FOUND", "CONFIG_INVALID"],
  },
  "PATCH /admin/channels/{slug}": {
    id: "patchChannel",
    tag: "Channels",
    summary: "Change a channel",
    headers: changeHeaders,
    examples: { slug: "films" },
    body: mergePatch(ChannelPatch, { limit: 20 }),
    answers: {
      200: {
        description: "the channel; Location is there if it moved",
        headers: ["Location", ...answerHeaders],
        content: json(Channel, { ...channelExample, limit: 20 }),
      },
    },
    errors: [...changeErrors, "CHANNEL_NOT_FOUND"],
  },
  "POST /admin/channels/{slug}/move": {
    id: "moveChannel",
    tag: "Channels",
    summary: "Move a channel to another slug",
    description: "The old addresses are redirected.",
    headers: changeHeaders,
    examples: { slug: "films" },
    body: jsonOfRoute({ slug: "cinema" }),
    answers: {
      200: {
        description: "the channel",
        headers: ["Location", ...answerHeaders],
        content: json(Channel, { ...channelExample, slug: "cinema" }),
      },
    },
    errors: [...changeErrors, "CHANNEL_NOT_FOUND"],
  },
  "DELETE /admin/channels/{slug}": {
    id: "retireChannel",
    tag: "Channels",
    summary: "Retire a channel",
    description: "From then on, its addresses are answered 410.",
    headers: changeHeaders,
    examples: { slug: "films" },
    answers: { 204: { description: "it is retired", headers: answerHeaders } },
    errors: [...changeErrors, "CHANNEL_NOT_FOUND"],
  },
};

export const settingOperations: Operations = {
  "GET /admin/settings": {
    id: "getSettings",
    tag: "Settings",
    summary: "Read the settings",
    headers: ["If-None-Match"],
    answers: {
      200: { description: "the settings", headers: ["ETag"], content: json(Settings, settingsExample) },
      304: notModified,
    },
    errors: ["CONFIG_INVALID"],
  },
  "PATCH /admin/settings": {
    id: "patchSettings",
    tag: "Settings",
    summary: "Change settings",
    description: "Settings that name places on the machine change in the file alone.",
    headers: changeHeaders,
    body: mergePatch(SettingsPatch, { serving: { maxAge: 600 }, site: { copyright: "© 2026 The Example" } }),
    answers: {
      200: { description: "the settings", headers: answerHeaders, content: json(Settings, settingsExample) },
    },
    errors: changeErrors,
  },
};
