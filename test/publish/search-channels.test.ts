import { type Test, test } from "tap";
import { prepared, start, testStores } from "../stores/helpers.ts";
import { configOf, memoryPublishing } from "./memory.ts";

const configWith = (...searches: string[]) =>
  configOf(`
site: { title: Test Site, url: "https://site.example/", language: en }
channels:
  - { slug: news, title: News, description: Everything }
${searches.map((search, index) => `  - { slug: found-${index}, title: Found, description: d, select: { search: ${JSON.stringify(search)} } }`).join("\n")}
`);

type Draft = Parameters<typeof prepared>[0];
let minute = 0;

const article = (id: string, title: string, more: Partial<Draft> = {}): Draft => ({
  id,
  title,
  content_text: "Words.",
  date_published: new Date(start - ++minute * 60_000).toISOString(),
  ...more,
});

async function publishing(t: Test, ...searches: string[]) {
  const { stores, clock } = await testStores(t);
  const opened = memoryPublishing(configWith(...searches), stores, clock);
  return {
    ...opened,
    stores,
    clock,
    put: (...drafts: Draft[]) => stores.articles.put(drafts.map((draft) => prepared(draft))),
    /** The ids of the articles in a channel of a search, in order. */
    async found(index = 0) {
      const text = (await opened.read(`/feeds/found-${index}.json`)) ?? '{"items":[]}';
      return (JSON.parse(text) as { items: { id: string }[] }).items.map(({ id }) => id);
    },
  };
}

test("a channel has the articles that its search finds, and follows their edits", async (t) => {
  const { run, put, found, stores, clock } = await publishing(t, "harbour -strike", '"old town"');
  await put(
    article("a", "The Harbour opens"),
    article("b", "Strike in the harbour"),
    article("c", "News", { content_html: "<p>In the <b>old</b> town, by the harbours</p>" }),
    article("d", "Old houses in the town", { tags: ["harbour"] }),
    article("e", "Harbour tomorrow", { date_published: new Date(start + 60_000).toISOString() }),
  );
  await run();
  t.same([await found(0), await found(1)], [["a", "c", "d"], ["c"]]);

  clock.set(start + 60_000);
  await run();
  t.same(await found(0), ["e", "a", "c", "d"], "an article comes when it is due");

  await put(article("b", "No more of it in the harbour"), article("a", "The station opens"));
  await stores.articles.remove("c");
  const { changed } = await run();
  t.same([await found(0), await found(1)], [["e", "d", "b"], []]);
  t.ok(changed.includes("/feeds/found-1.json"));

  clock.set(start + 120_000);
  t.same((await run()).changed, [], "nothing changed");
});

test("an article that is edited stays in the channel until it is compared again", async (t) => {
  const { run, put, stores } = await publishing(t, "harbour");
  await put(article("a", "The harbour"));
  await run();
  const selected = async () => (await stores.selections.select({ search: "harbour" }, 10, start)).map(({ id }) => id);
  await put(article("a", "The harbour, again"));
  t.same(await selected(), ["a"]);
  await stores.articles.remove("a");
  t.same(await selected(), []);
});

test("another search takes the place of one, and leaves nothing behind", async (t) => {
  const { stores, clock } = await testStores(t);
  await stores.articles.put([prepared(article("a", "The harbour")), prepared(article("b", "The station"))]);
  const first = memoryPublishing(configWith("harbour"), stores, clock);
  await first.run();
  const second = memoryPublishing(configWith("station"), stores, clock);
  await second.run();
  t.match(await second.read("/feeds/found-0.json"), "The station");
  t.notMatch(await second.read("/feeds/found-0.json"), "The harbour");
  t.same(await stores.selections.select({ search: "harbour" }, 10, start), []);
});

test("a search in the configuration has words to find", (t) => {
  for (const search of ["-strike", "...", "a ".repeat(21), ""]) {
    t.throws(
      () => configWith(search),
      /select\.search: found .*expected one line with at most 20 words to look for/,
      search,
    );
  }
  t.doesNotThrow(() => configWith("京都 -ストライキ", '"Neue Zürcher" zeitung'));
  t.end();
});
