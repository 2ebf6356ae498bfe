import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import tap, { type Test, test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { parseSearch } from "../../src/article/search-query.ts";
import type { InputBatch } from "../../src/ingest-queue/read-input.ts";
import { type IngestThreadsOptions, startIngestThreads } from "../../src/ingest-queue/threads.ts";
import { ingestHere } from "../ingest-here.ts";
import { isQuick, slowTest, testOfCase } from "../slow.ts";

const options = { tags: [], baseUrl: "https://site.example/" };
const request = { change: { kind: "create" }, baseUrl: "https://site.example/", origin: "https://a.example" } as const;

function start(t: Test, limits?: IngestThreadsOptions["limits"]) {
  const queue = startIngestThreads({ serves: true, ...(limits && { limits }) });
  t.teardown(queue.close);
  return queue;
}

let queueOfAll: ReturnType<typeof startIngestThreads> | undefined;

/** Returns a queue that tests share which neither end nor limit it: its threads take a second to start. */
function sharedQueue() {
  if (!queueOfAll) {
    queueOfAll = startIngestThreads({ serves: true });
    tap.teardown(queueOfAll.close);
  }
  return queueOfAll;
}

/** The bytes of a text in chunks whose ends fall anywhere. */
function chunksOf(text: string, chunkBytes = 60_001): Readable {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / chunkBytes);
  return Readable.from(
    Array.from({ length: count }, (_, index) => bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes)),
  );
}

/** The titles of what was read, and the reasons of what was not. */
async function collect(batches: AsyncIterable<InputBatch>) {
  const all = await Array.fromAsync(batches);
  return {
    titles: all.flatMap(({ drafts }) => drafts.map(({ prepared }) => prepared.draft.title)),
    reasons: all.flatMap(({ end }) => end?.rejected.map(({ where, error }) => `${where}: ${error.detail}`) ?? []),
    batches: all.length,
  };
}

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    index % 500 === 499
      ? "{broken\n"
      : `${JSON.stringify({ title: `T${index}`, content_html: "<p>é 🦉</p>".repeat(30) })}\n`,
  ).join("");

slowTest("a thread reads what this thread reads, in the same order, with the same lines and messages", async (t) => {
  const queue = sharedQueue();
  const wordPress = `<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>${"<item><title>W</title><wp:status>publish</wp:status></item>\n<item><title>D</title><wp:status>draft</wp:status></item>\n".repeat(300)}</channel></rss>`;
  for (const [name, text] of [
    ["many.ndjson", lines(isQuick ? 600 : 4000)],
    ["export.xml", wordPress],
    ["list.json", JSON.stringify(Array.from({ length: 450 }, (_, index) => ({ title: index % 3 ? `J${index}` : 7 })))],
    ["note.md", "# A note\n\nText."],
    ["empty.txt", ""],
    ["broken.json", '{"title": "a", }'],
    ["latin.xml", Buffer.from('<rss version="2.0"><channel>').toString()],
  ] as const) {
    const input = { name, partBytes: 100_000 };
    const [read, expected] = await Promise.all(
      [queue, ingestHere()].map((each) => Array.fromAsync(each.readInput(chunksOf(text), input, options))),
    );
    t.strictSame(read, structuredClone(expected), name);
  }
});

const size = 8_000_000;
const endless: Record<string, () => string> = {
  "open lists": () => "[".repeat(size),
  "lists in lists": () => "[".repeat(size / 2) + "]".repeat(size / 2),
  "empty lists": () => `[${"[],".repeat(size / 3)}1]`,
  "open objects": () => '{"a":'.repeat(size / 5),
  "objects in objects": () => `${'{"a":'.repeat(size / 8)}1${"}".repeat(size / 8)}`,
  members: () => `{${Array.from({ length: 1_010_000 }, (_, index) => `"k${index}":1`).join(",")}}`,
  "an export of Ghost": () => `{"db":[{"data":{"posts":[${"{},".repeat(size / 3)}{}]}}]}`,
};

for (const [index, [what, write]] of Object.entries(endless).entries()) {
  testOfCase(index)(`JSON that would end the process is refused, whatever it is called: ${what}`, async (t) => {
    const queue = sharedQueue();
    const text = write();
    for (const name of ["a.json", "a.ndjson"]) {
      const { titles, reasons } = await collect(queue.readInput(chunksOf(text), { name }, options));
      t.same(titles, []);
      t.match(reasons, [/holds too much: found (?:501 levels|1,000,001 members, lists and objects), expected at most/]);
    }
    await t.rejects(
      queue.readArticle(Buffer.from(text), request),
      { code: "REQUEST_INVALID" },
      `${what} as an article`,
    );
    t.same(
      (await collect(queue.readInput(chunksOf("Good\n\nText."), { name: "a.txt" }, options))).titles,
      ["Good"],
      "the next input is read",
    );
  });
}

// The service is asked to read such an input, too (service.test.ts).
slowTest("an input that takes too much memory ends by itself; others are read beside it and after it", async (t) => {
  const queue = start(t, { timeMs: 600_000, memoryMb: 64 });
  const hostile = `<rss version="2.0"><channel>${"<item><a/><b/><c/></item>".repeat(150_000)}</channel></rss>`;
  const [refused, beside] = await Promise.allSettled([
    collect(queue.readInput(chunksOf(hostile), { name: "a.xml" }, options)),
    collect(queue.readInput(chunksOf(lines(1000)), { name: "b.ndjson" }, options)),
  ]);
  t.match(refused, { reason: { code: "BODY_TOO_LARGE", message: /^It takes more than 64 MB to read\. Split it/ } });
  t.match(beside, { value: { titles: { length: 998 } } });
  t.same((await collect(queue.readInput(chunksOf("Next\n\nText."), { name: "a.txt" }, options))).titles, ["Next"]);
});

slowTest("an input that takes too long ends by itself, and the articles that were read before it stay", async (t) => {
  // The limit is the first that a short input keeps on this machine. The long one takes hundreds of times as long.
  for (let timeMs = 500; ; timeMs *= 2) {
    const queue = start(t, { timeMs, memoryMb: 512 });
    const short = await collect(queue.readInput(chunksOf(lines(100)), { name: "a.ndjson" }, options)).catch(
      () => undefined,
    );
    if (!short && timeMs < 100_000) continue;
    const item = `<item><title>T</title><description>${"&lt;b&gt;&lt;p&gt;x".repeat(20_000)}</description></item>`;
    const long = queue.readInput(
      chunksOf(`<rss version="2.0"><channel>${item.repeat(150)}</channel></rss>`),
      { name: "a.xml" },
      options,
    );
    await t.rejects(collect(long), {
      code: "ARTICLE_INVALID",
      message: /^It takes longer than .* seconds to read\. Split it/,
    });
    const next = await queue.readArticle(Buffer.from('{"title":"A"}'), request).catch(() => undefined);
    if (!next && timeMs < 100_000) continue;
    t.equal(next?.prepared.draft.title, "A");
    return;
  }
});

slowTest("an article waits for no import", async (t) => {
  const queue = sharedQueue();
  let isOpen = true;
  async function* neverWhole() {
    while (isOpen) {
      yield Buffer.from(lines(2));
      await sleep(20);
    }
  }
  // More imports than there are threads.
  const imports = Array.from({ length: 6 }, (_, index) =>
    collect(queue.readInput(neverWhole(), { name: `${index}.ndjson` }, options)),
  );
  t.equal((await queue.readArticle(Buffer.from('{"title":"A"}'), request)).prepared.draft.title, "A");
  const urgent = queue.readInput(chunksOf("Short\n\nText."), { name: "a.txt" }, options, { isUrgent: true });
  t.same((await collect(urgent)).titles, ["Short"]);
  isOpen = false;
  t.equal((await Promise.all(imports)).length, 6);
});

slowTest("only a few parts of a long input are in memory", async (t) => {
  const queue = sharedQueue();
  let taken = 0;
  async function* long() {
    for (; taken < 2000; taken++) yield Buffer.from(lines(50));
  }
  for await (const _ of queue.readInput(long(), { name: "a.ndjson", partBytes: 100_000 }, options)) {
    await sleep(20);
    break;
  }
  t.ok(taken < 400, `${taken} of 2,000 chunks were asked for when the first result was given back`);
});

slowTest("a signal ends a reading with its reason, and errors of the input come through", async (t) => {
  const queue = sharedQueue();
  const stopping = new AbortController();
  const reading = collect(
    queue.readInput(chunksOf(lines(5_000)), { name: "a.ndjson" }, options, { signal: stopping.signal }),
  );
  stopping.abort(new Error("stop"));
  await t.rejects(reading, { message: "stop" });
  async function* unreadable() {
    yield Buffer.from(lines(10));
    throw new Error("the disk is gone");
  }
  await t.rejects(collect(queue.readInput(unreadable(), { name: "a.ndjson" }, options)), {
    message: "the disk is gone",
  });
  await t.rejects(collect(queue.readInput(chunksOf("x".repeat(3000)), { name: "a.md", maxBytes: 2000 }, options)), {
    code: "BODY_TOO_LARGE",
  });
});

test("after its end the queue reads nothing, and what was being read rejects", async (t) => {
  const queue = start(t);
  const reading = collect(queue.readInput(chunksOf(lines(5_000)), { name: "a.ndjson" }, options));
  await Promise.all([t.rejects(reading), queue.close()]);
  await t.rejects(queue.readArticle(Buffer.from("{}"), request), { message: /have ended/ });
});

test("a text whose words take long to find keeps nothing else waiting", async (t) => {
  const queue = start(t, { timeMs: 50, memoryMb: 512 });
  const long = { id: "long", title: "T", content_text: "\u4e00".repeat(4_000_000) } as Article;
  await t.rejects(queue.findMatches(parseSearch("port"), [long]), { code: "ARTICLE_INVALID", message: /longer than/ });
});

test("the articles that a search finds, in their order", async (t) => {
  const articles = ["A harbour", "Winter", "The harbour"].map((title) => ({ id: title, title }) as Article);
  t.same(await ingestHere().findMatches(parseSearch("harb"), articles), [articles[0], articles[2]]);
});

test("media that keep a parser busy end by themselves, and no article waits for them", async (t) => {
  const folder = t.testdir();
  const file = join(folder, "endless.mp3");
  await writeFile(
    file,
    Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(1000), Buffer.alloc(2e6, 255)]),
  );
  await t.rejects(start(t, { timeMs: 300, memoryMb: 512 }).readMedia(file), {
    code: "MEDIA_INVALID",
    message: /longer/,
  });
  const queue = sharedQueue();
  const media = queue.readMedia(file).then(
    () => "media",
    () => "media",
  );
  const article = queue.readArticle(Buffer.from('{"title": "T"}'), request).then(() => "article");
  t.equal(await Promise.race([media, article]), "article");
});
