import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { jobsForChanges } from "../../src/push/events.ts";
import type { ArticleChange, PublishedChanges } from "../../src/stores/announcements.ts";
import { type Webhook, webhookEvents } from "../../src/stores/webhooks.ts";

const article: Article = {
  id: "canary",
  title: "Canary title",
  date_published: "2026-03-01T12:00:00.000Z",
  date_modified: "2026-03-01T12:00:00.000Z",
  _courant: { revision: 2 },
};
const channels = [
  { slug: "news", select: { tags: ["news"] } },
  { slug: "gold", select: { tags: ["gold"] }, access: "private" as const },
  { slug: "whole", access: "private" as const },
];
const news = ["all", "tag:news"];
const gold = ["all", "tag:news", "tag:gold"];

function webhook(id: string, wanted?: string[]): Webhook {
  const url = `https://${id}.example/`;
  return { id, url, events: webhookEvents, channels: wanted, secret: "s", created: 0, failures: 0 };
}

const webhooks = [
  webhook("everything"),
  webhook("news", ["news"]),
  webhook("gold", ["gold"]),
  webhook("whole", ["whole"]),
];

/** Returns what each webhook is told, by its id: the type of the event, and its channels. */
function told(changes: Partial<PublishedChanges>) {
  const others = { published: 0, updated: 0, deleted: 0 };
  let ids = 0;
  const context = { webhooks, channels, baseUrl: "https://f.example", now: 0, newId: () => `msg_${++ids}` };
  const jobs = jobsForChanges({ articles: [], others, changed: [], removed: [], ...changes }, context);
  return Object.fromEntries(
    webhooks.map(({ id }) => {
      const bodies = jobs.filter(({ lane }) => lane === id).map(({ message }) => JSON.parse(message.body));
      return [id, bodies.map(({ type, data }) => [type, ...data.channels.map((each: object | string) => each)])];
    }),
  );
}

test("a webhook hears of an exclusive article only if it names a private channel that has it", (t) => {
  t.strictSame(told({ articles: [{ kind: "published", article, terms: news }] }), {
    everything: [["article.published", "news"]],
    news: [["article.published", "news"]],
    gold: [],
    whole: [["article.published", "news", "whole"]],
  });
  t.strictSame(told({ articles: [{ kind: "published", article, terms: gold }] }), {
    everything: [],
    news: [],
    gold: [["article.published", "gold"]],
    whole: [["article.published", "whole"]],
  });
  t.end();
});

test("an article that moves into an exclusive channel is withdrawn for everybody else, and comes back as a new one", (t) => {
  const into: ArticleChange = { kind: "updated", article, terms: gold, before: { url: undefined, terms: news } };
  const out: ArticleChange = { kind: "updated", article, terms: news, before: { url: undefined, terms: gold } };
  t.strictSame(told({ articles: [into] }), {
    everything: [["article.deleted", "news"]],
    news: [["article.deleted", "news"]],
    gold: [["article.updated", "gold"]],
    whole: [["article.updated", "whole"]],
  });
  t.strictSame(told({ articles: [out] }), {
    everything: [["article.published", "news"]],
    news: [["article.published", "news"]],
    gold: [],
    whole: [["article.updated", "news", "whole"]],
  });
  const gone: ArticleChange = { kind: "deleted", id: "canary", url: undefined, terms: gold, reason: "deleted" };
  t.match(told({ articles: [gone] }), { everything: [], news: [], gold: [["article.deleted", "gold"]] });
  t.end();
});

test("documents of a private channel are announced to those who name it, and its public ones go when it becomes private", (t) => {
  const urls = { rss: "https://f.example/feeds/gold.rss" };
  const changes = { changed: ["/private/feeds/gold.rss"], removed: ["/feeds/gold.rss"] };
  t.strictSame(told(changes), {
    everything: [["documents.changed", { slug: "gold", urls: {}, removed: true }]],
    news: [],
    gold: [["documents.changed", { slug: "gold", urls }, { slug: "gold", urls: {}, removed: true }]],
    whole: [],
  });
  t.end();
});
