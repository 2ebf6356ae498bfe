import { test } from "tap";
import { Settings } from "typebox/system";
import { minimal, mistakesOf } from "./mistakes.ts";

test("one mistake in a good configuration is named exactly", (t) => {
  const movedWords =
    "a slug, or a path that Courant does not use itself, as clients request it, such as /feed/ or /?feed=rss2";
  const slugWords = "a name for addresses: small letters, digits and single dashes, at most 64 characters";
  const recipientWords = '"known" or "all" or "none" or true or false';
  const urlWords = "an address that starts with http:// or https://, without a user or password";
  const rangeWords = "an IP address or a CIDR range, such as 10.0.0.0/8";
  const cases: [change: string, mistake: string][] = [
    ["    limit: many", '6: channels[0].limit: found "many", expected a whole number from 1 to 1000'],
    ["    limit: 0", "6: channels[0].limit: found 0, expected a whole number from 1 to 1000"],
    ["    limit: 1001", "6: channels[0].limit: found 1001, expected a whole number from 1 to 1000"],
    ["    limit: 1.5", "6: channels[0].limit: found 1.5, expected a whole number from 1 to 1000"],
    ["    limit:", "6: channels[0].limit: found nothing, expected a whole number from 1 to 1000"],
    ["    limit: .inf", "6: channels[0].limit: found Infinity, expected a whole number from 1 to 1000"],
    ["    content: whole", '6: channels[0].content: found "whole", expected "full" or "summary"'],
    ["    access: members", '6: channels[0].access: found "members", expected "public" or "private"'],
    ["    exclusive: true", "6: channels[0].exclusive: found true, expected access: private beside it"],
    ["    deltas: yes", `6: channels[0].deltas: found "yes", expected ${recipientWords}`],
    ["deltas: newsboat", `6: deltas: found "newsboat", expected ${recipientWords}`],
    ["deltas:", `6: deltas: found nothing, expected ${recipientWords}`],
    ["perTag: { deltas: 1 }", `6: perTag.deltas: found 1, expected ${recipientWords}`],
    ["    limt: 5", "6: channels[0].limt: unknown key, did you mean limit?"],
    ["    max-age: 5", "6: channels[0].max-age: unknown key, did you mean maxAge?"],
    [
      "    colour: red",
      "6: channels[0].colour: unknown key, expected one of slug, title, description, group, language, select, podcast, access, exclusive, content, limit, maxBytes, archive, maxAge, downloadsPerHour, deltas",
    ],
    [
      "    select: news",
      '6: channels[0].select: found "news", expected a mapping with keys such as tags, authors, language',
    ],
    ["    select: {tags: news}", '6: channels[0].select.tags: found "news", expected a list that is not empty'],
    ["    select: {tags: []}", "6: channels[0].select.tags: found an empty list, expected a list that is not empty"],
    ["    select: {tags: [2024]}", "6: channels[0].select.tags[0]: found 2024, expected one line of text, in quotes"],
    ['    select: {tags: [" "]}', '6: channels[0].select.tags[0]: found " ", expected one line of text'],
    [
      "    language: en_US",
      '6: channels[0].language: found "en_US", expected a BCP 47 language tag, such as en or pt-BR',
    ],
    [
      "schedule: {cron: 61 * * * *}",
      '6: schedule.cron: found "61 * * * *", expected a cron expression with five or six fields, such as */15 * * * *',
    ],
    [
      "schedule: {timezone: Mars}",
      '6: schedule.timezone: found "Mars", expected an IANA time zone, such as UTC or Europe/Paris',
    ],
    [
      "serving:",
      "6: serving: found nothing, expected a mapping with keys such as maxAge, staleWhileRevalidate, staleIfError",
    ],
    ["serving: {trustedProxies: [x]}", `6: serving.trustedProxies[0]: found "x", expected ${rangeWords}`],
    [
      "serving: {trustedProxies: [10.0.0.0/0]}",
      `6: serving.trustedProxies[0]: found "10.0.0.0/0", expected ${rangeWords}`,
    ],
    [
      "purge: [{ kind: request, url: 'https://cache.example/', body: all }]",
      "6: purge[0]: it names nothing to purge, expected {keys}, {keyList}, {keysJson}, {urlsJson} or {url} in url, headers or body",
    ],
    [
      "purge: [{ kind: request, url: 'https://cache.example/{url}', body: '{keysJson}' }]",
      "6: purge[0]: it names keys and addresses, expected only one of both; give the service two targets if it needs both",
    ],
    [
      "purge: [{ kind: request, url: 'https://cache.example/', headers: { Fastly-Key: abc, Surrogate-Key: '{keys}' } }]",
      `6: purge[0].headers.Fastly-Key: found a secret in the file, expected \${NAME}, which is the variable NAME of the environment`,
    ],
    [
      "purge: [{ kind: squid, url: 'https://cache.example/' }]",
      '6: purge[0].kind: found "squid", expected "varnish" or "nginx" or "request"',
    ],
    [
      "purge: [{ kind: varnish, url: 'https://user:key@cache.example/' }]",
      `6: purge[0].url: found "https:…@cache.example/", expected ${urlWords}`,
    ],
    [
      "robots: [{ agents: [Bad Bot] }]",
      '6: robots[0].agents[0]: found "Bad Bot", expected the name of a robot, such as GPTBot, or *',
    ],
    [
      'robots: [{ agents: ["*"], disallow: ["/a b"] }]',
      '6: robots[0].disallow[0]: found "/a b", expected a path that begins with /, without blanks and #; * stands for any characters, $ for the end',
    ],
    ["retired: [Old News]", `6: retired[0]: found "Old News", expected ${slugWords}`],
    ["moved: {Old/News: news}", `6: moved["Old/News"]: found "Old/News", expected ${movedWords}`],
    ['moved: {"a\\nb": news}', `6: moved["a\\nb"]: found "a\\nb", expected ${movedWords}`],
    ["moved: {/feeds/news.rss: news}", `6: moved["/feeds/news.rss"]: found "/feeds/news.rss", expected ${movedWords}`],
    [
      'moved: {"//evil.example/": news}',
      `6: moved["//evil.example/"]: found "//evil.example/", expected ${movedWords}`,
    ],
    ["moved: {/feed/: older}", '6: moved["/feed/"]: found "older", expected the slug of a channel'],
    ["moved: {old: 3}", `6: moved.old: found 3, expected ${slugWords}, in quotes`],
    ["moved: {old: older}", '6: moved.old: found "older", expected the slug of a channel'],
    ["moved: {news: news}", '6: moved.news: found "news", expected an old slug that is no longer among the channels'],
    ["retired: [news]", '6: retired[0]: found "news", expected a slug that is no longer among the channels'],
    [
      "__proto__: {}",
      "6: __proto__: unknown key, expected one of site, schedule, serving, fetching, media, retention, sources, subscriptions, deltas, frames, websub, purge, channels, perTag, perAuthor, perLanguage, retired, moved, robots, micropub, dashboard, service",
    ],
    [
      "feeds: x",
      "6: feeds: unknown key, expected one of site, schedule, serving, fetching, media, retention, sources, subscriptions, deltas, frames, websub, purge, channels, perTag, perAuthor, perLanguage, retired, moved, robots, micropub, dashboard, service",
    ],
    [
      "  - slug: news\n    title: a\n    description: b",
      '6: channels[1].slug: found "news", expected another slug: channels[0] has this one',
    ],
    [
      "  - slug: index\n    title: a\n    description: b",
      '6: channels[1].slug: found "index", expected another slug: Courant needs index, 404, 410 and manifest itself',
    ],
    [
      "  - {slug: a, title: a}",
      "6: channels[1].description: missing, expected one line of text (what the feed is about)",
    ],
    ["  - a", '6: channels[1]: found "a", expected a mapping with keys such as slug, title, description'],
    ["channels: []", "6: column 1: this key occurs a second time; keep one of them"],
    ["retired: *gone", '6: found the alias "gone", expected an anchor of that name before it'],
    ["retired: !!binary YQ==", "6: column 10: Unresolved tag: tag:yaml.org,2002:binary"],
    ["? [a]\n: b", "6: column 3: this key is not text"],
    ["retired: !set []", "6: column 10: Unresolved tag: !set"],
    ["---\nsite: {}", "6: column 1: a second YAML document starts here; the configuration must be one document"],
  ];
  for (const [change, mistake] of cases) t.equal(mistakesOf(`${minimal}${change}\n`)[0], mistake, change);
  const site = (url: string) => mistakesOf(minimal.replace("https://example.org/", url));
  t.same(site("ftp://a"), [`1: site.url: found "ftp://a", expected ${urlWords}`]);
  t.same(site("https://u:secret@a.example"), [`1: site.url: found "https:…@a.example", expected ${urlWords}`]);
  t.end();
});

test("lines are counted in files with Windows line ends and a byte order mark too", (t) => {
  t.same(mistakesOf(`\ufeff${minimal}titel: 1\n`.replaceAll("\n", "\r\n")), mistakesOf(`${minimal}titel: 1\n`));
  t.end();
});

test("a long text that was found is cut short", (t) => {
  t.equal(
    mistakesOf(`${minimal}    content: ${"x".repeat(99)}\n`)[0]?.includes(`found "${"x".repeat(60)}…", expected`),
    true,
  );
  t.end();
});

test("a value that breaks several rules is one mistake", (t) => {
  t.same(mistakesOf(minimal.replace("title: News", 'title: ""')), [
    '4: channels[0].title: found "", expected one line of text',
  ]);
  t.end();
});

test("a slug that is both retired and moved is a mistake", (t) => {
  t.same(mistakesOf(`${minimal}retired: [old]\nmoved:\n  old: news\n`), [
    '8: moved.old: found "old", expected a slug that is either moved or retired, not both',
  ]);
  t.end();
});

test("every mistake is told at once, in the order of the file, also more than eight", (t) => {
  const channels = Array.from(
    { length: 30 },
    (_, index) => `  - {slug: c${index}, title: t, description: d, limit: no}`,
  );
  const mistakes = mistakesOf(`retired: [x x, c1]\nsit: 1\nchannels:\n${channels.join("\n")}\n`);
  t.same(mistakes.slice(0, 4), [
    "1: site: missing, expected a mapping with keys such as title, url, description",
    '1: retired[0]: found "x x", expected a name for addresses: small letters, digits and single dashes, at most 64 characters',
    '1: retired[1]: found "c1", expected a slug that is no longer among the channels',
    "2: sit: unknown key, did you mean site?",
  ]);
  t.equal(mistakes.length, 34);
  t.equal(Settings.Get().maxErrors, 8, "the limit for everybody else stays");
  t.equal(mistakes[33], '33: channels[29].limit: found "no", expected a whole number from 1 to 1000');
  t.end();
});

test("a duplicate key does not hide the other mistakes", (t) => {
  t.same(mistakesOf(`${minimal}retired: []\nretired: x\n`), [
    "7: column 1: this key occurs a second time; keep one of them",
    '7: retired: found "x", expected a list',
  ]);
  t.end();
});
