import { test } from "tap";
import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { addArticles, addSubscriber, outcomeOf, privateConfig, withAddress } from "./helpers.ts";

const formats = ["rss", "atom", "json"] as const;

test("a subscriber reads the private channel with the address or with Basic, and nobody else does", async (t) => {
  const service = await startService(t, { config: privateConfig });
  await addArticles(service);
  const anna = await addSubscriber(service);
  for (const format of formats) {
    const path = `/feeds/members.${format}`;
    t.equal(anna.urls[format].endsWith(anna.at(path)), true);
    await until(async () => (await service.get(anna.at(path))).status === 200);
    const byAddress = await service.get(anna.at(path));
    const byBasic = await service.get(path, anna.basic);
    t.equal(byBasic.status, 200);
    t.equal(byAddress.body.equals(byBasic.body), true);
    t.match(byAddress.body.toString(), /About members/);
    for (const { headers, body } of [byAddress, byBasic]) {
      t.match(headers["cache-control"], /^private, max-age=\d+$/);
      t.equal(headers.vary, "Accept-Encoding, Sec-Fetch-Dest, Authorization");
      t.match(headers, { "x-robots-tag": "noindex", "referrer-policy": "no-referrer" });
      for (const name of [
        "surrogate-key",
        "cache-tag",
        "cache-groups",
        "cdn-cache-control",
        "access-control-allow-origin",
      ]) {
        t.equal(headers[name], undefined, name);
      }
      t.notMatch(JSON.stringify(headers) + body, anna.password);
      t.notMatch(JSON.stringify(headers), /rel="?hub/);
    }
    const etag = String(byAddress.headers.etag);
    const unmodified = await service.get(anna.at(path), { "if-none-match": etag });
    t.match(unmodified, { status: 304, headers: { etag, "cache-control": /^private/, "x-robots-tag": "noindex" } });
    t.match(await service.get(path, { ...anna.basic, "if-none-match": etag }, "HEAD"), { status: 304 });
    const head = await service.get(anna.at(path), {}, "HEAD");
    t.match(
      [head.status, head.body.length, head.headers["content-length"]],
      [200, 0, byAddress.headers["content-length"]],
    );
    const refused = await service.get(path, { "if-none-match": etag });
    t.same(outcomeOf(refused), [401, "CREDENTIALS_NEEDED"]);
    t.match(refused.headers, {
      "www-authenticate": 'Basic realm="Private feeds", charset="UTF-8"',
      "cache-control": "private, no-store",
    });
    t.equal(refused.headers["access-control-allow-origin"], undefined);
  }
  t.match(await service.get(anna.at("/feeds/members")), {
    status: 200,
    headers: { "content-type": /html/, "referrer-policy": "no-referrer" },
  });
  const opened = await service.get(anna.at("/feeds/members.rss"), { "sec-fetch-dest": "document" });
  t.match(opened.headers, { "content-type": /html/, "cache-control": "private, no-cache", vary: /Authorization/ });
});

slowTest(
  "a wrong secret, an unknown selector and another channel are answered alike, and nothing is told",
  async (t) => {
    const service = await startService(t, { config: privateConfig });
    await addArticles(service);
    const [anna, bea] = [await addSubscriber(service), await addSubscriber(service, "board", "Bea")];
    await until(async () => (await service.get(bea.at("/feeds/board.rss"))).status === 200);
    const wrong = [
      `/private/${anna.username}.${bea.password}/feeds/members.rss`,
      `/private/nobody.${anna.password}/feeds/members.rss`,
      anna.at("/feeds/board.rss"),
      anna.at("/feeds/nothing.rss"),
      anna.at("/private/x.y/feeds/members.rss"),
      `/private/${anna.username}/feeds/members.rss`,
      "/private/",
    ];
    const answers = await Promise.all(wrong.map((path) => service.get(path)));
    const [first] = answers;
    t.same(outcomeOf(first as never), [404, "NOT_FOUND"]);
    for (const { status, body, headers } of answers) {
      t.equal(status, 404);
      t.equal(body.toString(), first?.body.toString());
      t.match(headers, { "cache-control": "private, no-store", "x-robots-tag": "noindex" });
    }
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });
    const credentials = [
      basic(`${anna.username}:${bea.password}`),
      basic(`nobody:${anna.password}`),
      basic(anna.username),
      basic(""),
      bea.basic,
      { authorization: `Bearer ${anna.password}` },
      { authorization: "Basic" },
    ];
    for (const headers of credentials)
      t.same(outcomeOf(await service.get("/feeds/members.rss", headers)), [401, "CREDENTIALS_NEEDED"]);
    t.equal((await service.get("/feeds/_revoked.rss")).status, 404);
    t.equal((await service.get("/feeds/news.rss", basic("x:y"))).status, 200, "a public feed asks nobody");
  },
);

test("a rotated and a revoked address are answered 410 at once", async (t) => {
  const service = await startService(t, { config: privateConfig });
  await addArticles(service);
  const first = await addSubscriber(service);
  await until(async () => (await service.get(first.at("/feeds/members.rss"))).status === 200);
  const rotated = await service.admin("POST", `/subscribers/${first.id}/rotate`);
  t.equal(rotated.status, 200);
  const second = withAddress(JSON.parse(rotated.body.toString()));
  t.not(second.password, first.password);
  await until(async () => (await service.get(first.at("/feeds/members.rss"))).status === 410);
  t.equal((await service.get(second.at("/feeds/members.rss"))).status, 200);
  t.equal((await service.get("/feeds/members.rss", first.basic)).status, 410);
  for (const format of formats) {
    const path = `/feeds/members.${format}`;
    for (const answer of [await service.get(first.at(path)), await service.get(path, first.basic)]) {
      t.match(answer, { status: 410, headers: { "cache-control": "private, no-store", "x-robots-tag": "noindex" } });
      t.match(answer.headers["content-type"], new RegExp(format));
      t.match(answer.body.toString(), "This address was revoked");
      t.notMatch(answer.body.toString(), first.password);
      t.equal(answer.headers.etag, undefined);
    }
  }
  t.match(await service.get(first.at("/feeds/members")), { status: 410, headers: { "content-type": /text.html/ } });
  t.match(await service.get(first.at("/feeds/members.rss"), {}, "HEAD"), { status: 410 });
  t.equal((await service.admin("DELETE", `/subscribers/${first.id}`)).status, 204);
  await until(async () => (await service.get(second.at("/feeds/members.rss"))).status === 410);
  t.equal((await service.get("/feeds/members.rss", second.basic)).status, 410);
  t.equal((await service.get(`/private/${second.username}.${"x".repeat(43)}/feeds/members.rss`)).status, 404);
});

slowTest("the limit of downloads is one of each subscriber, and its answer is private", async (t) => {
  const config = privateConfig.replace("access: private", "access: private, downloadsPerHour: 2");
  const service = await startService(t, { config });
  await addArticles(service);
  const [anna, bea] = [await addSubscriber(service), await addSubscriber(service, "members", "Bea")];
  await until(async () => (await service.get(bea.at("/feeds/members.rss"), {}, "HEAD")).status === 200);
  const get = (path: string) => service.get(path, { "user-agent": "Aggregator/1.0" });
  const statuses: number[] = [];
  for (let count = 0; count < 4; count++) statuses.push((await get(anna.at("/feeds/members.rss"))).status);
  t.same(statuses, [200, 200, 429, 429]);
  t.equal((await get(bea.at("/feeds/members.rss"))).status, 200);
  const refused = await get(anna.at("/feeds/members.rss"));
  t.match(refused.headers, { "cache-control": "private, no-store", "retry-after": /^\d+$/ });
  t.equal(refused.headers["access-control-allow-origin"], undefined);
});

slowTest("archives, deltas and pages are read with the same address", async (t) => {
  const config = `${privateConfig.replace("access: private", "access: private, limit: 5")}\ndeltas: all\n`;
  const service = await startService(t, { config });
  for (let number = 1; number <= 40; number++) {
    const date = new Date(Date.UTC(2026, 0, number)).toISOString();
    const article = {
      id: `urn:x:${number}`,
      title: `Number ${number}`,
      content_html: "<p>Text.</p>",
      tags: ["members"],
      date_published: date,
    };
    await service.admin("POST", "/articles", article);
  }
  await service.admin("POST", "/regenerate", {});
  const anna = await addSubscriber(service);
  await until(async () => (await service.get(anna.at("/feeds/members.atom"))).status === 200);
  const feed = await service.get(anna.at("/feeds/members.atom"));
  const archives: string[] = [];
  for (let body = feed.body.toString(); ; ) {
    const [, next] =
      /rel="prev-archive"[^>]*href="https:\/\/feeds\.example([^"]+)"|href="https:\/\/feeds\.example([^"]+)"[^>]*rel="prev-archive"/
        .exec(body)
        ?.filter(Boolean) ?? [];
    if (next === undefined) break;
    t.equal((await service.get(next)).status, 401);
    t.equal((await service.get(next, anna.basic)).status, 200);
    const archive = await service.get(anna.at(next));
    t.match(archive, { status: 200, headers: { "cache-control": /^private, max-age/ } });
    archives.push(next);
    body = archive.body.toString();
  }
  t.ok(archives.length > 0, `${archives.length} archives`);
  const following = (archives.at(-1) ?? "").replace(".atom", "/next.atom");
  t.equal((await service.get(following)).status, 401);
  const redirect = await service.get(anna.at(following));
  t.match(redirect, { status: 307, headers: { "cache-control": "private, no-store" } });
  t.match(String(redirect.headers.location), new RegExp(`^/private/${anna.username}\\.`));
  t.notMatch(String((await service.get(following, anna.basic)).headers.location), "private");
  await service.admin("POST", "/articles", {
    id: "urn:x:new",
    title: "New",
    content_html: "<p>T</p>",
    tags: ["members"],
  });
  await service.admin("POST", "/regenerate", {});
  const etag = String(feed.headers.etag);
  await until(
    async () => (await service.get(anna.at("/feeds/members.atom"), { "if-none-match": etag })).status === 200,
  );
  const delta = await service.get(anna.at("/feeds/members.atom"), { "if-none-match": etag, "a-im": "feed" });
  t.match(delta, { status: 226, headers: { im: "feed", "x-robots-tag": "noindex" } });
  t.equal(delta.headers["access-control-allow-origin"], undefined);
  t.match(delta.body.toString(), "New");
  t.notMatch(delta.body.toString(), "Number 40");
  const page = anna.at("/articles/urn:x:new");
  const channelPage = (await service.get(anna.at("/feeds/members"))).body.toString();
  t.match(channelPage, 'href="../articles/urn:x:new"');
  t.match(channelPage, /<link rel="alternate" type="application\/rss\+xml"[^>]* href="..\/feeds\/members.rss">/);
  t.notMatch(channelPage, /feedly|href="https:\/\/feeds.example/);
  t.match(channelPage, "This feed is private");
  t.match(await service.get(page), {
    status: 200,
    headers: { "referrer-policy": "no-referrer", "cache-control": /^private/ },
  });
  t.equal((await service.get("/articles/urn:x:new")).status, 401);
  t.equal((await service.get("/articles/urn:x:new", anna.basic)).status, 200);
});

slowTest("an address outlives a channel that is moved, becomes public, or is retired", async (t) => {
  const service = await startService(t, { config: privateConfig });
  await addArticles(service);
  const [anna, bea] = [await addSubscriber(service), await addSubscriber(service, "board", "Bea")];
  const path = "/feeds/members.rss";
  await until(async () => (await service.get(bea.at("/feeds/board.rss"))).status === 200);
  const moved = await service.restart({
    config: `${privateConfig.replace("slug: members", "slug: inside")}\nmoved: { members: inside }\n`,
  });
  await until(async () => (await moved.get(anna.at("/feeds/inside.rss"))).status === 200);
  const redirect = await moved.get(anna.at(path));
  t.match(redirect, { status: 308, headers: { location: anna.at("/feeds/inside.rss") } });
  t.match(await moved.get(path, anna.basic), { status: 308, headers: { location: "/feeds/inside.rss" } });
  t.equal((await moved.get(path, bea.basic)).status, 404);
  t.equal((await moved.get("/feeds/inside.rss", anna.basic)).status, 200);
  t.equal((await moved.get("/feeds/inside.rss", bea.basic)).status, 401);
  t.equal((await moved.get(bea.at(path))).status, 404);
  const open = await moved.restart({
    config: privateConfig.replace("access: private, select: { tags: [members]", "select: { tags: [members]"),
  });
  await until(async () => (await open.get(path)).status === 200);
  t.match(await open.get(anna.at(path)), {
    status: 308,
    headers: { location: path, "cache-control": "private, no-store" },
  });
  t.equal((await open.get(`/private/x.y${path}`)).status, 404);
  const retired = await open.restart({
    config: `${privateConfig.replace(/.*slug: members.*\n/, "")}\nretired: [members]\n`,
  });
  await until(async () => (await retired.get(path)).status === 410);
  t.equal((await retired.get(anna.at(path))).status, 410);
  t.equal((await retired.get(bea.at("/feeds/board.rss"))).status, 200);
});
