import { oneLine } from "../article/plain-text.ts";
import { absoluteUrl } from "../article/url.ts";
import { openXml } from "./xml.ts";

/** A feed in a list of subscriptions. `folders`: the titles of the outlines around it, from the outermost. */
export type Subscription = { url: string; title?: string; folders: string[] };

/**
 * Returns the feeds in OPML 1.0 or 2.0 (http://opml.org/spec2.opml), each address once, in the order of the document.
 * Outlines without an http(s) address are left out.
 * @throws ARTICLE_INVALID for XML that cannot be read
 */
export function subscriptionsOf(text: string): Subscription[] {
  const subscriptions = new Map<string, Subscription>();
  const folders: (string | undefined)[] = [];
  const reader = openXml({
    open(name, rawAttributes) {
      if (name.toLowerCase() !== "outline") return;
      const attributes = new Map(Object.entries(rawAttributes).map(([key, value]) => [key.toLowerCase(), value]));
      const title = oneLine(attributes.get("title") || attributes.get("text") || "") || undefined;
      const address = attributes.get("xmlurl") ?? "";
      const url = absoluteUrl(address, address);
      const enclosing = folders.filter((each) => each !== undefined);
      folders.push(address === "" ? title : undefined);
      if (url === undefined || subscriptions.has(url)) return;
      subscriptions.set(url, { url, ...(title !== undefined && { title }), folders: enclosing });
    },
    close(name) {
      if (name.toLowerCase() === "outline") folders.pop();
    },
  });
  reader.write(text.replace(/^\uFEFF/, ""));
  reader.end();
  return [...subscriptions.values()];
}
