import fc from "fast-check";
import { test } from "tap";
import type { Draft } from "../../src/article/article.ts";
import { parseConfig } from "../../src/config/load.ts";
import { createArticleFilter, type FilterSettings } from "../../src/ingest-queue/article-filter.ts";

const article: Draft = {
  url: "https://Other.example/Shop/One?a=1",
  title: "Sponsored: the C++ Café, 新闻报道",
  summary: "A word of summary",
  content_html: '<p>Buy <b>now</b></p><p>or<br>never</p><script>hidden</script><a href="/secret">x</a>',
  tags: ["Open Web", "Feeds"],
  authors: [{ name: "Inés Moreau" }, { url: "https://x.example/" }],
};

const isTaken = (settings: FilterSettings, draft = article) => createArticleFilter(settings)(draft);
const matches = (field: string, pattern: string) => isTaken({ include: { [field]: [pattern] } });

test("without patterns everything is taken", (t) => {
  t.ok(isTaken({}));
  t.ok(isTaken({ include: {}, exclude: {} }));
  t.ok(isTaken({}, {}));
  t.end();
});

test("each field is compared as people think of it", (t) => {
  for (const [field, pattern, expected] of [
    ["title", "sponsored", true],
    ["title", "SPONSORED:", true],
    ["title", "sponsor", false],
    ["title", "sponsor*", true],
    ["title", "*sored", true],
    ["title", "the c++ cafe\u0301", true],
    ["title", "c", false],
    ["title", "spon*café", true],
    ["title", "café*spon", false],
    ["title", "新闻", false],
    ["title", "新闻*", true],
    ["title", "*报道", true],
    ["title", "*", true],
    ["title", "summary", false],
    ["text", "sponsored", true],
    ["text", "word of summary", true],
    ["text", "buy now or never", true],
    ["text", "hidden", false],
    ["text", "secret", false],
    ["text", "p", false],
    ["tags", "open web", true],
    ["tags", "open", false],
    ["tags", "open*", true],
    ["tags", "ＦＥＥＤＳ", true],
    ["authors", "inés moreau", true],
    ["authors", "moreau", false],
    ["authors", "*moreau", true],
    ["url", "/shop/", true],
    ["url", "https://other.example/*?a=1", true],
    ["url", "/shops/", false],
  ] as const) {
    t.equal(matches(field, pattern), expected, `${field}: ${pattern}`);
  }
  t.notOk(isTaken({ include: { title: ["*"] } }, { summary: "no title" }), "what is missing matches nothing");
  t.end();
});

test("one pattern of include is enough, and exclude comes first", (t) => {
  t.ok(isTaken({ include: { title: ["nothing"], tags: ["none", "feeds"] } }));
  t.notOk(isTaken({ exclude: { title: ["nothing"], tags: ["none", "feeds"] } }));
  t.notOk(isTaken({ include: { title: ["*"] }, exclude: { url: ["/shop/"] } }));
  t.ok(isTaken({ include: { title: ["*"] }, exclude: { url: ["/cart/"] } }));
  t.end();
});

test("signs that mean something elsewhere are only signs here", (t) => {
  for (const pattern of ["(a+)+$", "[a-z", "\\", "^.*$", "a{1,99999}", "(?=", "$&", "%", "_"]) {
    t.doesNotThrow(() => matches("url", pattern), pattern);
    t.notOk(matches("tags", pattern), pattern);
  }
  t.ok(isTaken({ include: { tags: ["(a+)+$"] } }, { tags: ["(a+)+$"] }));
  t.end();
});

test("patterns that would take a backtracking program for ever are decided", (t) => {
  const text = "a".repeat(500_000);
  const pattern = `${"a*".repeat(99)}b`;
  for (const field of ["title", "text", "tags", "url"] as const) {
    const draft: Draft = { title: text, url: `https://x.example/${text}`, tags: [text], content_text: text };
    t.notOk(createArticleFilter({ include: { [field]: Array(100).fill(pattern) } })(draft), field);
    t.ok(createArticleFilter({ include: { [field]: [`${"*a".repeat(99)}*`] } })(draft), field);
  }
  t.end();
});

test("globs match what they should, whatever they are", (t) => {
  const piece = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 });
  fc.assert(
    fc.property(piece, text, (pattern, value) => {
      const oracle = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
      return isTaken({ include: { tags: [pattern] } }, { tags: [value] }) === oracle.test(value);
    }),
  );
  t.end();
});

test("the configuration names patterns that are wrong", (t) => {
  const mistakeOf = (settings: string) => {
    try {
      return parseConfig(`sources: [{ url: "https://a.example/", ${settings} }]`, "courant.yaml");
    } catch (error) {
      return String(error);
    }
  };
  t.match(mistakeOf("exclude: { titel: [x] }"), /sources\[0\]\.exclude\.titel: unknown key, did you mean title\?/);
  t.match(mistakeOf("exclude: [x]"), /sources\[0\]\.exclude: found a list, expected a mapping/);
  t.match(mistakeOf("include: { title: [] }"), /sources\[0\]\.include\.title: found an empty list/);
  t.match(mistakeOf(`include: { title: ["${"x".repeat(201)}"] }`), /sources\[0\]\.include\.title\[0\]: found/);
  t.match(mistakeOf("most: 0"), /sources\[0\]\.most: found 0, expected a whole number from 1 to 1000000/);
  t.end();
});
