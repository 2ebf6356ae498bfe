import type { Test } from "tap";
import { startIngestThreads } from "../../src/ingest-queue/threads.ts";
import { slowTest } from "../slow.ts";

const options = { origin: undefined, tags: [] };
const item = `<item><guid>urn:1</guid><title>One</title><description>${"&lt;b&gt;x&lt;/b&gt;".repeat(50)}</description></item>`;
const answered = (text: string) => ({
  ...{ name: "https://a.example/feed", url: "https://a.example/feed", mediaType: undefined },
  bytes: Buffer.from(text),
});
const rss = (items: number, more = "") =>
  answered(`<rss version="2.0"><channel>${item.repeat(items)}${more}</channel></rss>`);

const oneArticle = { kind: "feed", drafts: [{ prepared: { draft: { title: "One" } } }] };

/** Reads an answer, and then a correct one. */
async function readBoth(t: Test, answer: ReturnType<typeof answered>, limits: { timeMs: number; memoryMb: number }) {
  const queue = startIngestThreads({ serves: true, limits });
  t.teardown(queue.close);
  const [unread, read] = await Promise.all([queue.readAnswer(answer, options), queue.readAnswer(rss(1), options)]);
  return { unread, read };
}

const tooLarge = "It has 21,520,044 bytes; expected at most 8,388,608.";

slowTest("an answer that takes too much memory is unreadable, and the next one is read", async (t) => {
  for (const [answer, memory, problem] of [
    [rss(1, "<a b='1'/>".repeat(750_000)), 128, "It takes more than 128 MB to read."],
    [rss(20_000), 96, tooLarge],
  ] as const) {
    const { unread, read } = await readBoth(t, answer, { timeMs: 600_000, memoryMb: memory });
    t.strictSame(unread, { kind: "unreadable", problem });
    t.match(read, oneArticle);
  }
});

slowTest("an answer that takes too long is unreadable, and the next one is read", async (t) => {
  // The long answer takes much longer than the short one on any machine. The limit is the first that is enough for the short one.
  let time = 1000;
  let { unread, read } = await readBoth(t, rss(7500), { timeMs: time, memoryMb: 512 });
  while (read.kind === "unreadable" && time < 100_000) {
    time *= 2;
    ({ unread, read } = await readBoth(t, rss(7500), { timeMs: time, memoryMb: 512 }));
  }
  t.strictSame(unread, { kind: "unreadable", problem: `It takes longer than ${time / 1000} seconds to read.` });
  t.match(read, oneArticle);
});
