import { test } from "tap";
import { formats } from "../../src/render/formats.ts";
import { documentOf, minimal } from "../render/documents.ts";
import { atomMistakes, jsonFeedMistakes } from "./schemas.ts";

const documentIn = (name: string) =>
  formats.filter((format) => format.name === name).map((f) => documentOf(f, [minimal]))[0] ?? "";

test("the Atom schema finds what is wrong", (t) => {
  const atom = documentIn("atom");
  t.strictSame(atomMistakes(atom), []);
  t.match(atomMistakes(atom.replace("<updated>", "<updated>x")).join(), "dateTime");
  t.match(atomMistakes(atom.replaceAll(/<id>.*<\/id>/g, "")).join(), "interleave");
  t.match(atomMistakes(atom.replace(/<author>.*?<\/author>/s, "")).join(), "atom:feed breaks the rule atom:author or");
  t.end();
});

test("the JSON Feed schema finds what is wrong", (t) => {
  const feed = JSON.parse(documentIn("json"));
  t.strictSame(jsonFeedMistakes(JSON.stringify(feed)), []);
  t.match(jsonFeedMistakes(JSON.stringify({ ...feed, version: "1" })).join(), "/version");
  t.match(jsonFeedMistakes(JSON.stringify({ ...feed, home_page_url: "/relative" })).join(), "/home_page_url");
  t.match(jsonFeedMistakes(JSON.stringify({ ...feed, items: [{ id: "x" }] })).join(), "content_html");
  t.match(
    jsonFeedMistakes(
      JSON.stringify({ ...feed, items: [{ id: "x", content_text: "", date_published: "soon" }] }),
    ).join(),
    "date_published",
  );
  t.end();
});
