import { stringify } from "yaml";
import type { Clock } from "../../clock.ts";
import type { Channel, Config } from "../../config/schema.ts";
import type { Output } from "../process/output.ts";
import { withSettings } from "../settings/with-settings.ts";

/** A channel as the configuration file has it. */
type OwnChannel = Pick<Channel, "slug" | "title"> & Record<string, unknown>;

const json = { "content-type": "application/json" };

/** `courant channel list`: lists the channels of the configuration. @returns true */
export function listChannelsCommand(config: Config, clock: Clock, output: Output): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    const { channels } = await call<{ channels: OwnChannel[] }>("/admin/channels");
    if (output.json) output.result({ channels });
    else for (const { slug, title } of channels) output.line(`${slug}  ${title}`);
    return true;
  });
}

/** `courant channel show`: prints a channel as the configuration file has it. @throws CHANNEL_NOT_FOUND */
export function showChannelCommand(config: Config, clock: Clock, slug: string, output: Output): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    const channel = await call<OwnChannel>(pathOf(slug));
    if (output.json) output.result(channel);
    else output.line(stringify(channel).trimEnd());
    return true;
  });
}

/** `courant channel add`: adds a channel. @throws SETTINGS_INVALID, CONFIG_READ_ONLY */
export function addChannelCommand(config: Config, clock: Clock, channel: object, output: Output): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    const added = await call<OwnChannel>("/admin/channels", {
      method: "POST",
      headers: json,
      body: JSON.stringify(channel),
    });
    report(output, "added", added);
    return true;
  });
}

/** `courant channel edit`: changes settings of a channel. @param patch a JSON Merge Patch. @throws CHANNEL_NOT_FOUND, SETTINGS_INVALID, CONFIG_READ_ONLY */
export function editChannelCommand(
  config: Config,
  clock: Clock,
  { slug, patch }: { slug: string; patch: object },
  output: Output,
): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    const options = { method: "PATCH", headers: json, body: JSON.stringify(patch) } as const;
    report(output, "changed", await call<OwnChannel>(pathOf(slug), options));
    return true;
  });
}

/** `courant channel move`: gives a channel another slug; the old addresses lead to the new ones. */
export function moveChannelCommand(
  config: Config,
  clock: Clock,
  { slug, to }: { slug: string; to: string },
  output: Output,
): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    const options = { method: "POST", headers: json, body: JSON.stringify({ slug: to }) } as const;
    report(output, "moved", await call<OwnChannel>(`${pathOf(slug)}/move`, options));
    return true;
  });
}

/** `courant channel retire`: removes a channel for good; its addresses are answered 410. */
export function retireChannelCommand(config: Config, clock: Clock, slug: string, output: Output): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    await call(pathOf(slug), { method: "DELETE" });
    if (output.json) output.result({ outcome: "retired", slug });
    else output.line(`retired  ${slug}`);
    return true;
  });
}

function report(output: Output, outcome: "added" | "changed" | "moved", channel: OwnChannel): void {
  if (output.json) output.result({ outcome, channel });
  else output.line(`${outcome}  ${channel.slug}`);
}

function pathOf(slug: string): string {
  return `/admin/channels/${encodeURIComponent(slug)}`;
}
