import fc from "fast-check";
import { test } from "tap";
import { cacheKeyHeaders, cacheKeyOf } from "../../src/published/cache-keys.ts";
import { encodePath } from "../../src/published/paths.ts";

test("the formats of a channel have one key, and each archive and page its own", (t) => {
  for (const [path, key] of [
    ["/", "index"],
    ["/feeds/news.rss", "feeds/news"],
    ["/feeds/news.json", "feeds/news"],
    ["/feeds/news", "feeds/news"],
    ["/feeds/news/archive/3.atom", "feeds/news/archive/3"],
    ["/articles/urn:x:1", "articles/urn:x:1"],
    ["/articles/a,b%20c", "articles/a%2cb%20c"],
  ] as const) {
    t.equal(cacheKeyOf(path), key, path);
  }
  t.match(cacheKeyOf(`/articles/${"x".repeat(200)}`), /^~[0-9a-f]{32}$/);
  t.not(cacheKeyOf(`/articles/${"x".repeat(200)}`), cacheKeyOf(`/articles/${"x".repeat(201)}`));
  t.end();
});

test("the three headers take at most 1 kB and are well-formed, whatever the path and the channels are", (t) => {
  const path = fc.string({ unit: "grapheme", maxLength: 300 }).map((id) => encodePath(`/articles/${id}`));
  const slug = fc.stringMatching(/^[a-z0-9-]{1,64}$/);
  fc.assert(
    fc.property(path, fc.array(slug, { maxLength: 40 }), (path, channels) => {
      const headers = cacheKeyHeaders(path, channels);
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const keys = headers["surrogate-key"]?.split(" ") ?? [];
      const names = JSON.parse(`[${headers["cache-groups"]}]`);
      return (
        Buffer.byteLength(lines.join("")) <= 1024 &&
        keys[0] === cacheKeyOf(path) &&
        keys[1] === "all" &&
        keys.every((key) => /^[!-~]+$/.test(key)) &&
        keys.join() === headers["cache-tag"] &&
        keys.join() === names.join() &&
        (channels.length > 3 || keys.length === channels.length + 2)
      );
    }),
  );
  t.end();
});
