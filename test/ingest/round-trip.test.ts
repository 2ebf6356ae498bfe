import { test } from "tap";
import type { Draft } from "../../src/article/article.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { json } from "../../src/render/json.ts";
import { context, documentOf } from "../render/documents.ts";
import { keep, testStores } from "../stores/helpers.ts";

const language = "ar";
const drafts: Draft[] = [
  { id: "a", language, content_html: "<p>a</p><p>b</p>" },
  { id: "b", language, content_html: '<div dir="rtl">a</div>' },
  { id: "c", language, content_html: '<p dir="rtl">a</p>' },
  { id: "d", language, title: "a", content_text: "b\n\nc", _courant: { expires: "2030-01-01T00:00:00.000Z" } },
  { id: "e", language, title: "a" },
  { id: "f", language, summary: "a", image: "https://example.org/a.png" },
];

/** Imports Courant's own JSON Feed of these articles into the same collection. */
async function roundTrip(t: Parameters<typeof testStores>[0], content: "full" | "summary") {
  const { stores } = await testStores(t);
  const articles = [];
  for (const draft of drafts) articles.push(await keep(stores.articles, draft));
  const text = documentOf(json, articles, { ...context, channel: { ...context.channel, content } });
  const options = { tags: [], baseUrl: context.site.url, origin: context.baseUrl };
  const ingested = ingest({ name: "feed.json", text }, options);
  const outcomes = await stores.articles.put(ingested.drafts.map(({ prepared }) => prepared));
  return { outcomes, articles, found: await stores.articles.findMany(drafts.map(({ id }) => String(id))) };
}

test("a JSON Feed of whole articles comes in again without a change", async (t) => {
  const { outcomes } = await roundTrip(t, "full");
  t.same(
    outcomes.map(({ outcome }) => outcome),
    drafts.map(() => "unchanged"),
  );
});

test("a JSON Feed of summaries takes nothing from whole articles", async (t) => {
  const { outcomes, articles, found } = await roundTrip(t, "summary");
  t.same(
    outcomes.map(({ outcome }) => outcome),
    ["rejected", "rejected", "rejected", "rejected", "unchanged", "unchanged"],
  );
  t.same(found, articles);
});
