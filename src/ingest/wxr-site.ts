import { mediaTypeOf } from "../article/media-types.ts";
import type { WxrAttachment } from "./wordpress-media.ts";
import type { SiteOffsets } from "./wxr-dates.ts";

/**
 * Data that posts refer to: the address of the site, names of authors by login, files by id, the ids of the files that
 * were uploaded to each post, and the content of shared blocks by id. `otherTypes`: how many items there are of each
 * type that is no post.
 */
export type WxrSite = {
  language?: string;
  link?: string;
  authors: Map<string, string>;
  attachments: Map<string, WxrAttachment>;
  uploads: Map<string, string[]>;
  blocks: Map<string, string>;
  offsets: SiteOffsets;
  otherTypes: Map<string, number>;
};

type Item = {
  fields: Readonly<Partial<Record<string, string>>>;
  meta: Readonly<Partial<Record<string, string>>>;
};

/** Creates an empty site, and a function that adds the file in an item to it. */
export function createSite(): { site: WxrSite; addFile: (item: Item) => void } {
  const attachments = new Map<string, WxrAttachment>();
  const uploads = new Map<string, string[]>();

  function addFile({ fields, meta }: Item): void {
    const [id = "", url = ""] = [fields["wp:post_id"], fields["wp:attachment_url"]].map((text) => copyOf(text));
    if (id === "" || url === "") return;
    attachments.set(id, { url, order: Number(fields["wp:menu_order"]) || 0, ...describe(url, fields, meta) });
    const parent = copyOf(fields["wp:post_parent"]);
    if (parent === "" || parent === "0") return;
    const siblings = uploads.get(parent);
    if (siblings) siblings.push(id);
    else uploads.set(parent, [id]);
  }

  const site = {
    authors: new Map(),
    attachments,
    uploads,
    blocks: new Map(),
    offsets: new Map(),
    otherTypes: new Map(),
  };
  return { site, addFile };
}

/** Returns what a file says of itself. Only sound and films show their titles: those of pictures are names of files. */
function describe(
  url: string,
  fields: Item["fields"],
  meta: Item["meta"],
): Pick<WxrAttachment, "title" | "caption" | "alt"> {
  const [caption, alt] = [copyOf(fields["excerpt:encoded"]), copyOf(meta._wp_attachment_image_alt)];
  const title = mediaTypeOf(url).startsWith("image/") ? "" : copyOf(fields.title);
  return { ...(title !== "" && { title }), ...(caption !== "" && { caption }), ...(alt !== "" && { alt }) };
}

/** Copies a short text, because a part of a text keeps the whole text in memory. */
export function copyOf(part = ""): string {
  return Buffer.from(part.trim()).toString();
}
