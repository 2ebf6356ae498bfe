import Type, { type TProperties, type TSchema } from "typebox";
import { Channel } from "../../../config/channel-schema.ts";
import { allowBooleans, asWritten } from "../../../config/editor-schema.ts";
import { ConfigFile } from "../../../config/schema.ts";
import { Source } from "../../../config/source-schema.ts";
import { mergePatchOf } from "./merge-patch.ts";
import { Count, Moment, noOtherMembers, Text } from "./values.ts";

/* Channels, sources and settings, as the configuration has them: whole, as people write them, and as changes. */

const { channels: _, sources: __, ...otherSettings } = ConfigFile.properties;

const WholeSettings = Type.Object(otherSettings, {
  ...noOtherMembers,
  description: "the configuration without channels and sources, with the defaults of what the file leaves out",
});

/** An object that is always there needs no default, which would be incomplete. */
export const Settings = { ...WholeSettings, properties: withoutDefaults(WholeSettings.properties) };

function withoutDefaults(properties: TProperties): TProperties {
  return Object.fromEntries(
    Object.entries<TSchema & { default?: unknown }>(properties).map(([name, { default: _, ...schema }]) => [
      name,
      schema,
    ]),
  );
}

export const SettingsPatch = {
  ...mergePatchOf(allowBooleans(WholeSettings)),
  description: "a JSON Merge Patch (RFC 7396) of the settings: null removes a setting, so that its default counts",
};

export const ChannelInput = { ...asWritten(Channel), description: "a channel, as the configuration file has it" };

export const ChannelPatch = {
  ...mergePatchOf(Channel),
  description: "a JSON Merge Patch (RFC 7396) of a channel; another slug moves it",
};

export const SourceInput = { ...asWritten(Source), description: "a source, as the configuration file has it" };

export const SourcePatch = { ...mergePatchOf(Source), description: "a JSON Merge Patch (RFC 7396) of a source" };

/** A source with its state. */
export const SourceView = Type.Object(
  {
    id: Text("follows from the address, so it stays the same"),
    ...Source.properties,
    url: Text("the address of a feed, a page or a sitemap; secrets in it are hidden"),
    paused: Type.Boolean({ description: "whether it is left alone for now" }),
    asking: Type.Boolean({ description: "whether it is being read, or waits for its turn" }),
    address: Text("where it is fetched, which differs from url after a permanent move"),
    kind: Type.Optional(Type.Enum(["feed", "page", "sitemap"])),
    waiting: Type.Optional(Count("due pages of a sitemap")),
    kept: Type.Optional(Count("how many of its articles are kept")),
    filtered: Type.Optional(Count("how many articles of the last answer its patterns left out")),
    surplus: Type.Optional(Count("how many articles of the last answer are not among the newest")),
    polled: Type.Optional(Moment("when it was polled last")),
    next: Type.Optional(Moment("when it is polled next; missing if it is not")),
    failures: Count("how many polls failed, one after another"),
    error: Type.Optional(Text("the last error")),
  },
  { ...noOtherMembers, description: "a source of the configuration, and its state" },
);
