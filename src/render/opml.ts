import type { Channel, Site } from "../config/schema.ts";
import { documentPath, pagePath } from "./format.ts";
import { groupsOf } from "./groups.ts";
import { element, escapeText } from "./xml.ts";

/**
 * Renders all channels as an OPML 2.0 subscription list (https://opml.org/spec2.opml#subscriptionLists). An outline with
 * the name of a group contains its channels; feed readers import it as a folder or tag.
 * @param baseUrl the public address, without a trailing slash
 */
export function renderOpml(site: Site, channels: readonly Channel[], baseUrl: string): string {
  const text = (name: string, value: string | undefined) =>
    value === undefined ? "" : `${element(name, {}, escapeText(value))}\n`;
  const feed = (channel: Channel) => {
    const attributes = {
      text: channel.title,
      title: channel.title,
      type: "rss",
      version: "RSS2",
      xmlUrl: `${baseUrl}${documentPath(channel.slug, "rss")}`,
      htmlUrl: `${baseUrl}${pagePath(channel.slug)}`,
      description: channel.description,
      language: channel.language ?? site.language,
    };
    return `${element("outline", attributes)}\n`;
  };
  const outlines = groupsOf(channels).flatMap(({ name, channels: members }) => {
    const feeds = members.map(feed);
    return name === undefined ? feeds : [`${element("outline", { text: name }, "\n", ...feeds)}\n`];
  });
  const head = [text("title", site.title), text("ownerName", site.author?.name)];
  return `<?xml version="1.0" encoding="UTF-8"?>
${element("opml", { version: "2.0" }, "\n", element("head", {}, "\n", ...head), "\n", element("body", {}, "\n", ...outlines), "\n")}
`;
}
