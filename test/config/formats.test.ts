import fc from "fast-check";
import { test } from "tap";
import { formats } from "../../src/config/formats.ts";
import { runs } from "../properties.ts";

const matrix: Record<string, { good: string[]; bad: string[] }> = {
  line: {
    good: ["a", "Q&A <b>", "日本語", "👩‍💻", " a "],
    bad: ["", " ", "\u200b", "a\nb", "a\tb", "a\u2028b", "a\u0085b", "a\ud800", "a\uffff", "\u0000"],
  },
  "http-url": {
    good: [
      "https://example.org",
      "HTTP://example.org/a?b#c",
      "http://[::1]:80/",
      "https://exämple.org/ä",
      "https://example.org/@a",
    ],
    bad: [
      "",
      "example.org",
      "/a",
      "//a.example",
      "https:a.example",
      "https://",
      "https://a b",
      "https://a\n.example",
      "https://u@a.example",
      "https://:p@a.example",
      "javascript:alert(1)",
      "https://a.example/\ud800",
    ],
  },
  email: { good: ["a@example.org"], bad: ["", "a", "a@", "a@b@c", "A <a@b.c>", '"\u0001"@example.org'] },
  language: { good: ["en", "pt-BR", "zh-Hant-TW"], bad: ["", "en_US", "english language", "e"] },
  cron: {
    good: ["*/15 * * * *", "0 */15 * * * *", "0 6 * * MON-FRI"],
    bad: ["", "*/15", "61 * * * *", "0 0 31 2 *", "every day", "* * * * * * *", "*/15\n* * * *"],
  },
  "time-zone": {
    good: ["UTC", "Europe/Paris", "America/Argentina/Ushuaia"],
    bad: ["", "Mars", "+01:00", "Europe/Paris "],
  },
  "address-range": {
    good: ["127.0.0.1", "::1", "10.0.0.0/8", "0.0.0.0/1", "2001:db8::/32", "::1/128"],
    bad: [
      "",
      "localhost",
      "10.0.0.0/0",
      "10.0.0.0/33",
      "10.0.0.0/08",
      "10.0.0.0/",
      "10.0.0.0/8/8",
      "::/129",
      "fe80::1%eth0",
      "10.0.0",
    ],
  },
  "fetch-target": {
    good: [
      "localhost",
      "intranet.example",
      "intranet.example:8443",
      "127.0.0.1",
      "127.0.0.1:80",
      "10.0.0.0/8",
      "fd00::/8",
    ],
    bad: [
      "",
      "http://intranet.example",
      "intranet.example/",
      "a b",
      "a..b",
      "10.0.0.0/0",
      "::/129",
      "a:123456",
      "a:",
      "ä",
    ],
  },
  search: { good: ["harbour -strike", '"old town"', "京都"], bad: ["", "-strike", "…", "a\nb", "a ".repeat(21)] },
  host: { good: ["127.0.0.1", "::1", "feeds.example.org"], bad: ["", "a:80", "[::1]", "a b", "fe80::1%eth0"] },
  "socket-path": { good: ["/run/courant/courant.sock"], bad: ["", "courant.sock", `/${"a".repeat(200)}`] },
  "public-address": {
    good: ["https://feeds.example.org", "http://a.example/blog/"],
    bad: ["", "example.org", "https://a.example/?", "https://user@a.example"],
  },
  "http-origin": {
    good: ["http://10.0.0.2:8080", "HTTP://a.example/"],
    bad: ["", "https://a.example", "http://a.example/blog", "http://a.example?x"],
  },
  origin: {
    good: ["https://desk.example.org", "http://10.0.0.2:8080/"],
    bad: ["", "desk.example.org", "https://a.example/blog", "https://a.example?x", "ftp://a.example"],
  },
  "moved-from": {
    good: ["latest", "/feed/", "/rss.xml", "/index.xml", "/?feed=rss2", "/tag/x/feed"],
    bad: ["", "Latest", "feed/", "/", "/feeds/news.rss", "/admin/runs", "/healthz", "//evil.example/x", "/a b", "/ä"],
  },
};

test("every format has its examples", (t) => {
  t.same(Object.keys(formats).sort(), Object.keys(matrix).sort());
  t.end();
});

for (const [name, { check }] of Object.entries(formats)) {
  test(`the format ${name}`, (t) => {
    const { good = [], bad = [] } = matrix[name] ?? {};
    t.same(good.filter(check), good);
    t.same(bad.filter(check), []);
    t.end();
  });
}

test("no format throws, and those that reach documents let nothing through that XML forbids", (t) => {
  const reachDocuments = ["line", "http-url", "email", "language"];
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("", "https://a.example/", "a@b.", '"'),
        (text, before) => {
          for (const [name, { check }] of Object.entries(formats)) {
            const taken = check(before + text);
            const forbidden = /[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text);
            if (taken && forbidden && reachDocuments.includes(name)) throw new Error(name);
          }
        },
      ),
      { numRuns: runs(1000) },
    ),
  );
  t.end();
});
