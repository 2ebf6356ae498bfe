import { test } from "tap";
import { subscriptionsOf } from "../../src/ingest/opml.ts";

test("the feeds in OPML, with the folders they are in", (t) => {
  t.strictSame(
    subscriptionsOf(`<?xml version="1.0"?><!-- <outline xmlUrl="https://no.example/"/> -->
<opml version="1.1"><head><title>Mine</title></head><body>
  <outline text="One &amp; only" type="rss" xmlUrl=" https://a.example/feed?x=1&amp;y=2 "/>
  <outline text="News" title="The news">
    <outline title="Two" text="no" xmlurl="http://b.example/rss"/>
    <outline text="Deep"><OUTLINE xmlUrl="https://c.example/"/></outline>
    <outline text="Twice" xmlUrl="http://b.example/rss"/>
    <outline text="Bad" xmlUrl="javascript:alert(1)"/>
    <outline text="Relative" xmlUrl="feed.xml"/>
  </outline>
  <outline text="Last" xmlUrl="https://d.example/"><outline text="within" xmlUrl="https://e.example/"/></outline>
</body></opml>`),
    [
      { url: "https://a.example/feed?x=1&y=2", title: "One & only", folders: [] },
      { url: "http://b.example/rss", title: "Two", folders: ["The news"] },
      { url: "https://c.example/", folders: ["The news", "Deep"] },
      { url: "https://d.example/", title: "Last", folders: [] },
      { url: "https://e.example/", title: "within", folders: [] },
    ],
  );
  t.same(subscriptionsOf("<opml/>"), []);
  t.end();
});

test("OPML that is hostile or broken is refused", (t) => {
  for (const text of ["<opml>", "no", '<!DOCTYPE a [<!ENTITY b "c">]><opml/>', "<outline>".repeat(100_000)]) {
    t.throws(() => subscriptionsOf(text), { code: "ARTICLE_INVALID" }, text.slice(0, 30));
  }
  t.end();
});
