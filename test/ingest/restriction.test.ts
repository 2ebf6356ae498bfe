import fc from "fast-check";
import { test } from "tap";
import { restrictionOf } from "../../src/article/restriction.ts";
import { reading } from "./reading.ts";
import { restrictedCases } from "./restricted.ts";

for (const { name, file, text, isMixed } of restrictedCases) {
  test(`${name} is left out, and what stands beside it is not`, (t) => {
    const { drafts, skipped, reasons } = reading(text, file);
    t.notMatch(JSON.stringify(drafts), /SECRET/i);
    t.equal(drafts.length, isMixed ? 1 : 0);
    if (isMixed) t.match(drafts[0], { title: "OPEN" });
    t.equal(skipped.length + reasons.length, 1, "it is said");
    t.notMatch([...skipped, ...reasons].join("\n"), /sesame|nobody may read/, "without its text and its password");
    t.end();
  });
}

test("an article that says it is for everybody comes in, however it says so", (t) => {
  const open: object[] = [
    { draft: false },
    { draft: "no", private: null, hidden: "" },
    { published: true },
    { published: "2024-05-01" },
    { publish: "yes", public: true, listed: true },
    { status: "published" },
    { status: "evergreen", state: "California" },
    { visibility: "public" },
    { visibility: ["Everyone"] },
    { permalink: "/members/private/" },
    { cover: { hidden: true }, comments: { private: true } },
    { robots: "index, follow" },
    { seo: { index: true, noindex: false } },
    { sitemap: { priority: 0, changefreq: "never" } },
    { build: { list: "always", render: "always" } },
    { meta: { index: 0, list: "none" } },
    { password: false, audience: ["developers", "staff"], security: "high" },
    { status: "Endangered, protected by law", access: "free for members", state: "peer-review" },
    { robots: "max-image-preview:none, max-snippet: 20" },
    { _stats: { hidden: 3 }, _weather: { visibility: 10 }, _links: { private: "https://s.example/private" } },
    { visibility: "public-read", paid: "The Guardian", secret: "ingredient" },
    { _blog: { status: "published", visibility: "public" } },
    { title: "draft: true", tags: ["private", "draft"], content_text: "status: draft" },
  ];
  for (const fields of open) t.equal(restrictionOf({ ...fields }), undefined, JSON.stringify(fields));
  t.equal(reading("Status: a word\n\nText of it.", "a.txt").drafts.length, 1);
  t.equal(reading("Draft: the law that nobody wanted\n\nText of it.", "a.txt").drafts.length, 1);
  for (const headline of ["Hidden: Treasures", "Password: Swordfish", "Private: Ryan", "Deleted: Scenes"]) {
    t.equal(reading(`${headline}\n\nText of it.`, "a.txt").drafts.length, 1, headline);
  }
  t.equal(reading("Text of it.", "/private/tmp/a.md").drafts.length, 1, "macOS's folder of temporary files");
  t.equal(reading("---\nA line.\n---\nText of it.", "a.txt").drafts.length, 1);
  t.equal(reading("Text of it.", "https://s.example/drafts/a.md").drafts.length, 1, "somebody named it");
  t.end();
});

test("a restriction is named as it is written, and a password is not shown", (t) => {
  t.equal(restrictionOf({ Draft: true }), "Draft: true");
  t.equal(restrictionOf({ seo: { "no-index": 1 } }), "seo.no-index: 1");
  t.equal(restrictionOf({ _blog: { visibility: ["members", "paid"] } }), "_blog.visibility: members, paid");
  t.equal(restrictionOf({ private: "hunter2" }), "private: …");
  t.equal(restrictionOf({ visibility: "a\nb" }), "visibility: …");
  t.equal(restrictionOf({ post_password: "sesame" }), "post_password: …");
  t.equal(restrictionOf({ draft: "x".repeat(100) }), "draft: …");
  t.end();
});

test("whatever members an article has, looking for a restriction ends, and changes nothing", (t) => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
      const before = JSON.stringify(fields);
      const restriction = restrictionOf(fields);
      return (restriction === undefined || restriction.includes(":")) && JSON.stringify(fields) === before;
    }),
  );
  t.end();
});

test("elements of a feed that mean something else leave its items alone", (t) => {
  const inner = [
    ...[
      "<dcterms:audience>Members of the public</dcterms:audience>",
      "<status>In Review</status>",
      "<slash:hidden>3</slash:hidden>",
    ],
    ...["<security>Internal</security>", "<yweather:visibility>16.1</yweather:visibility>", "<x:listed>No</x:listed>"],
    ...[
      "<privacy>https://s.example/privacy</privacy>",
      "<job:status>paid</job:status>",
      "<wp:post_type>podcast</wp:post_type>",
    ],
    ...["<x:access>free for members</x:access>", "<status>Pending</status>", "<itunes:block>no</itunes:block>"],
  ];
  for (const each of [...inner, inner.join("")]) {
    const { drafts, skipped } = reading(
      `<rss><channel><item><title>OPEN</title>${each}</item></channel></rss>`,
      "a.rss",
    );
    t.same([drafts.length, skipped], [1, []], each);
  }
  t.end();
});

test("elements by names that every object has are read like others", (t) => {
  const named = (name: string) =>
    reading(`<rss><channel><item><title>OPEN</title><${name}>x</${name}></item></channel></rss>`, "a.rss");
  for (const name of ["toString", "valueOf", "hasOwnProperty"]) t.equal(named(name).drafts.length, 1, name);
  // The feed's parser does not take these two: the feed is refused in words.
  for (const name of ["constructor", "__proto__"]) t.match(named(name).reasons, [/cannot be read/], name);
  t.end();
});

test("front matter that names one object very many times is read in no time", (t) => {
  const lines = Array.from({ length: 60 }, (_, index) => `  _k${index}: *a`);
  const started = process.cpuUsage();
  reading(`---\ntitle: OPEN\n_a: &a\n${lines.join("\n")}\n---\nText of it.`, "a.md");
  t.ok(process.cpuUsage(started).user < 5e6, "it took 24 s of work");
  t.end();
});

test("parts that only some readers of a public post see do not come along", (t) => {
  const html = "<p>OPEN</p><!--kg-card-begin: email--><p>SECRET</p><!--kg-card-end: email--><p>end</p>";
  const post = { id: "1", title: "OPEN", slug: "open", status: "published", html };
  const { drafts } = reading(JSON.stringify({ db: [{ data: { posts: [post] } }] }), "ghost.json");
  t.equal(drafts[0]?.content_html, "<p>OPEN</p><p>end</p>");
  t.end();
});

test("the kind that Blogger gives an entry is no tag", (t) => {
  const kind = `<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#post"/>`;
  const text = `<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title>F</title><updated>2024-05-01T10:00:00Z</updated><entry><id>tag:s,1</id><title>A</title><updated>2024-05-01T10:00:00Z</updated>${kind}<category scheme="http://www.blogger.com/atom/ns#" term="garden"/><content>Text.</content></entry></feed>`;
  t.same(reading(text, "a.atom").drafts[0]?.tags, ["garden"]);
  t.end();
});

test("entries of other kinds are counted, not listed one by one", (t) => {
  const comment = `<entry><id>c</id><title>SECRET</title><updated>2024-05-01T10:00:00Z</updated><category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#comment"/></entry>`;
  const text = `<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title>F</title><updated>2024-05-01T10:00:00Z</updated>${comment.repeat(1200)}</feed>`;
  t.same(reading(text, "a.atom").skipped, [
    "a.atom, entries of kind comment: Entries of the kind “comment” are left out, 1,200 of them: only posts are articles.",
  ]);
  t.end();
});
