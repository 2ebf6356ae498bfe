import { test } from "tap";
import { startParserThread } from "../../src/sources/parser-thread.ts";

const options = { origin: undefined, tags: [] };
const item = `<item><guid>urn:1</guid><title>One</title><description>${"&lt;b&gt;x&lt;/b&gt;".repeat(50)}</description></item>`;
const answered = (text: string) => ({
  ...{ name: "https://a.example/feed", url: "https://a.example/feed", mediaType: undefined },
  bytes: Buffer.from(text),
});
const rss = (items: number, more = "") =>
  answered(`<rss version="2.0"><channel>${item.repeat(items)}${more}</channel></rss>`);

test("what takes too long, or too much memory, is told, and the next is read all the same", async (t) => {
  for (const [answer, limits, problem] of [
    [rss(7500), { timeMs: 5000, memoryMb: 512 }, "It takes longer than 5 seconds to read."],
    [rss(1, "<a b='1'/>".repeat(750_000)), { timeMs: 60_000, memoryMb: 128 }, "It takes more than 128 MB to read."],
    [rss(20_000), { timeMs: 60_000, memoryMb: 96 }, "It has 21,520,044 bytes; expected at most 8,388,608."],
  ] as const) {
    const thread = startParserThread(limits);
    t.teardown(thread.close);
    const [unread, read] = await Promise.all([thread.parse(answer, options), thread.parse(rss(1), options)]);
    t.strictSame(unread, { kind: "unreadable", problem });
    t.match(read, { kind: "feed", drafts: [{ prepared: { draft: { title: "One" } } }] });
  }
});
