import { createHash } from "node:crypto";
import { Feed } from "feed";
import { test } from "tap";
import { permalinkPath } from "../../src/article/address.ts";
import { documentPath } from "../../src/render/format.ts";
import { formats } from "../../src/render/formats.ts";
import { json, standingClock, startService } from "../service.ts";
import { canonical } from "../xml.ts";
import { addressesIn, harmIn, isHarmless, nodesOf } from "./harm.ts";
import { readBack } from "./read-back.ts";
import { hostileService } from "./service.ts";
import { badAddresses, badDates, dates, nothings } from "./set.ts";

/*
 * The hostile set through the running service: in by the admin API, out by HTTP. The outcome of the
 * `feed` package alone stands beside it.
 */

function naive(given: { title?: string; link?: string; date?: Date }): Feed {
  const feed = new Feed({ title: "T", id: "urn:x:feed", link: "https://site.example/", updated: new Date(0) });
  feed.addItem({ title: "T", link: "https://site.example/1", date: new Date(0), ...given });
  return feed;
}

test("every document says what went in, and does no harm", async (t) => {
  t.throws(() => canonical(naive({ title: "a\u0008b" }).rss2()), "feed alone lets control characters through");
  t.throws(() => canonical(naive({ title: "a\uFFFEb" }).atom1()));
  const { service, posted } = await hostileService();
  for (const channel of new Set(posted.map((article) => article.channel))) {
    for (const { name } of formats) {
      const { body } = await service.get(documentPath(channel, name));
      const document = body.toString();
      t.ok(body.equals(Buffer.from(document)), `${channel}.${name} is UTF-8`);
      const items = readBack(name, document);
      t.equal(items.length, posted.filter((article) => article.channel === channel).length, `${channel}.${name}: all`);
      t.strictSame(
        items.flatMap(({ html }) => html.flatMap(harmIn)),
        [],
        `${channel}.${name}: no harm`,
      );
      for (const { what, draft, said } of posted.filter((article) => article.channel === channel)) {
        if (said !== undefined) t.strictSame(items.find(({ id }) => id === draft.id)?.said, said, `${name}: ${what}`);
      }
    }
  }
});

test("nothing of an article breaks out of its page, nor out of its channel's", async (t) => {
  const { service, posted } = await hostileService();
  const { articles } = json<{ articles: { id: string; url?: string }[] }>(
    await service.admin("GET", "/articles?limit=500"),
  );
  const own = articles.filter(({ url }) => url === undefined).map(({ id }) => permalinkPath(id));
  const channels = [...new Set(posted.map(({ channel }) => `/feeds/${channel}`))];
  t.ok(own.length > 20 && channels.length > 5);
  for (const path of ["/", ...channels, ...own]) {
    const { status, body, headers } = await service.get(path, { accept: "text/html" });
    t.equal(status, 200, path);
    const policy = String(headers["content-security-policy"]);
    t.strictSame(escapesIn(body.toString(), policy, service.url), [], `${path} is contained`);
  }
});

/** Returns the foreign parts of a page: scripts and styles that its policy does not name, addresses that act. */
function escapesIn(page: string, policy: string, origin: string): string[] {
  const escapes: string[] = [];
  for (const node of nodesOf(page)) {
    if (!("tagName" in node)) continue;
    const { tagName } = node;
    const attributes = new Map(node.attrs.map(({ name, value }) => [name, value]));
    if (/^(?:iframe|object|embed|form|svg|base|frame|applet|template)$/.test(tagName)) escapes.push(`<${tagName}>`);
    if (tagName === "meta" && attributes.has("http-equiv")) escapes.push("a meta that acts");
    if (tagName === "script" || tagName === "style") {
      const source = node.childNodes.map((child) => ("value" in child ? child.value : "")).join("");
      const hash = createHash("sha256").update(source).digest("base64");
      if (attributes.has("src") || !policy.includes(`'sha256-${hash}'`))
        escapes.push(`<${tagName}>${source.slice(0, 80)}`);
    }
    for (const [name, value] of attributes) {
      if (name.startsWith("on") || name === "style" || name === "srcdoc") escapes.push(`${name}="${value}"`);
      if (attributes.get("rel") === "icon") continue;
      for (const address of addressesIn(name, value)) {
        const isOwn = /^(?:\/(?!\/)|#)[^\s\\]*$/.test(address) || address.startsWith(`feed:${origin}/feeds/`);
        if (!isOwn && !isHarmless(address)) escapes.push(`${name}="${address}"`);
      }
    }
  }
  return escapes;
}

test("an article that no document could say is refused at the door, with the reason", async (t) => {
  t.match(naive({ date: new Date("soon") }).rss2(), "Invalid Date");
  t.throws(() => naive({ date: new Date("soon") }).atom1());
  t.throws(() => naive({ link: "/relative" }).rss2(), "feed alone loses the whole document");
  const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z") });
  const refused = async (draft: unknown, reason: RegExp, what: string) => {
    const { status, body } = await service.admin("POST", "/articles", draft);
    t.equal(status, 422, what);
    t.match(body.toString(), reason, what);
  };
  for (const date_published of badDates)
    await refused({ title: "D", date_published }, /date_published: found .*RFC 3339/, date_published);
  for (const [what, url] of Object.entries(badAddresses)) {
    await refused({ title: "U", url }, /\/url: found .*http/, what);
    await refused({ title: "U", image: url }, /\/image: found .*http/, what);
    await refused({ title: "U", authors: [{ url }] }, /\/authors\/0\/url: found .*http/, what);
    await refused(
      { title: "U", attachments: [{ url, mime_type: "a/b" }] },
      /\/attachments\/0\/url: found .*http/,
      what,
    );
  }
  for (const mime_type of ["audio", "a/b<", 'a/b; x="', "a/b; <x>", "a b/c"]) {
    await refused({ title: "M", attachments: [{ url: "/a", mime_type }] }, /media type/, mime_type);
  }
  for (const nothing of nothings) await refused(nothing, /the article is empty/, JSON.stringify(nothing));
});

test("dates from the year 1 on survive in every format", async (t) => {
  const { service, posted } = await hostileService();
  const moments = posted.filter(({ channel }) => channel === "dates").map(({ what }) => dates[what] ?? "");
  t.equal(moments.length, Object.keys(dates).length);
  const feed = json<{ items: { date_published: string }[] }>(await service.get("/feeds/dates.json"));
  t.strictSame(feed.items.map((item) => item.date_published).sort(), moments.toSorted());
  const atom = (await service.get("/feeds/dates.atom")).body.toString();
  t.strictSame(
    [...atom.matchAll(/<published>(.*)<\/published>/g)].map(([, date = ""]) => date).sort(),
    moments.toSorted(),
  );
  const rss = (await service.get("/feeds/dates.rss")).body.toString();
  const inRss = [...rss.matchAll(/<pubDate>(.*)<\/pubDate>/g)].map(([, date = ""]) => date);
  t.strictSame(inRss.sort(), moments.map((moment) => new Date(moment).toUTCString()).sort());
  for (const date of inRss) t.match(date, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/, "a year of four digits");
});
