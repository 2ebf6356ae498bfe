import { oneLine } from "../article/plain-text.ts";
import { absoluteUrl } from "../article/url.ts";
import { openXml } from "./xml.ts";

/** A feed in a list of subscriptions. `folders`: the titles of the outlines it stands in, from the outermost. */
export type Subscription = { url: string; title?: string; folders: string[] };

/**
 * The feeds in OPML 1.0 or 2.0 (http://opml.org/spec2.opml), each address once, in the document's order. What has no
 * http(s) address is left out.
 * @throws ARTICLE_INVALID when the XML cannot be read
 */
export function subscriptionsOf(text: string): Subscription[] {
  const found = new Map<string, Subscription>();
  const folders: (string | undefined)[] = [];
  const reader = openXml({
    open(name, typed) {
      if (name.toLowerCase() !== "outline") return;
      const attributes = new Map(Object.entries(typed).map(([key, value]) => [key.toLowerCase(), value]));
      const title = oneLine(attributes.get("title") || attributes.get("text") || "") || undefined;
      const address = attributes.get("xmlurl") ?? "";
      const url = absoluteUrl(address, address);
      const around = folders.filter((each) => each !== undefined);
      folders.push(address === "" ? title : undefined);
      if (url === undefined || found.has(url)) return;
      found.set(url, { url, ...(title !== undefined && { title }), folders: around });
    },
    close(name) {
      if (name.toLowerCase() === "outline") folders.pop();
    },
  });
  reader.write(text.replace(/^\uFEFF/, ""));
  reader.end();
  return [...found.values()];
}
