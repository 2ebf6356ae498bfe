import { parseFeed } from "@rowanmanning/feed-parser";
import { test } from "tap";
import { formats } from "../../src/render/formats.ts";
import { context, documentOf } from "../render/documents.ts";

test("the address of a site's image, by a reader that decodes no character references in addresses", (t) => {
  const image = "https://example.org/logo.png?a=1&b=2";
  for (const format of formats.filter(({ name }) => name !== "json")) {
    const feed = parseFeed(documentOf(format, [], { ...context, site: { ...context.site, image } }));
    t.equal(feed.image?.url, image, format.name);
  }
  t.end();
});
