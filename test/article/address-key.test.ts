import fc from "fast-check";
import { test } from "tap";
import { addressKey } from "../../src/article/address-key.ts";

const same: [string, string][] = [
  ["http://x.example/a", "https://x.example/a"],
  ["HTTPS://X.Example/a", "https://x.example/a"],
  ["http://x.example", "https://x.example/"],
  ["http://x.example:80/a", "https://x.example:443/a"],
  ["https://x.example/%7eb/%c3%a9", "https://x.example/~b/%C3%A9"],
  ["https://x.example/é", "https://x.example/%C3%A9"],
  ["https://x.example/a/./b/../c", "https://x.example/a/c"],
  ["https://x.example/a?q=%41#%42", "https://x.example/a?q=A#B"],
];
const different: [string, string][] = [
  ["https://x.example/a", "https://x.example/A"],
  ["https://x.example/a", "https://x.example/a/"],
  ["https://x.example/a", "https://www.x.example/a"],
  ["https://x.example/a", "https://x.example/a?"],
  ["https://x.example/a?b=1", "https://x.example/a?b=2"],
  ["https://x.example/a#1", "https://x.example/a#2"],
  ["https://x.example/a%2Fb", "https://x.example/a/b"],
  ["https://x.example:8080/a", "https://x.example/a"],
  ["tag:X", "tag:x"],
  ["ftp://X.example/a", "ftp://x.example/a"],
  ["http:x.example", "https:x.example"],
];

test("addresses in other spellings have one key, other addresses and other ids their own", async (t) => {
  for (const [one, other] of same) t.equal(addressKey(one), addressKey(other), `${one} ${other}`);
  for (const [one, other] of different) t.not(addressKey(one), addressKey(other), `${one} ${other}`);
});

test("a key is its own key, and any text has one", async (t) => {
  const text = fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(text, fc.constantFrom("", "http://", "https://x.example/%"), (rest, start) => {
      const key = addressKey(`${start}${rest}`);
      t.equal(addressKey(key), key);
    }),
  );
  t.equal(addressKey("https://x.example/%"), "https://x.example/%");
});
