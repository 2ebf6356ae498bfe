import fc from "fast-check";
import { test } from "tap";
import { hideSecrets } from "../../src/errors.ts";
import { describeChange } from "../../src/stores/audit-change.ts";

test("only members that differ are kept, also within members", async (t) => {
  t.same(
    describeChange(
      { id: "a", title: "A", tags: ["x"], _courant: { revision: 1, source: "s" } },
      { id: "a", title: "B", tags: ["x", "y"], _courant: { revision: 2, source: "s" } },
    ),
    {
      before: { title: "A", tags: ["x"], _courant: { revision: 1 } },
      after: { title: "B", tags: ["x", "y"], _courant: { revision: 2 } },
    },
  );
  t.same(describeChange({ a: 1 }, { a: 1, b: null }), { before: {}, after: { b: null } });
  t.same(describeChange({ a: 1, b: undefined }, { a: 1 }), undefined);
  t.same(describeChange(undefined, { a: 1 }), { before: undefined, after: { a: 1 } });
});

test("a change deep inside a long text is shown, not the beginning that both texts share", async (t) => {
  const start = "x".repeat(10_000);
  const change = describeChange({ text: `${start} old` }, { text: `${start} new` });
  t.match(change?.before, { text: / old \(10004 characters\)$/ });
  t.match(change?.after, { text: / new \(10004 characters\)$/ });
});

test("a secret that changed is told as changed, and not shown", async (t) => {
  t.same(describeChange({ secret: "old" }, { secret: "new" }), {
    before: { secret: "(hidden)" },
    after: { secret: "(hidden)" },
  });
});

test("a member called __proto__ is a member like all others", async (t) => {
  const change = describeChange(undefined, JSON.parse('{"__proto__": {"password": "p"}}'));
  t.equal(JSON.stringify(change?.after), '{"__proto__":{"password":"(hidden)"}}');
});

test("hiding takes a time that grows with the text alone", async (t) => {
  const started = process.cpuUsage();
  for (const text of [
    "//".repeat(100_000),
    "/private/".repeat(50_000),
    "courant_".repeat(50_000),
    ":@".repeat(100_000),
  ])
    hideSecrets(text);
  t.ok(process.cpuUsage(started).user < 5_000_000);
});

test("no planted secret comes out, and entries stay small, for any values", async (t) => {
  const planted = "PLANTED-SECRET";
  const name = fc.constantFrom("secret", "token", "apiKey", "adminPassword", "Authorization", "headers", "set-cookie");
  const withSecret = fc
    .tuple(name, fc.constantFrom(planted, [planted], { x: planted }))
    .map(([key, value]) => ({ [key]: value }));
  const text = fc.constantFrom(
    `https://user:${planted}@a.example/`,
    `see courant_${planted}`,
    `whsec_${planted}`,
    `https://a.example/private/abc.${planted}/feeds/x.rss`,
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, fc.string(), fc.integer(), text, withSecret, fc.array(tie("tree")), tie("object")),
    object: fc.dictionary(fc.string(), tie("tree")),
  }));
  const object = fc.dictionary(fc.string(), tree, { maxKeys: 8 });
  fc.assert(
    fc.property(fc.option(object, { nil: undefined }), fc.option(object, { nil: undefined }), (before, after) => {
      const json = JSON.stringify(describeChange(before, after)) ?? "";
      return !json.includes(planted) && json.length < 50_000;
    }),
  );
  t.pass();
});
