import { test } from "tap";
import { feedTtlSeconds } from "../../src/ingest/feed-ttl.ts";

const rss = (head: string, items = "") =>
  `<?xml version="1.0"?><rss version="2.0"><channel>${head}${items}</channel></rss>`;

test("a feed says for how long it need not be asked for", (t) => {
  for (const [text, seconds] of [
    [rss("<title>A</title><ttl> 90 </ttl>", "<item><title>B</title></item>"), 5400],
    [rss("<ttl>0</ttl>"), 0],
    [rss("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"), 1800],
    [rss("<sy:updatePeriod>\n\tdaily\t</sy:updatePeriod>"), 86_400],
    [rss("<sy:updatePeriod>daily</sy:updatePeriod><ttl>5</ttl>"), 300],
    [rss("<ttl>10</ttl>").slice(0, -10), 600],
    [rss("", `<item>${"x".repeat(100_000)}</item>`).replace("<item>", "<ttl>1</ttl><item>"), 60],
  ] as const) {
    t.equal(feedTtlSeconds(text), seconds, text.slice(0, 120));
  }
  t.end();
});

test("a time that a feed does not say, or says of an item or in vain, is none", (t) => {
  for (const text of [
    rss("<title>A</title>"),
    rss("", "<item><ttl>5</ttl></item>"),
    rss("", "<item><title>a</title></item><ttl>5</ttl>"),
    rss("<image><ttl>5</ttl></image>"),
    rss("<ttl>-5</ttl>"),
    rss("<ttl>soon</ttl>"),
    rss("<sy:updatePeriod>constructor</sy:updatePeriod>"),
    rss("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>"),
    rss("<toString>5</toString>"),
    "<feed><entry/><ttl>5</ttl></feed>",
    '{"version": "https://jsonfeed.org/version/1.1"}',
    "<rss><channel></rss>",
    "",
  ]) {
    t.equal(feedTtlSeconds(text), undefined, text.slice(0, 120));
  }
  t.end();
});
